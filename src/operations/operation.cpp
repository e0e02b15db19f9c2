#include "src/operations/operation.hpp"

namespace migrate {

std::optional<TableName> table_of(const Operation& operation) {
  return std::visit(
      [](const auto& value) -> std::optional<TableName> {
        if constexpr (requires { value.table.schema; }) {
          return TableName{value.table.name, value.table.schema};
        } else {
          return std::nullopt;
        }
      },
      operation.value);
}

}  // namespace migrate
