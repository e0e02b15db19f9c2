// Columns that a table has from those it inherits from (INHERITS), where it says one of them again with a default, a
// NOT NULL or a comment of its own. A partition says nothing of its columns.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "migrate/schema.hpp"
#include "src/schema/equivalence.hpp"

namespace migrate::postgresql {

/// Of a column that the table has not declared, but changed: it comes and goes with the parent's.
inline constexpr const char* inherited_option = "postgresql.inherited";

/// How a table is found by its schema and name; null where there is none.
using TableFinder = std::function<const Table*(const std::string& schema, const std::string& name)>;

/// Both tables with those inherited columns that either of them says: `current` as it will be when its parents have
/// changed to what is wanted, `wanted` with what it has from them.
std::pair<Table, Table> with_inherited(const Table& current, const Table& wanted, const Equivalence& rules,
                                       const TableFinder& current_tables, const TableFinder& wanted_tables);

}  // namespace migrate::postgresql
