#include "src/operations/operation.hpp"

namespace migrate {

const TableName* table_of(const Operation& operation) {
  return std::visit(
      [](const auto& value) -> const TableName* {
        if constexpr (requires { value.table.columns; }) {
          return nullptr;
        } else if constexpr (requires { value.table; }) {
          return &value.table;
        } else {
          return nullptr;
        }
      },
      operation.value);
}

}  // namespace migrate
