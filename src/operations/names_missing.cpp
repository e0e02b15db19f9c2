#include "src/operations/names_missing.hpp"

#include <algorithm>

#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

const Table* find(const Schema& schema, const TableName& name) {
  const auto found = std::ranges::find_if(schema.tables, [&](const Table& table) {
    return equal_ignoring_case(table.name, name.name) && table.schema == name.schema;
  });
  return found == schema.tables.end() ? nullptr : &*found;
}

std::string missing_column(const Table& table, const std::vector<std::string>& wanted) {
  std::vector<std::string> names;
  for (const auto& column : table.columns) names.push_back(column.name);
  for (const auto& one : wanted) {
    const auto same = [&](const std::string& name) { return equal_ignoring_case(name, one); };
    if (!one.empty() && std::ranges::none_of(names, same))
      return "table " + display(TableName{table.name, table.schema}) + " has no column " + one +
             did_you_mean(one, names);
  }
  return {};
}

class Search {
 public:
  explicit Search(const Schema& schema) : schema_(schema) {}

  std::string operator()(const CreatePrimaryKey& o) const { return on(o.table, column_names(o.primary_key.columns)); }
  std::string operator()(const CreateUnique& o) const { return on(o.table, column_names(o.unique.columns)); }
  std::string operator()(const CreateIndex& o) const { return on(o.table, column_names(o.index.columns)); }
  std::string operator()(const CreateForeignKey& o) const {
    auto missing = on(o.table, o.foreign_key.columns);
    if (!missing.empty()) return missing;
    const auto parent = parent_of(o.foreign_key);
    // of a schema that was not looked into nothing is known
    const bool looked_into = parent.schema == o.table.schema && find(schema_, o.table);
    if (!find(schema_, parent))
      return looked_into ? "there is no table " + display(parent) + " for " + describe(Constraint(o.foreign_key)) : "";
    return on(parent, o.foreign_key.target);
  }
  std::string operator()(const auto&) const { return {}; }

 private:
  std::string on(const TableName& name, const std::vector<std::string>& columns) const {
    const auto* table = find(schema_, name);
    return table ? missing_column(*table, columns) : "";
  }

  const Schema& schema_;
};

}  // namespace

std::string names_missing(const Schema& schema, const Operation& operation) {
  return std::visit(Search(schema), operation.value);
}

}  // namespace migrate
