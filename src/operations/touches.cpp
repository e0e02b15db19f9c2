#include "src/operations/touches.hpp"

#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

using Touches = std::vector<Touch>;

Touches of(const TableName& table, const std::vector<std::string>& columns) {
  Touches out;
  for (const auto& column : columns) {
    if (!column.empty()) out.push_back({table, column});
  }
  if (out.empty()) out.push_back({table, ""});
  return out;
}

std::vector<std::string> columns_of(const Constraint& constraint) {
  return std::visit(
      [](const auto& value) -> std::vector<std::string> {
        if constexpr (requires { column_names(value.columns); })
          return column_names(value.columns);
        else if constexpr (requires { value.columns; })
          return value.columns;
        else
          return {};
      },
      constraint);
}

}  // namespace

std::vector<Touch> touches(const Operation& operation) {
  return std::visit(
      Overloaded{
          [](const CreateTable& value) {
            return of(TableName{value.table.name, value.table.schema}, {});
          },
          [](const RenameTable& value) {
            return Touches{{value.table, ""}, {TableName{value.to, value.table.schema}, ""}};
          },
          [](const AddColumn& value) { return of(value.table, {value.column.name}); },
          [](const DropColumn& value) { return of(value.table, {value.column}); },
          [](const AlterColumn& value) {
            const auto& to = value.to ? value.to->name : value.set.name;
            return of(value.table, {value.column, to == value.column ? "" : to});
          },
          [](const CreatePrimaryKey& value) { return of(value.table, column_names(value.primary_key.columns)); },
          [](const CreateUnique& value) { return of(value.table, column_names(value.unique.columns)); },
          [](const CreateForeignKey& value) { return of(value.table, value.foreign_key.columns); },
          [](const CreateIndex& value) { return of(value.table, column_names(value.index.columns)); },
          [](const DropIndex& value) {
            return of(value.table, value.index ? column_names(value.index->columns) : std::vector<std::string>{});
          },
          [](const DropConstraint& value) {
            return of(value.table, value.constraint ? columns_of(*value.constraint) : std::vector<std::string>{});
          },
          [](const Batch& value) {
            Touches out;
            for (const auto& inner : value.operations) {
              const auto more = touches(inner);
              out.insert(out.end(), more.begin(), more.end());
            }
            return out;
          },
          [&](const auto&) {
            const auto table = table_of(operation);
            return table ? of(*table, {}) : Touches{};
          },
      },
      operation.value);
}

bool may_touch_anything(const Operation& operation) {
  return std::holds_alternative<Execute>(operation.value) || std::holds_alternative<Call>(operation.value);
}

}  // namespace migrate
