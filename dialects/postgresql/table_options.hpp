// Changes of what a table has of PostgreSQL alone: UNLOGGED, tablespace, storage parameters, parents.
#pragma once

#include "dialects/postgresql/alter_table.hpp"

namespace migrate::postgresql {

/// Throws DatabaseError for what no table can change (PARTITION BY).
void set_table_options(TableUnit& unit, const SetTableOptions& operation);

}  // namespace migrate::postgresql
