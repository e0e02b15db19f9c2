// A table on its way from what the catalog says to what the operations make of it: the text of its CREATE TABLE with
// the edits so far, its indexes and triggers, and what has to be known to carry the rows over.
//
// Nothing here touches the database. `rebuild` and the native path turn a finished draft into statements.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dialects/connection.hpp"
#include "dialects/dialect.hpp"
#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/parse_sql.hpp"
#include "migrate/schema.hpp"

namespace migrate::sqlite {

/// A row of sqlite_schema that has a text of its own.
struct SchemaObject {
  std::string type;  ///< table, index, trigger, view
  std::string name;
  std::string table;  ///< the table (or view) it belongs to
  std::string sql;

  bool operator==(const SchemaObject&) const = default;
};

/// A question to put to the rows before anything is written; the guards turn it into SQL when the draft is finished.
struct NoNulls {
  std::string column;
};
struct NoRows {
  std::string column;  ///< a new column that the rows have no value for
};
struct NoDuplicates {
  std::string what;  ///< "unique constraint uq_hero_name"
  std::vector<IndexColumn> columns;
  std::string where;
};
struct NoOrphans {
  ForeignKey key;
};
struct NoViolations {
  Check check;
};
struct Converts {
  std::string column;
};
struct GuardRequest {
  std::variant<NoNulls, NoRows, NoDuplicates, NoOrphans, NoViolations, Converts> question;
  Where where;
  std::string asked_for;  ///< the text of the constraint or index that asks, without its name
};

/// What a draft is rendered against: the catalog as it will be by then, which may be a copy without rows, and the
/// database that has the rows.
struct Sight {
  Connection& catalog;
  Connection& rows;

  bool is_one() const { return &catalog == &rows; }
};

/// How many rows a change touches, from least to most.
enum class Cost { nothing, reads, writes };

/// What one operation does to the table: statements of SQLite's own, or, where there are none, an edit of the text.
struct DraftStep {
  std::string before, after;  ///< the CREATE TABLE around it, as the draft has it
  std::vector<Statement> native;
  bool computes = false;  ///< it is an edit that goes with new values of the rows
  Where where;
};

/// A draft as it was when its step began.
struct BegunStep {
  std::string sql;
  std::map<std::string, std::string> values;
  std::size_t native = 0, reasons = 0;
};

struct TableDraft {
  std::string name;          ///< as in the catalog
  std::string original_sql;  ///< its CREATE TABLE as in the catalog
  std::string sql;           ///< the same with the edits so far
  std::vector<SchemaObject> original_indexes;
  std::vector<SchemaObject> indexes;  ///< as they are to be
  std::vector<SchemaObject> triggers;

  /// What existing rows get in a column that is new or converted: SQL over the columns of the table as it was. By the
  /// column's name in lower case. A new column that is not here gets its default.
  std::map<std::string, std::string> values;
  std::set<std::string> added;          ///< columns that the catalog does not have, in lower case
  std::set<std::string> autoincrement;  ///< columns that count on, once they are the key again
  std::set<std::string> dropped;        ///< columns that go, in lower case
  std::vector<GuardRequest> guards;

  std::vector<Statement> native;     ///< the same changes as ALTER TABLE, as long as that can do them
  std::vector<std::string> reasons;  ///< the changes that it cannot do: "drop NOT NULL of age"
  BegunStep begun;
  std::vector<DraftStep> steps;                       ///< one for each operation that changes something
  Cost cost = Cost::nothing;                          ///< of the statements in `native`
  Where where;                                        ///< the operation that is being applied
  int version = SqliteConnection::library_version();  ///< of the SQLite that `native` is for

  ParsedTable parsed() const { return parse_create_table(sql); }
  ParsedTable original() const { return parse_create_table(original_sql); }
  /// As a value, without indexes.
  Table table() const;
  const SchemaObject* find_index(std::string_view index) const;

  void add_native(std::string statement, std::string purpose, Cost costs = Cost::nothing);
  void beyond_native(std::string reason) { reasons.push_back(std::move(reason)); }
  /// By the statement, where this SQLite has one; else beyond what it can.
  void native_or_beyond(std::string statement, std::string what, Cost costs) {
    if (statement.empty()) return beyond_native(std::move(what));
    add_native(std::move(statement), std::move(what), costs);
  }
  void guard(decltype(GuardRequest::question) question, std::string asked_for = "") {
    guards.push_back({std::move(question), where, std::move(asked_for)});
  }
  /// For a constraint or index that goes again.
  void forget_guards(std::string_view asked_for) {
    std::erase_if(guards, [&](const GuardRequest& request) { return request.asked_for == asked_for; });
  }
};

/// The table as the catalog has it. Throws DatabaseError, with the nearest name, where there is none, and for a virtual
/// table, whose text only its module understands.
TableDraft load_draft(Connection& connection, std::string_view table);

/// The table's name as in the catalog. Throws DatabaseError, with the nearest name, where there is none.
std::string require_table(Connection& connection, std::string_view table);

/// Every row of sqlite_schema with a text of its own, oldest first; with a name, only what belongs to that table.
std::vector<SchemaObject> load_objects(Connection& connection, std::string_view table = {});

std::string key_of(std::string_view name);

}  // namespace migrate::sqlite
