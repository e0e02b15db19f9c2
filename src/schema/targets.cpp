#include "src/schema/targets.hpp"

#include "src/base/text.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/tables_by_name.hpp"

namespace migrate {

void complete_targets(Schema& schema) {
  const TablesByName tables(schema);
  for (auto& table : schema.tables) {
    for (auto& key : table.foreign_keys) {
      if (!key.target.empty()) continue;
      const auto* parent = tables.find(key.references, key.references_schema);
      if (parent && parent->primary_key && parent->primary_key->columns.size() == key.columns.size())
        key.target = column_names(parent->primary_key->columns);
    }
  }
}

std::string why_no_target(const ForeignKey& key, const Table& parent) {
  const auto what = !parent.primary_key ? parent.name + " has no primary key"
                                        : "the primary key of " + parent.name + " has " +
                                              count_of(parent.primary_key->columns.size(), "column") + ", and it has " +
                                              std::to_string(key.columns.size());
  return "it says no target, and " + what + ": say which columns are meant, as target = [ … ]";
}

}  // namespace migrate
