// A column that numbers its rows gets another way to do so: none, a serial's sequence, an identity. The next number
// stays the next number.
#pragma once

#include "dialects/postgresql/change_column.hpp"

namespace migrate::postgresql {

/// How a column numbers its rows.
enum class Counter { none, serial, identity };
Counter counter_of(const Column& column);

/// The clauses that come before a change of type, and those behind it. `column`: its name now. They do nothing where
/// both ends number alike.
void end_numbering(const ColumnSight& sight, TableUnit& unit, const Column& from, const Column& to);
void begin_numbering(const ColumnSight& sight, TableUnit& unit, const Column& from, const Column& to);

/// The sequence of a serial column goes by the names of its table and column, and gets another name with them.
void rename_serial(TableUnit& unit, const std::string& old_table, const std::string& old_column,
                   const std::string& table, const std::string& column);
/// The serial columns of a table whose sequences have such names; one query.
std::vector<std::string> serial_columns(Connection& connection, const TableName& table);

}  // namespace migrate::postgresql
