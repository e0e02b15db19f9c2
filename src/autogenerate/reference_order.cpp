#include "src/autogenerate/reference_order.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

namespace migrate {

std::vector<const Table*> in_reference_order(const std::vector<Table>& tables, const Equivalence& rules) {
  const auto key = [&](const std::string& schema, const std::string& name) {
    return rules.schema_key(schema) + '\0' + rules.table_key(name);
  };
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < tables.size(); ++i) index.emplace(key(tables[i].schema, tables[i].name), i);

  enum class Mark : char { fresh, open, done };
  std::vector<Mark> marks(tables.size(), Mark::fresh);
  std::vector<const Table*> out;
  out.reserve(tables.size());
  struct Visit {
    std::size_t table;
    std::vector<std::string> parents;
  };
  const auto open = [&](std::size_t table) {
    marks[table] = Mark::open;
    Visit visit{table, {}};
    for (const auto& held : tables[table].foreign_keys) {
      visit.parents.push_back(key(held.references_schema, held.references));
    }
    for (const auto& [schema, name] : rules.stands_on(tables[table])) visit.parents.push_back(key(schema, name));
    std::ranges::reverse(visit.parents);
    return visit;
  };
  std::vector<Visit> path;
  for (std::size_t start = 0; start < tables.size(); ++start) {
    if (marks[start] != Mark::fresh) continue;
    path.push_back(open(start));
    while (!path.empty()) {
      auto& [table, parents] = path.back();
      if (parents.empty()) {
        marks[table] = Mark::done;
        out.push_back(&tables[table]);
        path.pop_back();
        continue;
      }
      const auto parent = index.find(parents.back());
      parents.pop_back();
      if (parent != index.end() && marks[parent->second] == Mark::fresh) path.push_back(open(parent->second));
    }
  }
  return out;
}

}  // namespace migrate
