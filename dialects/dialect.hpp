// A dialect: everything that differs between databases, asked as questions. Dialects are folders, not branches:
// nobody outside dialects/ asks which database it is.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/connection.hpp"
#include "dialects/url.hpp"
#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"
#include "src/schema/equivalence.hpp"
#include "src/schema/names.hpp"

namespace migrate {

struct ConnectOptions {
  std::chrono::milliseconds lock_timeout{60'000};  ///< how long a statement may wait for another connection's lock
  /// Where others queue behind a statement that waits for a lock (PostgreSQL): it waits this long at a time, and the
  /// transaction begins again until lock_timeout is over.
  std::chrono::milliseconds lock_attempt{3'000};
  bool may_create = false;  ///< a database file that does not exist is made; otherwise it is an error
  bool read_only = false;
  std::chrono::milliseconds statement_timeout{0};  ///< how long one statement may run; 0: as the server has it
  std::string role{};                              ///< PostgreSQL: SET ROLE after connecting; empty: none
  std::string search_path{};                       ///< PostgreSQL: in place of the account's own; empty: that
  /// What the server says beside its answers (notices, warnings), for people. May be empty.
  std::function<void(const std::string& notice)> on_notice{};
  /// Whether a database that can only copy a table to change it may edit its catalog instead, where that comes to the
  /// same.
  bool edit_in_place = true;
};

/// The rows that a statement writes, for progress: how many, and the range that their keys go through, in order (on
/// SQLite the rowids). A count of 0: it cannot be told how far the statement is.
struct RowRange {
  std::size_t count = 0;
  std::int64_t first = 0, last = 0;
};

/// What a statement does, where a schema change cannot be rolled back: it decides how the journal goes with it.
enum class Effect {
  schema,   ///< commits by itself: what its tables were before it is noted, so that a later run sees whether it ran
  rows,     ///< is in one transaction with the journal's note that it ran
  session,  ///< a setting of the connection, which a later run makes again
};

/// A manner of running a statement, which the database may refuse before it begins (SQLSTATE 0A000).
struct Manner {
  std::string clause{};  ///< stands behind the statement
  std::string way{};     ///< for people
};

/// One SQL statement on its way to the database.
struct Statement {
  std::string sql{};
  std::string purpose{};  ///< for people, shown with -v: "copy hero (rebuild: drops NOT NULL of age)"
  /// On the first of the statements that change a table, where there is more than one way to do it: which one, why, and
  /// how many rows it reads or writes: "rebuild hero: change type of age to INTEGER (copies 1,000 rows)". For people.
  std::string way{};
  RowRange rows{};
  /// Where set, the statement is a query that must return no row: a guard. Its rows are then shown under this message.
  std::string must_be_empty{};
  std::string hint{};  ///< goes with must_be_empty
  Where where{};       ///< the operation's place in its revision file
  Effect effect = Effect::schema;
  /// With Effect::schema: what it makes, changes or drops, under every name before and after. None: nobody can say.
  std::vector<TableName> tables{};
  /// Tried in turn, the cheapest first; the last one is not refused. A script has the statement as it is.
  std::vector<Manner> manners{};
};

/// The statements for the first `operations` of a list.
struct Rendered {
  std::vector<Statement> statements;
  std::size_t operations = 0;
};

/// What the configuration sets for the connection, and so for a script too.
struct SessionSettings {
  std::string role{}, search_path{};  ///< PostgreSQL; empty: none
};

/// What stands around statements that a person runs as a script, where no Transaction does it for them.
struct ScriptFrame {
  std::vector<Statement> before{}, after{};
};

/// A table as the catalog has it.
struct FoundTable {
  TableName name{};                    ///< under its full name, wherever the connection looks later
  std::vector<std::string> columns{};  ///< in order
};

/// Of a query for the columns' names, one a row; none where there is no row.
std::optional<FoundTable> found_table(TableName name, const SqlRows& columns);
/// Of a schema that stands for a database.
std::optional<FoundTable> find_in(const Schema& schema, const TableName& table);

/// A transaction of the database: destroyed without commit, it is rolled back, and session settings are put back.
class Transaction {
 public:
  virtual ~Transaction() = default;
  /// What the user's statements have set for the session (PostgreSQL: search_path, role) is again as it was when they
  /// began: the tool's own statements follow. Returns whether there was anything to put back.
  virtual bool put_back_settings() { return false; }
  /// Checks what the dialect promised to keep (SQLite: foreign keys), then commits. Throws DatabaseError; it is then
  /// still open, to be rolled back by the destructor.
  virtual void commit() = 0;
};

/// "One migration at a time per database", held until destroyed.
class MigrationLock {
 public:
  virtual ~MigrationLock() = default;
  /// Asked before each commit: throws LockError where the lock was lost meanwhile, and somebody else may have it now.
  virtual void confirm() {}
};

struct LockRequest {
  std::chrono::milliseconds timeout{60'000};
  std::string who{};  ///< "user@host pid 4711: upgrade head", shown to those who wait
  /// Called once when the lock is not free, with what is known of its holder.
  std::function<void(const std::string& holder)> on_wait;
  /// What the journal says of the run that goes on, for a lock that does not know its holder; "" where that is nothing.
  std::function<std::string()> running{};
};

/// A statement of a script, with the line and column where it begins (from 1).
struct ScriptStatement {
  std::string sql{};
  std::size_t line = 1;
  std::size_t column = 1;
};

/// Where SQL runs that may not do all that SQL can.
enum class Confines {
  data_step,      ///< in the transaction of a revision, from C++ code: rows, and nothing but rows
  schema_script,  ///< in a private database: nothing that reaches beyond it
};

class Dialect {
 public:
  virtual ~Dialect() = default;

  virtual std::string_view name() const = 0;
  /// The libraries behind it with their versions, for --version: "SQLite 3.40.1, SQLiteCpp 3.2.1". Connects to nothing.
  virtual std::string libraries() const { return {}; }
  /// Whether a rolled-back transaction also takes back CREATE, ALTER and DROP.
  virtual bool transactional_ddl() const = 0;

  // — reaching a database —

  /// Throws DatabaseError that says what is wrong with the place and what to do.
  virtual std::unique_ptr<Connection> connect(const Url& url, const ConnectOptions& options) const = 0;
  /// Throws LockError, naming the holder, when the time is over.
  virtual std::unique_ptr<MigrationLock> lock(Connection& connection, const Url& url,
                                              const LockRequest& request) const = 0;
  /// Whether a statement gives up early when others hold what it needs, so that a transaction that failed with a
  /// LockError is to be begun again until the lock timeout is over.
  virtual bool retries_locks() const { return false; }
  /// `planned` is what will run inside: SQLite must know beforehand whether a table is going to be rebuilt.
  virtual std::unique_ptr<Transaction> begin(Connection& connection, std::span<const Operation> planned) const = 0;
  /// One around a single statement of the user's and the note that it ran: it leaves every setting as it is.
  virtual std::unique_ptr<Transaction> enclose(Connection& connection) const { return begin(connection, {}); }
  /// While `keep`, what the user's statements set for the session outlasts transactions; afterwards the next one puts
  /// it back.
  virtual void keep_settings(Connection& /*connection*/, bool /*keep*/) const {}
  /// The same as `begin` and `commit`, as far as statements can: for a script of the statements of `planned`.
  virtual ScriptFrame frame(std::span<const Operation> planned) const = 0;
  /// In one query.
  virtual std::optional<FoundTable> find_table(Connection& connection, const TableName& table) const = 0;
  bool table_exists(Connection& connection, const TableName& table) const {
    return find_table(connection, table).has_value();
  }

  // — text —

  virtual std::string quote_name(std::string_view name) const = 0;
  virtual std::string quote_text(std::string_view text) const = 0;
  std::string quote_table(const TableName& table) const {
    return table.schema.empty() ? quote_name(table.name) : quote_name(table.schema) + "." + quote_name(table.name);
  }
  /// Splits a script into statements; comments alone are no statement. Throws RevisionError on an unfinished string.
  virtual std::vector<ScriptStatement> split(std::string_view script) const = 0;
  /// Whether the statement begins or ends a transaction, which inside a revision's own one it must not.
  virtual bool controls_transaction(std::string_view sql) const = 0;
  /// Why a statement may not run there ("PRAGMA changes the connection, not rows"); empty where it may. Statements
  /// that begin or end a transaction are not asked about here.
  virtual std::string refusal(std::string_view /*sql*/, Confines /*confines*/) const { return {}; }

  // — the schema —

  /// How long names may be, and which of them must differ.
  virtual NameRules name_rules() const { return {}; }
  /// Everything that the catalog holds of these schemas, in a constant number of queries; tables in order of schema
  /// and name, columns in their own. None named: the default schema of the connection alone. What is in the default
  /// schema has no schema's name in the values, also where the list names it. Dialects without schemas ignore the list.
  virtual Schema introspect(Connection& connection, std::span<const std::string> schemas) const = 0;
  Schema introspect(Connection& connection) const { return introspect(connection, {}); }
  /// The wanted schema as this database can have it: a type for each column, enums as it stores them, options of other
  /// dialects gone. Throws ConfigurationError, by name, for what the database lacks.
  virtual Schema adapt(Schema wanted) const = 0;
  /// The same where what can be had depends on the server behind the connection: its kind, its version, its defaults.
  virtual Schema adapt_for(Connection& /*connection*/, Schema wanted) const { return adapt(std::move(wanted)); }
  /// The rules by which the two are compared; may ask the database to normalise expressions whose texts differ.
  virtual std::unique_ptr<Equivalence> equivalence(Connection& connection, const Schema& current,
                                                   const Schema& wanted) const = 0;
  /// How many rows a table has, up to `limit`: is there anything that a change could hurt?
  virtual std::size_t count_rows(Connection& connection, const TableName& table, std::size_t limit) const = 0;

  // — changing it —

  /// The statements for the first one or more of `operations` (as many as are best done together), against the
  /// catalog as it is now. Throws DatabaseError where an operation cannot be done, with the reason.
  virtual Rendered render(Connection& connection, std::span<const Operation> operations) const = 0;
  /// Whether the database refuses the operation inside a transaction (CREATE INDEX CONCURRENTLY), so that it runs in
  /// the open, with only the journal to say how far it came. Asked with what comes after it in the revision, in which
  /// another answer may be needed.
  virtual bool outside_transaction(const Operation& /*operation*/, std::span<const Operation> /*rest*/) const {
    return false;
  }
  /// Whether the database refuses a statement that somebody wrote inside a transaction, or does not heed it there.
  virtual bool runs_alone(std::string_view /*sql*/) const { return false; }
  /// After a crash, of a statement that runs alone and was begun: whether the catalog shows that it is done. None:
  /// nobody can tell. What may simply be done again is not done.
  virtual std::optional<bool> has_run(Connection& /*connection*/, std::string_view /*sql*/) const {
    return std::nullopt;
  }
  /// What runs before it, where the catalog shows that an earlier try is half done (an INVALID index).
  virtual std::vector<Statement> clear_way(Connection& /*connection*/, std::string_view /*sql*/) const { return {}; }
  /// After a crash, of an operation that ran in the open and whose last statement may or may not have run: whether the
  /// catalog shows all that it brings about. What is half done (an INVALID index) is not done, and `render` deals with
  /// it.
  virtual bool is_done(Connection& /*connection*/, const Operation& /*operation*/) const { return false; }
  /// Where schema changes are not transactional: what the catalog says of all that the statement changes, as one short
  /// text. Asked before it runs, and again after a crash: where it says something else then, the statement ran.
  virtual std::string trace(Connection& /*connection*/, const Statement& /*statement*/) const { return {}; }
  /// Where it does say something else: whether that is what the statement brings about, and not what somebody else has
  /// done to the same thing. None: nobody can tell.
  virtual std::optional<bool> shows_effect(Connection& /*connection*/, const Statement& /*statement*/) const {
    return true;
  }
  /// A private copy of the schema, without rows, to render and try statements on where nothing of the database may
  /// change. Null where `render` asks the catalog nothing.
  virtual std::unique_ptr<Connection> scratch(Connection& /*connection*/) const { return nullptr; }

  // — on values —

  /// Changes `schema` as the operation changes one that this database keeps: apply_to, with the names and kinds that
  /// things have here.
  virtual void apply(Schema& schema, const Operation& operation) const;
  /// The same on the schema of a connection that has no database behind it, after the operations were rendered there;
  /// nothing on another. Tables that SQL has made are not known to it, and what changes them is passed over.
  void note_offline(Connection& connection, std::span<const Operation> operations) const;

  // — scripts, for the database's own client —

  /// An empty database of its own, on which the statements of a script are rendered one after the other and played; or
  /// a connection that only stands for one (Connection::offline_schema).
  /// What depends on the rows that a real database has is rendered as for any number of them.
  virtual std::unique_ptr<Connection> offline() const = 0;
  /// Lines at the beginning of a script: they make the client end at the first error, and set what the configuration
  /// sets for a connection.
  virtual std::string script_prelude(const SessionSettings& /*settings*/) const { return {}; }
  /// Where the statements leave settings of the session other than they were: what puts them back, for a script.
  virtual std::vector<Statement> put_back(std::span<const Statement> /*behind*/,
                                          const SessionSettings& /*settings*/) const {
    return {};
  }
  /// A guard as statements of which one fails, with its message, where it finds a row.
  virtual std::vector<Statement> script_guard(const Statement& guard) const = 0;
  /// A private database of this dialect with nothing in it, which goes when the connection goes: a script of a schema
  /// is run there and introspected. `url` is where the dialect may make one; SQLite needs no place. Null where the
  /// dialect has no way to make one.
  virtual std::unique_ptr<Connection> empty_database(const Url& /*url*/, const ConnectOptions& /*options*/) const {
    return nullptr;
  }
};

}  // namespace migrate
