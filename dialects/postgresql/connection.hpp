// A connection to a PostgreSQL server, through libpqxx. It knows what its session may rely on: behind a pooler that
// hands each transaction to another server session, nothing that a session remembers.
#pragma once

#include <memory>
#include <string>

#include "dialects/connection.hpp"
#include "dialects/dialect.hpp"

namespace migrate::postgresql {

class PostgresqlConnection final : public Connection {
 public:
  /// Throws DatabaseError that says what is wrong with the place and what to do.
  PostgresqlConnection(const Url& url, const ConnectOptions& options);
  ~PostgresqlConnection() override;

  std::size_t execute(std::string_view sql) override;
  SqlRows query(std::string_view sql) override;
  std::size_t execute(std::string_view sql, std::span<const SqlValue> parameters) override;
  std::vector<std::string> stream(std::string_view sql, std::span<const SqlValue> parameters,
                                  const SqlRowSink& sink) override;

  /// 150004 for 15.4.
  int server_version() const;
  /// Whether transactions of this connection go to different server sessions (PgBouncer's transaction pooling, Neon).
  bool pooled() const { return pooled_; }
  const Url& url() const { return url_; }
  const ConnectOptions& options() const { return options_; }

  /// The versions of libpqxx and libpq.
  static std::string library_versions();

 private:
  struct Session;
  std::unique_ptr<Session> session_;
  Url url_;
  ConnectOptions options_;
  bool pooled_ = false;
};

/// The connection as this dialect's own; null where it is none of a server: an offline one, or a test's.
PostgresqlConnection* server_connection(Connection& connection);

}  // namespace migrate::postgresql
