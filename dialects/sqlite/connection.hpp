// A SQLite database file, opened. The only file that knows the driver is connection.cpp.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "dialects/connection.hpp"
#include "dialects/dialect.hpp"

namespace migrate {

/// In front of a table's name: the table that takes its place at the end of a rebuild.
inline constexpr std::string_view rebuild_prefix = "_migrate_new_";

class SqliteConnection final : public Connection {
 public:
  /// `path` empty: a database in memory. Use connect_sqlite, which reads these from a URL.
  struct Place {
    std::string path;
    std::string uri_query;  ///< SQLite's own URI parameters: "cache=shared&immutable=1"
    std::chrono::milliseconds busy_timeout{0};
    bool may_create = false;
    bool read_only = false;
    bool edit_in_place = true;
  };

  explicit SqliteConnection(const Place& place);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  std::size_t execute(std::string_view sql) override;
  SqlRows query(std::string_view sql) override;
  std::size_t execute(std::string_view sql, std::span<const SqlValue> parameters) override;
  std::vector<std::string> stream(std::string_view sql, std::span<const SqlValue> parameters,
                                  const SqlRowSink& sink) override;

  void cancel() noexcept override;
  void watch(const std::function<void(std::int64_t last_row)>& tick) override;

  /// Whether a transaction is open; SQLite itself closes one after some errors
  /// (https://sqlite.org/c3ref/get_autocommit.html).
  bool in_transaction() const;
  /// Whether there is no file, or nothing in it, and it is made by the first `execute`; queries do not make it.
  bool waits_for_its_file() const;
  /// Removes a file that this connection made and into which nothing was committed; it is then waited for again.
  /// To be called by whoever has the migration lock: nobody else has begun to write to the file.
  void forget_new_file();
  /// How long a statement waits for a lock that another connection holds.
  void set_busy_timeout(std::chrono::milliseconds timeout);
  /// The path as it was given; empty for a database in memory.
  const std::string& path() const;
  /// For a copy of another database's schema: what is rendered on it is a script for that one, whose rows are not here.
  void mark_as_schema_only();
  bool is_schema_only() const;
  /// Why this connection does not write to sqlite_schema itself: it was told not to, the library is too old, or it is
  /// in defensive mode (https://sqlite.org/c3ref/c_dbconfig_defensive.html). Empty where it does.
  std::string obstacle_to_schema_edits() const;
  /// `references_at_risk` is for whoever is about to render statements that could leave a foreign key without its row:
  /// it calls the watcher, which looks at the references as they are before. An empty watcher ends it.
  void watch_references(std::function<void()> watcher);
  void references_at_risk();
  /// The version of the library that is running: 3040001.
  static int library_version();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// Throws DatabaseError or LockError with what is wrong with the file and what to do, ConfigurationError for a query
/// parameter of the URL that SQLite does not have. A file is only made where `options.may_create` says so, and not
/// before something is executed.
std::unique_ptr<SqliteConnection> connect_sqlite(const Url& url, const ConnectOptions& options);

}  // namespace migrate
