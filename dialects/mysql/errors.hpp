// What the server says when it refuses, as errors that say what to do
// (https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html,
// https://mariadb.com/kb/en/mariadb-error-codes/).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/mysql/server.hpp"

namespace migrate::mysql {

struct Place;
class MysqlConnection;

/// What the driver has of an error.
struct ServerError {
  int code = 0;
  std::string sqlstate;
  std::string message;
};

/// Throws LockError where a lock was not had in time, else DatabaseError with the statement.
[[noreturn]] void throw_database_error(const ServerError& error, std::string_view sql,
                                       const MysqlConnection& connection);
/// Throws DatabaseError. `shown` is the URL for people.
[[noreturn]] void throw_connect_error(const ServerError& error, const Place& place, const std::string& shown);

/// Its part about what values may be and how strings are written.
std::string sql_mode_setting();
/// The mode that it sets, as a server prints it.
std::string sql_mode();

/// The statements that make a session what the dialect relies on.
std::vector<std::string> session_settings(const Server& server, const ConnectOptions& options);

}  // namespace migrate::mysql
