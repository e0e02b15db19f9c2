// What an operation does not hold and its statements need: each question is one query of the catalog, or a look at the
// schema that an offline connection stands for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/connection.hpp"
#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate::postgresql {

/// The column as the database has it: type, nullability, default, identity, serial, generated, collation, comment.
/// Throws DatabaseError with the nearest name where there is none.
Column column_now(Connection& connection, const TableName& table, const std::string& column);

/// The name of the table's constraint that says the same. Throws DatabaseError, with those that there are, where none
/// or more than one does.
std::string name_by_content(Connection& connection, const TableName& table, const Constraint& constraint);

/// The sequence of a serial or identity column, quoted, with its schema.
std::string sequence_of(Connection& connection, const TableName& table, const std::string& column);

/// The server's version, 150004 for 15.4; offline, where nobody can say, that of the oldest one supported.
int version_of(Connection& connection);

/// `'hero'::regclass`, with the name quoted as a string; NULL where there is no such table.
std::string regclass(const TableName& table);
bool is_partitioned(Connection& connection, const TableName& table);
/// "ONLY " in front of a table's name, for what is true of its own rows alone: keys and indexes are not inherited. The
/// rows of a partitioned table are those of its partitions, and it is empty.
std::string only_own(Connection& connection, const TableName& table);
/// The partitions of the table, and theirs, with indexes that are no parts of their parents' and of no constraint.
std::vector<TableName> tables_with_own_indexes_below(Connection& connection, const TableName& table);

/// A default that a table below has for the column, other than the one that it would have from the table.
struct OwnDefault {
  std::string table;  ///< as SQL
  std::optional<std::string> default_sql;
};
std::vector<OwnDefault> own_defaults_below(Connection& connection, const TableName& table, const std::string& column);
/// Checks over the column that are valid in a table below, and not in the one that it has them from: as a partition has
/// them that was made later.
struct ValidCheck {
  std::string table;  ///< as SQL
  std::string name;
};
std::vector<ValidCheck> valid_checks_below(Connection& connection, const TableName& table, const std::string& column);
/// Whether NOT NULL is a constraint with a name (PostgreSQL 18); nobody knows offline.
bool has_not_null_constraints(Connection& connection);
/// The name of the one of a column.
std::string not_null_held(Connection& connection, const TableName& table, const Column& column);

}  // namespace migrate::postgresql
