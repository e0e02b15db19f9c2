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
  std::set<std::string> gone{};  ///< constraints and indexes that go before, in the same rendering
};

void add_column(TableUnit& unit, const AddColumn& operation);
/// Throws DatabaseError for a virtual column on a server that has none; nothing is known of it offline.
void refuse_virtual(Connection& connection, const TableName& table, const Column& column);
void drop_column(const ColumnSight& sight, TableUnit& unit, const DropColumn& operation);
void alter_column(const ColumnSight& sight, TableUnit& unit, const AlterColumn& operation);

/// Both ends of a change, whichever way it is written; one query for the short form.
struct ColumnEnds {
  Column from, to;
};
ColumnEnds ends_of(Connection& connection, const TableName& table, const AlterColumn& operation);

/// "about 1,000 rows", "every row".
std::string rows_text(double estimate);

}  // namespace migrate::postgresql
