#include "dialects/dialect.hpp"

#include "src/operations/apply.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {

void Dialect::apply(Schema& schema, const Operation& operation) const { apply_to(schema, operation); }

void Dialect::note_offline(Connection& connection, std::span<const Operation> operations) const {
  auto* schema = connection.offline_schema();
  if (!schema) return;
  for (const auto& operation : operations) {
    const auto table = table_of(operation);
    const bool known = !table || std::holds_alternative<CreateTable>(operation.value) ||
                       find_table(*schema, table->name, table->schema);
    if (known) apply(*schema, operation);
  }
}

}  // namespace migrate
