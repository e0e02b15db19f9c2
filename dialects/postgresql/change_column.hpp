// ADD COLUMN, DROP COLUMN and ALTER COLUMN: what a changed column needs beside its clauses, so that rows keep their
// values, counters their next number, and nothing that hangs on the column is lost.
#pragma once

#include <set>
#include <string>

#include "dialects/postgresql/alter_table.hpp"

namespace migrate::postgresql {

struct ColumnSight {
  Connection& connection;
  TableName table;               ///< as the catalog has it
  std::set<std::string> gone{};  ///< constraints, indexes and columns that go before, in the same rendering
};

void add_column(TableUnit& unit, const AddColumn& operation);
/// Throws DatabaseError for what the server is too old to have: a virtual column, NOT NULL that is NOT VALID; nothing
/// is known of it offline.
void refuse_newer(Connection& connection, const TableName& table, const Column& column);
void drop_column(const ColumnSight& sight, TableUnit& unit, const DropColumn& operation);
void alter_column(const ColumnSight& sight, TableUnit& unit, const AlterColumn& operation);

}  // namespace migrate::postgresql
