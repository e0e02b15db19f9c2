#include "dialects/dialect.hpp"

#include <utility>

#include "src/operations/apply.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {

std::optional<FoundTable> found_table(TableName name, const SqlRows& columns) {
  if (columns.empty()) return std::nullopt;
  FoundTable out{std::move(name), {}};
  for (const auto& row : columns) out.columns.push_back(row.at(0).value_or(""));
  return out;
}

std::optional<FoundTable> find_in(const Schema& schema, const TableName& table) {
  const auto* held = find_table(schema, table.name, table.schema);
  if (!held) return std::nullopt;
  FoundTable out{table, {}};
  for (const auto& column : held->columns) out.columns.push_back(column.name);
  return out;
}

void Dialect::apply(Schema& schema, const Operation& operation) const { apply_to(schema, operation); }

void Dialect::note_offline(Connection& connection, std::span<const Operation> operations) const {
  auto* schema = connection.offline_schema();
  if (!schema) return;
  for (const auto& operation : operations) {
    const auto table = table_of(operation);
    const bool known = !table || std::holds_alternative<CreateTable>(operation.value) ||
                       migrate::find_table(*schema, table->name, table->schema);
    if (known) apply(*schema, operation);
  }
}

}  // namespace migrate
