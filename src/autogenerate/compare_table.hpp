// One table against another: which of its parts are the same, and the operations for those that are not.
#pragma once

#include <vector>

#include "src/operations/operation.hpp"
#include "src/schema/equivalence.hpp"
#include "src/schema/naming.hpp"

namespace migrate {

/// What changes in one table, apart by when it has to happen.
struct TableChanges {
  std::vector<Operation> dropped_foreign_keys;
  std::vector<Operation> changes;  ///< in running order: drops, changed columns, additions
  std::vector<Operation> created_foreign_keys;
  bool weakens_keys = false;  ///< a column, unique or primary key goes or changes: foreign keys to it must go before

  bool empty() const { return dropped_foreign_keys.empty() && changes.empty() && created_foreign_keys.empty(); }
};

/// Both tables have the same name and columns have been renamed already. `current_schema` and `wanted_schema` are
/// where primary keys of parents are looked up when a foreign key names no target columns.
TableChanges compare_tables(const Table& current, const Table& wanted, const Equivalence& rules,
                            const NamingTemplates& naming);

/// Whether rows that exist have nothing to go into the column: it cannot be NULL, and nothing fills it by itself.
bool needs_value(const Column& column);

/// A value of the type for rows that exist when a column that cannot be NULL comes back: `0`, `''`.
std::string neutral_value(const Type& type);

}  // namespace migrate
