#include "dialects/mysql/key_ends.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "dialects/mysql/alter.hpp"
#include "dialects/mysql/questions.hpp"
#include "dialects/mysql/types.hpp"
#include "src/base/text.hpp"
#include "src/schema/tables_by_name.hpp"
#include "src/schema/targets.hpp"
#include "src/schema/type_text.hpp"

namespace migrate::mysql {
namespace {

/// `int unsigned` for all that is kept as one; empty for what is no whole number.
std::string integer_of(const Type& type) {
  if (type.kind == TypeKind::boolean) return "tinyint";
  auto text = sql_of(type, {});
  const bool is_unsigned = text.find("unsigned") != text.npos || text.find("zerofill") != text.npos;
  text.erase(std::min(text.find_first_of("( "), text.size()));
  static constexpr auto names = std::to_array<std::string_view>({"tinyint", "smallint", "mediumint", "int", "bigint"});
  if (std::ranges::find(names, text) == names.end()) return {};
  return text + (is_unsigned ? " unsigned" : "");
}

bool may_go_together(const Type& a, const Type& b) {
  const auto x = integer_of(a), y = integer_of(b);
  if (!x.empty() && !y.empty()) return x == y;
  return !(!x.empty() && has_charset(b)) && !(!y.empty() && has_charset(a));
}

const Column* column_ignoring_case(const Table& table, const std::string& name) {
  const auto found =
      std::ranges::find_if(table.columns, [&](const Column& column) { return equal_ignoring_case(column.name, name); });
  return found == table.columns.end() ? nullptr : &*found;
}

std::string problem_of(const Table& table, const ForeignKey& key, const Table& parent) {
  for (std::size_t i = 0; i < key.columns.size() && i < key.target.size(); ++i) {
    const auto* child = column_ignoring_case(table, key.columns[i]);
    const auto* target = column_ignoring_case(parent, key.target[i]);
    if (!child || !target || may_go_together(child->type, target->type)) continue;
    return table.name + "." + child->name + " is " + type_text(child->type) + " and " + parent.name + "." +
           target->name + " " + type_text(target->type) + ", which must be the same";
  }
  if (key.target.empty()) return why_no_target(key, parent);
  if (is_served(parent, key.target)) return {};
  return "no key or index of " + parent.name + " begins with " + join(key.target, ", ") +
         ", which it needs: make them unique there";
}

}  // namespace

std::vector<std::string> foreign_key_problems(const Schema& adapted) {
  std::vector<std::string> out;
  const TablesByName tables(adapted);
  for (const auto& table : adapted.tables) {
    for (const auto& key : table.foreign_keys) {
      const auto* parent = tables.find(key.references, key.references_schema);
      const auto problem = parent ? problem_of(table, key, *parent) : "";
      if (problem.empty()) continue;
      const auto name = key.name.empty() ? "to " + key.references : key.name;
      out.push_back("table " + table.name + ", foreign key " + name + ": " + problem);
    }
  }
  return out;
}

}  // namespace migrate::mysql
