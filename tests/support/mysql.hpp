// A MariaDB database for a test: made in the tests' own server, filled with SQL, changed by operations as the engine
// would do it, and dropped in the end. MIGRATE_TEST_MYSQL_URL names another server to make it in, of MySQL or MariaDB.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/mysql/mysql.hpp"
#include "src/base/error.hpp"
#include "tests/support/test_server.hpp"

namespace migrate::test {

inline Url mysql_server_url() {
  if (const char* given = std::getenv("MIGRATE_TEST_MYSQL_URL")) return parse_url(given);
  return parse_url("mariadb://root@localhost/?unix_socket=" + (TestServer::of("mariadb").folder() / "socket").string());
}

class MysqlDatabase {
 public:
  MysqlDatabase() : server_(mysql_dialect().connect(mysql_server_url(), {})) {
    static int number = 0;
    url = mysql_server_url();
    url.database = "test_" + std::to_string(getpid()) + "_" + std::to_string(++number);
    server_->execute("DROP DATABASE IF EXISTS " + url.database);
    server_->execute("CREATE DATABASE " + url.database + " CHARACTER SET utf8mb4");
    connection = mysql_dialect().connect(url, {});
  }
  ~MysqlDatabase() {
    connection.reset();
    try {
      server_->execute("DROP DATABASE " + url.database);
    } catch (const Error&) {  // the server goes with all that is in it
    }
  }
  MysqlDatabase(const MysqlDatabase&) = delete;
  MysqlDatabase& operator=(const MysqlDatabase&) = delete;

  /// The URL as text, for programs.
  std::string url_text() const {
    std::string out = url.scheme + "://" + url.user + (url.password.empty() ? "" : ":" + url.password) + "@" + url.host;
    if (url.port) out += ":" + std::to_string(url.port);
    out += "/" + url.database;
    char separator = '?';
    for (const auto& [key, value] : url.query) {
      out += separator + key + "=" + value;
      separator = '&';
    }
    return out;
  }

  /// Runs the statements of a script, outside of any transaction of ours.
  void run(const std::string& script) {
    for (const auto& statement : mysql_dialect().split(script)) connection->execute(statement.sql);
  }

  SqlRows rows(const std::string& sql) { return connection->query(sql); }
  /// The first column of the first row; "" where there is no row, "NULL" for NULL.
  std::string value(const std::string& sql) {
    const auto found = rows(sql);
    return found.empty() ? "" : found[0].at(0).value_or("NULL");
  }
  /// Rows as text, sorted: cells divided by `|`.
  std::vector<std::string> texts(const std::string& sql) {
    std::vector<std::string> out;
    for (const auto& row : rows(sql)) {
      auto& line = out.emplace_back();
      for (std::size_t i = 0; i < row.size(); ++i) line += (i ? "|" : "") + row[i].value_or("NULL");
    }
    std::ranges::sort(out);
    return out;
  }
  std::vector<std::string> rows_of(const std::string& table) {
    return texts("SELECT * FROM " + mysql_dialect().quote_name(table));
  }
  /// What is not managed: views, triggers, routines, events.
  std::string other_objects() {
    std::string out;
    for (const auto& line : texts(
             "SELECT 'view', table_name, view_definition FROM information_schema.views WHERE table_schema = DATABASE() "
             "UNION ALL SELECT 'trigger', trigger_name, CONCAT(event_object_table, action_statement) FROM "
             "information_schema.triggers WHERE trigger_schema = DATABASE() UNION ALL SELECT 'routine', routine_name, "
             "routine_definition FROM information_schema.routines WHERE routine_schema = DATABASE()")) {
      out += line + "\n";
    }
    return out;
  }

  Schema schema(const std::vector<std::string>& schemas = {}) {
    return mysql_dialect().introspect(*connection, schemas);
  }

  /// Runs operations as the engine does: rendered against the catalog as it is at each step.
  /// Throws what they throw; a guard that finds rows is a DatabaseError with the rows as details.
  void apply(const std::vector<Operation>& operations) {
    purposes.clear();
    statements.clear();
    for (std::size_t done = 0; done < operations.size();) {
      const auto rendered = mysql_dialect().render(*connection, std::span(operations).subspan(done));
      for (const auto& statement : rendered.statements) execute(statement);
      done += rendered.operations;
    }
  }
  /// Tables are never copied by us.
  bool rebuilt() const { return false; }

  Url url;
  std::unique_ptr<Connection> connection;
  std::vector<std::string> purposes;    ///< of the statements that the last `apply` ran
  std::vector<std::string> statements;  ///< their SQL

 private:
  void execute(const Statement& statement) {
    purposes.push_back(statement.purpose);
    statements.push_back(statement.sql);
    if (statement.must_be_empty.empty()) {
      connection->execute(statement.sql);
      return;
    }
    const auto found = connection->query(statement.sql);
    if (found.empty()) return;
    DatabaseError error(statement.must_be_empty, statement.hint);
    for (const auto& row : found) error.details.push_back(row.at(0).value_or("NULL"));
    throw error;
  }

  std::unique_ptr<Connection> server_;
};

}  // namespace migrate::test
