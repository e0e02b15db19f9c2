#include "dialects/mysql/errors.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "dialects/mysql/connection.hpp"
#include "dialects/mysql/hints.hpp"
#include "src/base/error.hpp"

namespace migrate::mysql {
namespace {

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
    LockError out(one_line(error.message), statement_hint(error, connection));
    fill(out);
    throw out;
  }
  DatabaseError out(one_line(error.message), statement_hint(error, connection));
  fill(out);
  throw out;
}

void throw_connect_error(const ServerError& error, const Place& place, const std::string& shown) {
  DatabaseError out("cannot connect to " + shown + ": " + one_line(error.message), connect_hint(error, place));
  out.sqlstate = error.sqlstate;
  throw out;
}

std::string sql_mode() { return "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"; }

std::string sql_mode_setting() { return "SET SESSION sql_mode = '" + sql_mode() + "'"; }

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
  if (server.cluster) {
    // what was committed on another node is seen, and a schema change reaches all of them
    // (https://mariadb.com/kb/en/galera-cluster-system-variables/#wsrep_sync_wait)
    out.emplace_back("SET SESSION wsrep_sync_wait = 15, SESSION wsrep_OSU_method = 'TOI'");
  }
  // a key that the server made for a table without one (sql_generate_invisible_primary_key) is nobody's to compare
  if (server.makes_primary_keys())
    out.emplace_back("SET SESSION show_gipk_in_create_table_and_information_schema = OFF");
  if (options.read_only) out.emplace_back("SET SESSION TRANSACTION READ ONLY");
  return out;
}

}  // namespace migrate::mysql
