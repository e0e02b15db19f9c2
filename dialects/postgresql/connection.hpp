// A connection to a PostgreSQL server, through libpqxx. It knows what its session may rely on: behind a pooler that
// hands each transaction to another server session, nothing that a session remembers. There the settings go with each
// transaction, in one round trip with its BEGIN; otherwise the session has them from the start.
//
// It never connects again by itself: what a lost session had begun is gone, and nobody may go on as if it were not.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "dialects/connection.hpp"
#include "dialects/dialect.hpp"

namespace migrate::postgresql {

class PostgresqlConnection final : public Connection {
 public:
  /// Throws DatabaseError that says what is wrong with the place and what to do.
  PostgresqlConnection(const Url& url, const ConnectOptions& options);
  ~PostgresqlConnection() override;
  PostgresqlConnection(const PostgresqlConnection&) = delete;
  PostgresqlConnection& operator=(const PostgresqlConnection&) = delete;

  std::size_t execute(std::string_view sql) override;
  SqlRows query(std::string_view sql) override;
  std::size_t execute(std::string_view sql, std::span<const SqlValue> parameters) override;
  /// Through a cursor: never more than a few rows are held at a time, unless the statement is one that has none
  /// (INSERT … RETURNING, SHOW, EXPLAIN).
  std::vector<std::string> stream(std::string_view sql, std::span<const SqlValue> parameters,
                                  const SqlRowSink& sink) override;

  void cancel() noexcept override;

  /// BEGIN with the settings of the transaction goes to the server together with its first statement.
  void begin();
  /// Throws; the transaction is then over in any case.
  void commit();
  /// After a failure too, also where the connection is gone.
  void rollback() noexcept;
  bool in_transaction() const;
  /// What a statement of the user's has set for the session (search_path, role) is as it was at the beginning. Returns
  /// whether one may have set something.
  bool put_back_settings();
  /// While `keep`, that is not done when the next transaction begins.
  void keep_settings(bool keep);

  /// 150004 for 15.4.
  int server_version() const;
  /// Whether transactions of this connection go to different server sessions (PgBouncer's transaction pooling, Neon).
  bool pooled() const;
  bool is_open() const;
  /// The session's own server process; of a pooled connection it means nothing.
  int backend() const;
  const Url& url() const { return url_; }
  const ConnectOptions& options() const { return options_; }

  /// What goes when the connection is closed.
  void keep(std::shared_ptr<void> thing) { kept_ = std::move(thing); }

  /// The versions of libpqxx and libpq.
  static std::string library_versions();

 private:
  struct Session;
  void touch();
  Url url_;
  ConnectOptions options_;
  std::shared_ptr<void> kept_;
  std::unique_ptr<Session> session_;
};

/// The connection as this dialect's own; null where it is none of a server: an offline one, or a test's.
PostgresqlConnection* server_connection(Connection& connection);

}  // namespace migrate::postgresql
