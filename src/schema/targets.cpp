#include "src/schema/targets.hpp"

#include "src/schema/lookup.hpp"
#include "src/schema/tables_by_name.hpp"

namespace migrate {

void complete_targets(Schema& schema) {
  const TablesByName tables(schema);
  for (auto& table : schema.tables) {
    for (auto& key : table.foreign_keys) {
      if (!key.target.empty()) continue;
      const auto* parent = tables.find(key.references, key.references_schema);
      if (parent && parent->primary_key) key.target = column_names(parent->primary_key->columns);
    }
  }
}

}  // namespace migrate
