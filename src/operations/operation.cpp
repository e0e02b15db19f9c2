#include "src/operations/operation.hpp"

namespace migrate {

AnyOperation::AnyOperation() = default;
AnyOperation::AnyOperation(const AnyOperation& other) = default;
AnyOperation::AnyOperation(AnyOperation&& other) noexcept = default;
AnyOperation& AnyOperation::operator=(const AnyOperation& other) = default;
AnyOperation& AnyOperation::operator=(AnyOperation&& other) noexcept = default;
AnyOperation::~AnyOperation() = default;

bool operator==(const AnyOperation& a, const AnyOperation& b) {
  return static_cast<const OperationVariant&>(a) == static_cast<const OperationVariant&>(b);
}

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
