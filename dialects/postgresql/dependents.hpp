// What depends on an object that is about to go or to change, by its name: what PostgreSQL would refuse to go without
// (views, functions, foreign keys of other tables), and what it would take along in silence (an index over a dropped
// column). Nothing is ever dropped with CASCADE, and nothing that the revision does not name goes along: both are
// refused before anything runs (https://www.postgresql.org/docs/current/ddl-depend.html).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "dialects/connection.hpp"
#include "src/operations/operation.hpp"

namespace migrate::postgresql {

/// Throws DatabaseError where something depends on the table. Asks nothing offline.
void refuse_to_drop_table(Connection& connection, const TableName& table);
/// The same for columns of a table that go together. `gone`: constraints and columns (`gone_column`) that go before, in
/// the same rendering.
void refuse_to_drop_columns(Connection& connection, const TableName& table, const std::vector<std::string>& columns,
                            const std::set<std::string>& gone);
/// Throws DatabaseError where the column cannot get another name: the table, or one below, has it from another as well.
void refuse_to_rename_column(Connection& connection, const TableName& table, const std::string& column);
/// A column among names of constraints.
std::string gone_column(const std::string& name);
/// Extended statistics among them.
std::string gone_statistics(const std::string& name);
void refuse_to_drop_type(Connection& connection, const TableName& type);
void refuse_to_drop_sequence(Connection& connection, const TableName& sequence);

/// A foreign key with an end in a column, with what it takes to put it back.
struct HeldForeignKey {
  std::string name;
  TableName table;         ///< that has it
  std::string column;      ///< its column there that is paired with the one asked about, or is that one
  TableName parent;        ///< that it refers to
  std::string target;      ///< the column there
  std::string definition;  ///< FOREIGN KEY (…) REFERENCES …
  std::string other_type;  ///< of the column at the other end
};
struct TypeDependents {
  std::vector<HeldForeignKey> foreign_keys;
  double rows = -1;  ///< an estimate; below 0: not known
};
/// What hangs on the type of a column. Throws DatabaseError where something does that does not let it change: a view, a
/// rule, a policy, a trigger's condition, a generated column, the partition key.
TypeDependents type_dependents(Connection& connection, const TableName& table, const std::string& column,
                               const std::set<std::string>& gone = {});

/// The foreign keys of the table that are checked at the end of the transaction, quoted, with its schema, without those
/// that are `gone`.
std::vector<std::string> deferred_keys(Connection& connection, const TableName& table,
                                       const std::set<std::string>& gone);

/// About how many rows the table has; below 0 where nobody knows.
double estimated_rows(Connection& connection, const TableName& table);

}  // namespace migrate::postgresql
