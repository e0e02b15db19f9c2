// A PostgreSQL database for a test: made in the tests' own server, filled with SQL, changed by operations as the engine
// would do it, and dropped in the end. MIGRATE_TEST_POSTGRESQL_URL names another server to make it in.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/postgresql/postgresql.hpp"
#include "src/base/error.hpp"
#include "tests/support/test_server.hpp"

namespace migrate::test {

inline Url postgresql_server_url() {
  if (const char* given = std::getenv("MIGRATE_TEST_POSTGRESQL_URL")) return parse_url(given);
  return parse_url("postgresql://postgres@/postgres?host=" + TestServer::of("postgresql").folder().string());
}

class PostgresqlDatabase {
 public:
  PostgresqlDatabase() : server_(postgresql_dialect().connect(postgresql_server_url(), {})) {
    static int number = 0;
    url = postgresql_server_url();
    url.database = "test_" + std::to_string(getpid()) + "_" + std::to_string(++number);
    server_->execute("DROP DATABASE IF EXISTS " + url.database);
    server_->execute("CREATE DATABASE " + url.database + " TEMPLATE template0");
    connection = postgresql_dialect().connect(url, {});
  }
  ~PostgresqlDatabase() {
    connection.reset();
    try {
      server_->execute("DROP DATABASE " + url.database + " WITH (FORCE)");
    } catch (const Error&) {  // the server goes with all that is in it
    }
  }
  PostgresqlDatabase(const PostgresqlDatabase&) = delete;
  PostgresqlDatabase& operator=(const PostgresqlDatabase&) = delete;

  /// The URL as text, for programs.
  std::string url_text() const {
    std::string out = "postgresql://" + url.user + "@" + url.host + "/" + url.database;
    char separator = '?';
    for (const auto& [key, value] : url.query) {
      out += separator + key + "=" + value;
      separator = '&';
    }
    return out;
  }

  /// Runs the statements of a script, outside of any transaction of ours.
  void run(const std::string& script) {
    for (const auto& statement : postgresql_dialect().split(script)) connection->execute(statement.sql);
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
    return texts("SELECT * FROM " + postgresql_dialect().quote_name(table));
  }
  /// What is not managed: views, triggers, functions, policies.
  std::string other_objects() {
    std::string out;
    for (const auto& line :
         texts("SELECT 'view', c.relname, pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = "
               "c.relnamespace WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') "
               "UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal "
               "UNION ALL SELECT 'policy', polname, polrelid::regclass::text FROM pg_policy "
               "UNION ALL SELECT 'function', p.oid::regprocedure::text, prosrc FROM pg_proc p JOIN pg_namespace n ON "
               "n.oid = p.pronamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')")) {
      out += line + "\n";
    }
    return out;
  }

  Schema schema(const std::vector<std::string>& schemas = {}) {
    return postgresql_dialect().introspect(*connection, schemas);
  }

  /// Runs operations as the engine does, each rendered against the catalog as it is then: in one transaction, but for
  /// those that the database refuses in one, which stand between two.
  /// Throws what they throw; a guard that finds rows is a DatabaseError with the rows as details.
  void apply(const std::vector<Operation>& operations) {
    purposes.clear();
    statements.clear();
    ways.clear();
    auto rest = std::span(operations);
    while (!rest.empty()) {
      std::size_t count = 0;
      while (count < rest.size() && !postgresql_dialect().outside_transaction(rest[count], rest.subspan(count + 1)))
        ++count;
      const auto group = rest.first(std::max<std::size_t>(count, 1));
      const auto transaction = count > 0 ? postgresql_dialect().begin(*connection, group) : nullptr;
      run_all(group);
      if (transaction) transaction->commit();
      rest = rest.subspan(group.size());
    }
  }
  /// Tables are never copied by us.
  bool rebuilt() const { return false; }

  Url url;
  std::unique_ptr<Connection> connection;
  std::vector<std::string> purposes;    ///< of the statements that the last `apply` ran
  std::vector<std::string> statements;  ///< their SQL
  std::vector<std::string> ways;        ///< and how they said that tables are changed

 private:
  void run_all(std::span<const Operation> operations) {
    while (!operations.empty()) {
      const auto rendered = postgresql_dialect().render(*connection, operations);
      for (const auto& statement : rendered.statements) execute(statement);
      operations = operations.subspan(rendered.operations);
    }
  }
  void execute(const Statement& statement) {
    purposes.push_back(statement.purpose);
    if (!statement.way.empty()) ways.push_back(statement.way);
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
