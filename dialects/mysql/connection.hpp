// A connection to MySQL or MariaDB, through MySQL Connector/C++. Its traps are dealt with here and nowhere else:
// results that must be drained, prepared statements that cannot do all, TLS that is silently left out.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "dialects/connection.hpp"
#include "dialects/dialect.hpp"
#include "dialects/mysql/server.hpp"

namespace migrate::mysql {

class Stated;

/// Where the server is and how to get in: what connect.cpp makes of a URL.
struct Place {
  std::string host;
  int port = 3306;
  std::string socket;  ///< a path; in place of host and port
  std::string user, password;
  std::string database;
  std::string charset = "utf8mb4";
  std::chrono::seconds connect_timeout{10};
  struct Tls {
    bool required = false;
    bool verified = false;  ///< the server's certificate, against `ca`, else the authorities that the system trusts
    bool name = true;       ///< and that it is made for the host
    std::string ca, capath, certificate, key, cipher;
  } tls;
};

class MysqlConnection : public Connection {
 public:
  /// Throws DatabaseError that says what is wrong with the place and what to do. `shown` is the URL for people.
  MysqlConnection(const Place& place, const ConnectOptions& options, const std::string& shown);
  ~MysqlConnection() override;

  std::size_t execute(std::string_view sql) override;
  SqlRows query(std::string_view sql) override;
  std::size_t execute(std::string_view sql, std::span<const SqlValue> parameters) override;
  std::vector<std::string> stream(std::string_view sql, std::span<const SqlValue> parameters,
                                  const SqlRowSink& sink) override;

  /// By a connection of its own: KILL QUERY.
  void cancel() noexcept override;

  const Server& server() const { return server_; }
  /// The database that names without one are looked up in; "" where the URL names none.
  const std::string& database() const { return place_.database; }
  const Place& place() const { return place_; }
  const ConnectOptions& options() const { return options_; }
  /// What the statements of a script have stated, of a database that is made by one; null for all others.
  virtual const Stated* stated() const { return nullptr; }

  /// "MySQL Connector/C++ 1.1.12"
  static std::string library_version();

 private:
  struct Session;
  void look_at_server();
  template <class F>
  auto translated(std::string_view sql, F call);

  Place place_;
  ConnectOptions options_;
  std::unique_ptr<Session> session_;
  std::string id_;  ///< of the connection, at the server
  Server server_;
};

/// The URL's parameters as a place. Throws ConfigurationError for a parameter that nobody knows.
Place place_of(const Url& url);
std::unique_ptr<Connection> connect(const Url& url, const ConnectOptions& options);

/// Throws DatabaseError where the connection's URL names no database.
void require_database(Connection& connection);

/// The connection as this dialect's own; null where there is no server behind it: an offline one, or a test's.
MysqlConnection* server_connection(Connection& connection);

}  // namespace migrate::mysql
