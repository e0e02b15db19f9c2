#include "dialects/sqlite/connection.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <map>

#include "dialects/parameter_count.hpp"
#include "dialects/sqlite/place.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/files.hpp"
#include "src/base/text.hpp"

namespace migrate {

using namespace sqlite;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, Finalize>;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_prepared = 100;

/// A prepared statement in use, ready for the next use when it goes.
class Use {
 public:
  explicit Use(sqlite3_stmt* statement) : statement_(statement) {}
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

 private:
  sqlite3_stmt* statement_;
};

/// What `value` points to must stay until the statement has run.
int bind(sqlite3_stmt* statement, int place, const SqlValue& value) {
  const auto size = [](const std::string& bytes) { return static_cast<sqlite3_uint64>(bytes.size()); };
  return std::visit(
      Overloaded{
          [&](SqlNull) { return sqlite3_bind_null(statement, place); },
          [&](bool truth) { return sqlite3_bind_int(statement, place, truth ? 1 : 0); },
          [&](std::int64_t number) { return sqlite3_bind_int64(statement, place, number); },
          [&](double number) { return sqlite3_bind_double(statement, place, number); },
          [&](const std::string& text) {
            return sqlite3_bind_text64(statement, place, text.data(), size(text), SQLITE_STATIC, SQLITE_UTF8);
          },
          [&](const SqlBlob& blob) {
            return sqlite3_bind_blob64(statement, place, blob.bytes.data(), size(blob.bytes), SQLITE_STATIC);
          },
      },
      value);
}

/// The order of the two calls matters: the size is that of what was asked for last.
std::string bytes_of(const void* bytes, int size) {
  return bytes ? std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size)) : std::string();
}

SqlValue column_value(sqlite3_stmt* statement, int i) {
  switch (sqlite3_column_type(statement, i)) {
    case SQLITE_NULL: return SqlNull{};
    case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(statement, i)};
    case SQLITE_FLOAT: return sqlite3_column_double(statement, i);
    case SQLITE_BLOB: {
      const void* bytes = sqlite3_column_blob(statement, i);
      return SqlBlob{bytes_of(bytes, sqlite3_column_bytes(statement, i))};
    }
    default: {
      const void* text = sqlite3_column_text(statement, i);
      return bytes_of(text, sqlite3_column_bytes(statement, i));
    }
  }
}

int to_milliseconds(std::chrono::milliseconds time) {
  constexpr std::chrono::milliseconds::rep most = std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(time.count(), 0, most));
}

std::string seconds(std::chrono::milliseconds time) {
  return fmt::format("{:g} s", static_cast<double>(time.count()) / 1000.0);
}

}  // namespace

struct SqliteConnection::Implementation {
  explicit Implementation(const Place& wanted)
      : place(wanted), waits(can_wait(wanted)), database(waits ? wait_for(wanted) : open(wanted)) {
    opened();
  }

  void opened() {
    sqlite3_extended_result_codes(handle(), 1);
    sqlite3_busy_timeout(handle(), to_milliseconds(busy_timeout));
    watch();
  }

  /// https://sqlite.org/c3ref/progress_handler.html; a copy takes some twenty operations a row.
  void watch() {
    constexpr int operations_between_ticks = 100'000;
    const auto call = [](void* self) {
      const auto& connection = *static_cast<Implementation*>(self);
      connection.tick(sqlite3_last_insert_rowid(connection.handle()));
      return 0;
    };
    sqlite3_progress_handler(handle(), tick ? operations_between_ticks : 0, tick ? +call : nullptr, this);
  }

  /// What can be said of a file that is not there yet is said at once.
  static SQLite::Database wait_for(const Place& place) {
    check_place(place);
    std::error_code error;
    if (!fs::exists(place.path, error) && !may_write_into(fs::path(place.path).parent_path())) {
      throw cannot_open(place, "permission denied");
    }
    return SQLite::Database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
  }

  void open_now() {
    prepared.clear();
    std::error_code error;
    const bool existed = fs::exists(place.path, error);
    database = open(place);
    waits = false;
    made = !existed;
    opened();
  }

  /// Before a query: another process may have filled the file meanwhile.
  void look_again() {
    if (waits && !has_nothing(place)) open_now();
  }

  void forget_new_file() {
    if (!made || !has_nothing(place)) return;
    prepared.clear();
    database = wait_for(place);
    opened();
    waits = true;
    made = false;
    std::error_code error;
    fs::remove(place.path, error);
  }

  static SQLite::Database open(const Place& place) {
    check_place(place);
    int flags = place.read_only ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE;
    if (!place.read_only && (place.may_create || is_memory(place))) flags |= SQLite::OPEN_CREATE;
    flags |= SQLite::OPEN_NOMUTEX;  // one connection, one thread
    try {
      if (place.path.empty() && place.uri_query.empty()) return SQLite::Database(":memory:", flags);
      if (place.uri_query.empty()) return SQLite::Database(file_name(place.path), flags);
      return SQLite::Database(uri_of(place), flags | SQLite::OPEN_URI);
    } catch (const SQLite::Exception& error) {
      throw cannot_open(place, error.what());
    }
  }

  /// A file may really be called `:memory:` or `file:x`; with a folder in front SQLite takes neither for more than a
  /// name.
  static std::string file_name(const std::string& path) {
    return path.starts_with(':') || path.starts_with("file:") ? "./" + path : path;
  }

  sqlite3* handle() const { return database.getHandle(); }

  /// The statement, or null for text that holds none. A second statement in the text is an error.
  StatementHandle prepare(std::string_view sql) const {
    if (sql.empty()) return {};
    sqlite3_stmt* raw = nullptr;
    const char* rest = nullptr;
    if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
      throw DatabaseError("a statement is longer than SQLite can read");
    }
    const int code = sqlite3_prepare_v2(handle(), sql.data(), static_cast<int>(sql.size()), &raw, &rest);
    StatementHandle statement(raw);
    if (code != SQLITE_OK) fail(code, sql);
    auto tail = sql.substr(static_cast<std::size_t>(rest - sql.data()));
    sqlite::Token next = sqlite::next_token(tail, 0);
    while (next.is_op(";")) next = sqlite::next_token(tail, next.end());
    if (next.kind != sqlite::TokenKind::end) {
      DatabaseError error("a text with more than one statement was given where one can run",
                          "split it: the second one begins with '" + std::string(tail.substr(next.offset, 40)) + "'");
      error.statement = std::string(sql);
      throw error;
    }
    return statement;
  }

  /// The statement with its values bound, out of those that were prepared before if it is among them.
  sqlite3_stmt* prepare(std::string_view sql, std::span<const SqlValue> parameters) {
    auto found = prepared.find(sql);
    if (found == prepared.end()) {
      auto statement = prepare(sql);
      if (!statement) throw DatabaseError("there is no statement in '" + std::string(sql) + "'");
      if (prepared.size() >= most_prepared) prepared.clear();
      found = prepared.emplace(sql, std::move(statement)).first;
    }
    sqlite3_stmt* statement = found->second.get();
    require_parameter_count(sql, static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)), parameters.size(),
                            "each ? takes one value");
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const int code = bind(statement, static_cast<int>(i + 1), parameters[i]);
      if (code != SQLITE_OK) fail(code, sql);
    }
    return statement;
  }

  /// One row more? Throws where the step fails.
  bool step(sqlite3_stmt* statement, std::string_view sql) const {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(code, sql);
    return false;
  }

  [[noreturn]] void fail(int code, std::string_view sql) const {
    // "UNIQUE constraint failed: _migrate_new_hero.name": to people it is the table hero all along
    const auto message = replace_all(sqlite3_errmsg(handle()), rebuild_prefix, "");
    if ((code & 0xFF) == SQLITE_BUSY || code == SQLITE_LOCKED_SHAREDCACHE) {
      LockError error("the database " + display_name(place.path) + " is locked by another program, and stayed so for " +
                          seconds(place.busy_timeout),
                      "wait until the other program's transaction has ended, or close it, or raise lock_timeout");
      error.statement = std::string(sql);
      throw error;
    }
    DatabaseError error = explain(code, message);
    error.statement = std::string(sql);
    add_position(error, sql);
    throw error;
  }

  DatabaseError explain(int code, const std::string& message) const {
    const std::string name = display_name(place.path);
    switch (code & 0xFF) {
      case SQLITE_NOTADB:
        return DatabaseError("the file " + name + " is not a SQLite database, or it is encrypted",
                             "check the path in the database URL");
      case SQLITE_READONLY: return explain_read_only(code, name);
      case SQLITE_CORRUPT:
        return DatabaseError("the database " + name + " is damaged: " + message,
                             "restore it from a backup, or rescue what is left with: sqlite3 " + name + " .recover");
      case SQLITE_FULL:
        return DatabaseError(
            "the disk that holds the database " + name + " is full, or the database has its largest size",
            "make room and run the command again; the statement was undone");
      case SQLITE_IOERR:
        return DatabaseError("the file of the database " + name + " cannot be read or written: " + message,
                             "check the disk and run the command again");
      case SQLITE_CANTOPEN: return cannot_open(place, message);
      default: return DatabaseError(message);
    }
  }

  DatabaseError explain_read_only(int code, const std::string& name) const {
    if (code == SQLITE_READONLY_DBMOVED) {
      return DatabaseError("the file of the database " + name + " was moved or removed while it was open",
                           "put it back and run the command again");
    }
    if (code == SQLITE_READONLY_DIRECTORY) {
      return DatabaseError("the folder of the database " + name + " is read-only, and SQLite needs a file beside it",
                           "give the folder write permission");
    }
    return DatabaseError("the database " + name + " is read-only",
                         place.read_only ? "it was opened so: look for mode=ro in the database URL"
                                         : "give the file write permission, or run as its owner");
  }

  void add_position(DatabaseError& error, std::string_view sql) const {
#if SQLITE_VERSION_NUMBER >= 3038000
    const int offset = sqlite3_error_offset(handle());
    if (offset < 0 || static_cast<std::size_t>(offset) > sql.size()) return;
    error.position = static_cast<std::size_t>(offset) + 1;
    const auto [line, column] = position_of(sql, static_cast<std::size_t>(offset));
    error.details.push_back(fmt::format("at line {}, column {} of the statement", line, column));
#else
    static_cast<void>(error), static_cast<void>(sql);
#endif
  }

  Place place;
  bool waits;  ///< there is no file yet: what is asked is asked of an empty database in memory
  bool made = false;
  std::chrono::milliseconds busy_timeout{0};
  std::function<void(std::int64_t)> tick;
  SQLite::Database database;
  std::function<void()> reference_watcher;
  bool schema_only = false;
  std::map<std::string, StatementHandle, std::less<>> prepared;  ///< those with parameters, by their text
};

SqliteConnection::SqliteConnection(const Place& place) {
  std::error_code error;
  const bool existed = is_memory(place) || fs::exists(place.path, error);
  try {
    implementation_ = std::make_unique<Implementation>(place);
    // SQLite reads nothing before the first statement. Where the file is locked there is time to see later.
    query("PRAGMA schema_version");
  } catch (const LockError&) {
  } catch (...) {
    implementation_.reset();
    if (!existed && fs::exists(place.path, error) && fs::file_size(place.path, error) == 0)
      fs::remove(place.path, error);
    throw;
  }
  set_busy_timeout(place.busy_timeout);
}

SqliteConnection::~SqliteConnection() = default;

std::size_t SqliteConnection::execute(std::string_view sql) {
  if (implementation_->waits) implementation_->open_now();
  const StatementHandle statement = implementation_->prepare(sql);
  if (!statement) return 0;
  while (implementation_->step(statement.get(), sql)) {
  }
  return static_cast<std::size_t>(sqlite3_changes(implementation_->handle()));
}

SqlRows SqliteConnection::query(std::string_view sql) {
  SqlRows rows;
  implementation_->look_again();
  const StatementHandle statement = implementation_->prepare(sql);
  if (!statement) return rows;
  const int width = sqlite3_column_count(statement.get());
  while (implementation_->step(statement.get(), sql)) {
    SqlRow& row = rows.emplace_back(static_cast<std::size_t>(width));
    for (int i = 0; i < width; ++i) {
      if (sqlite3_column_type(statement.get(), i) == SQLITE_NULL) continue;
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), i));
      const int size = sqlite3_column_bytes(statement.get(), i);
      row[static_cast<std::size_t>(i)].emplace(text ? text : "", static_cast<std::size_t>(size));
    }
  }
  return rows;
}

std::size_t SqliteConnection::execute(std::string_view sql, std::span<const SqlValue> parameters) {
  if (implementation_->waits) implementation_->open_now();
  auto* statement = implementation_->prepare(sql, parameters);
  const Use use(statement);
  while (implementation_->step(statement, sql)) {
  }
  return static_cast<std::size_t>(sqlite3_changes(implementation_->handle()));
}

std::vector<std::string> SqliteConnection::stream(std::string_view sql, std::span<const SqlValue> parameters,
                                                  const SqlRowSink& sink) {
  implementation_->look_again();
  auto* statement = implementation_->prepare(sql, parameters);
  const Use use(statement);
  std::vector<SqlValue> row;
  while (implementation_->step(statement, sql)) {
    row.resize(static_cast<std::size_t>(sqlite3_column_count(statement)));
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = column_value(statement, static_cast<int>(i));
    sink(row);
  }
  // asked after the first step: a change of the schema since the text was prepared may have given `*` other columns
  std::vector<std::string> names;
  for (int i = 0; i < sqlite3_column_count(statement); ++i) names.emplace_back(sqlite3_column_name(statement, i));
  return names;
}

void SqliteConnection::cancel() noexcept {
  if (!implementation_->waits) sqlite3_interrupt(implementation_->handle());
}

void SqliteConnection::watch(const std::function<void(std::int64_t)>& tick) {
  implementation_->tick = tick;
  implementation_->watch();
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(implementation_->handle()) == 0; }

void SqliteConnection::set_busy_timeout(std::chrono::milliseconds timeout) {
  implementation_->place.busy_timeout = implementation_->busy_timeout = timeout;
  sqlite3_busy_timeout(implementation_->handle(), to_milliseconds(timeout));
}

bool SqliteConnection::waits_for_its_file() const { return implementation_->waits; }

void SqliteConnection::forget_new_file() { implementation_->forget_new_file(); }

const std::string& SqliteConnection::path() const { return implementation_->place.path; }

void SqliteConnection::mark_as_schema_only() { implementation_->schema_only = true; }

bool SqliteConnection::is_schema_only() const { return implementation_->schema_only; }

std::string SqliteConnection::obstacle_to_schema_edits() const {
  if (implementation_->schema_only) return "a script cannot ask the rows";
  if (!implementation_->place.edit_in_place) return "sqlite_edit_in_place is false";
  if (library_version() < 3035000) return "this SQLite is older than 3.35";
  int defensive = 0;
#ifdef SQLITE_DBCONFIG_DEFENSIVE
  sqlite3_db_config(implementation_->handle(), SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
#endif
  return defensive ? "SQLite is in defensive mode" : "";
}

void SqliteConnection::watch_references(std::function<void()> watcher) {
  implementation_->reference_watcher = std::move(watcher);
}

void SqliteConnection::references_at_risk() {
  if (implementation_->reference_watcher) implementation_->reference_watcher();
}

int SqliteConnection::library_version() { return sqlite3_libversion_number(); }

}  // namespace migrate
