#include "src/autogenerate/reference_order.hpp"

#include <string>
#include <unordered_map>

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
    std::size_t next_key = 0;
  };
  std::vector<Visit> path;
  for (std::size_t start = 0; start < tables.size(); ++start) {
    if (marks[start] != Mark::fresh) continue;
    marks[start] = Mark::open;
    path.push_back({start});
    while (!path.empty()) {
      auto& [table, next_key] = path.back();
      if (next_key == tables[table].foreign_keys.size()) {
        marks[table] = Mark::done;
        out.push_back(&tables[table]);
        path.pop_back();
        continue;
      }
      const auto& foreign_key = tables[table].foreign_keys[next_key++];
      const auto parent = index.find(key(foreign_key.references_schema, foreign_key.references));
      if (parent != index.end() && marks[parent->second] == Mark::fresh) {
        marks[parent->second] = Mark::open;
        path.push_back({parent->second});
      }
    }
  }
  return out;
}

}  // namespace migrate
