#include "dialects/mysql/errors.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "dialects/mysql/connection.hpp"
#include "src/base/error.hpp"

namespace migrate::mysql {
namespace {

std::string hint_of(int code, const MysqlConnection& connection) {
  const auto& database = connection.database();
  const auto user = connection.place().user;
  switch (code) {
    case 1044:
    case 1142:
    case 1143:
    case 1227:
      return fmt::format("the account {} lacks a privilege: GRANT ALL ON `{}`.* TO {}, or migrate with another account",
                         user, database, user);
    case 1205:
      return "another session holds a lock on the table: SHOW PROCESSLIST says which; try again, or raise lock_timeout";
    case 1213: return "two sessions waited for each other, and the server ended this one: try again";
    case 1290:
    case 1836: return "the server is read-only: a replica? migrate its primary";
    case 1021:
    case 1114: return "the server's disk or tablespace is full: make room, then run the same command again";
    case 1969:
    case 3024: return "the statement ran longer than it may: raise statement_timeout";
    case 2006:
    case 2013:
    case 2055:
      return "the connection was lost (a restart, a time-out between, or a statement over max_allowed_packet): run the "
             "same command again, it goes on from where it stopped";
    default: return {};
  }
}

std::string one_line(const std::string& message) { return message.substr(0, message.find('\n')); }

}  // namespace

void throw_database_error(const ServerError& error, std::string_view sql, const MysqlConnection& connection) {
  constexpr int too_many_row_versions = 4092;  // of a table that was altered at once too often
  const auto fill = [&](DatabaseError& out) {
    out.statement = sql;
    out.sqlstate = error.code == too_many_row_versions ? "0A000" : error.sqlstate;
    if (error.code) out.details.push_back(fmt::format("error {} ({})", error.code, error.sqlstate));
  };
  if (error.code == 1205 || error.code == 1213) {
    LockError out(one_line(error.message), hint_of(error.code, connection));
    fill(out);
    throw out;
  }
  DatabaseError out(one_line(error.message), hint_of(error.code, connection));
  fill(out);
  throw out;
}

void throw_connect_error(const ServerError& error, const Place& place, const std::string& shown) {
  std::string hint;
  switch (error.code) {
    case 1045: hint = fmt::format("the user {} or its password is wrong; the URL holds both", place.user); break;
    case 1044:
      hint = fmt::format("GRANT ALL ON `{0}`.* TO {1}, or connect with another account", place.database, place.user);
      break;
    case 1049: hint = fmt::format("create it: CREATE DATABASE `{}` CHARACTER SET utf8mb4", place.database); break;
    case 1040: hint = "the server has as many connections as it may have (max_connections): try again later"; break;
    case 2002:
    case 2003:
    case 2005:
      hint = place.socket.empty() ? "does the server run, and are host and port right?"
                                  : "does the server run, and is this the path of its socket?";
      break;
    default: break;
  }
  DatabaseError out("cannot connect to " + shown + ": " + one_line(error.message), hint);
  out.sqlstate = error.sqlstate;
  throw out;
}

std::string sql_mode_setting() {
  return "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";
}

std::vector<std::string> session_settings(const Server& server, const ConnectOptions& options) {
  // Ours alone, so that what we write means the same on every server: names in backticks, backslashes in strings, and
  // errors where values do not fit. Zero dates stay legal: tables that have them must remain alterable.
  std::vector<std::string> out{sql_mode_setting(), "SET SESSION foreign_key_checks = 1, SESSION autocommit = 1"};
  // others queue behind a schema change that waits for the lock of a table: it gives up soon, and is begun again
  const auto seconds = [](std::chrono::milliseconds time) { return std::max<std::int64_t>(1, time.count() / 1000); };
  out.push_back(fmt::format("SET SESSION lock_wait_timeout = {}, SESSION innodb_lock_wait_timeout = {}",
                            seconds(std::min(options.lock_attempt, options.lock_timeout)),
                            seconds(options.lock_timeout)));
  if (options.statement_timeout.count() > 0) {
    // https://mariadb.com/kb/en/server-system-variables/#max_statement_time: seconds; MySQL's is for SELECT alone
    out.push_back(server.mariadb
                      ? fmt::format("SET SESSION max_statement_time = {:.3f}",
                                    static_cast<double>(options.statement_timeout.count()) / 1000)
                      : fmt::format("SET SESSION max_execution_time = {}", options.statement_timeout.count()));
  }
  if (options.read_only) out.emplace_back("SET SESSION TRANSACTION READ ONLY");
  return out;
}

}  // namespace migrate::mysql
