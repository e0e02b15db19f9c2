// What the tests' databases of all dialects have: filled with SQL, asked with SQL, changed by operations as the engine
// would do it. sqlite.hpp, postgresql.hpp and mysql.hpp say where one comes from and where it goes.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"
#include "src/base/error.hpp"

namespace migrate::test {

class TestDatabase {
 public:
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  /// Runs the statements of a script, outside of any transaction of ours.
  void run(const std::string& script) {
    for (const auto& statement : dialect_.split(script)) connection->execute(statement.sql);
  }

  SqlRows rows(const std::string& sql) { return connection->query(sql); }
  /// The first column of the first row; "" where there is no row, "NULL" for NULL.
  std::string value(const std::string& sql) {
    const auto found = rows(sql);
    return found.empty() ? "" : found[0].at(0).value_or("NULL");
  }
  /// Rows as text, in their order: cells divided by `|`.
  std::vector<std::string> lines(const std::string& sql) {
    std::vector<std::string> out;
    for (const auto& row : rows(sql)) {
      auto& line = out.emplace_back();
      for (std::size_t i = 0; i < row.size(); ++i) line += (i ? "|" : "") + row[i].value_or("NULL");
    }
    return out;
  }
  /// The same, sorted.
  std::vector<std::string> texts(const std::string& sql) {
    auto out = lines(sql);
    std::ranges::sort(out);
    return out;
  }
  std::vector<std::string> rows_of(const std::string& table) {
    return texts("SELECT * FROM " + dialect_.quote_name(table));
  }

  Schema schema(const std::vector<std::string>& schemas = {}) { return dialect_.introspect(*connection, schemas); }

  /// Runs operations as the engine does, each rendered against the catalog as it is then: in one transaction, but for
  /// those that the database refuses in one, which stand between two.
  /// Throws what they throw; a guard that finds rows is a DatabaseError with the rows as details.
  void apply(const std::vector<Operation>& operations) {
    purposes.clear();
    statements.clear();
    ways.clear();
    auto rest = std::span(operations);
    while (!rest.empty()) {
      const auto enclosed = dialect_.transactional_ddl() ? enclosed_of(rest) : 0;
      const auto group = dialect_.transactional_ddl() ? rest.first(std::max<std::size_t>(enclosed, 1)) : rest;
      const auto transaction = enclosed > 0 ? dialect_.begin(*connection, group) : nullptr;
      run_all(group);
      if (transaction) transaction->commit();
      rest = rest.subspan(group.size());
    }
  }
  /// Whether the last `apply` has copied a table.
  bool rebuilt() const {
    return std::ranges::any_of(purposes, [](const auto& purpose) { return purpose.starts_with("rebuild "); });
  }

  Url url;
  std::unique_ptr<Connection> connection;
  std::vector<std::string> purposes;    ///< of the statements that the last `apply` ran
  std::vector<std::string> statements;  ///< their SQL
  std::vector<std::string> ways;        ///< and how they said that tables are changed

 protected:
  explicit TestDatabase(const Dialect& dialect) : dialect_(dialect) {}
  TestDatabase(TestDatabase&&) = default;
  ~TestDatabase() = default;

 private:
  std::size_t enclosed_of(std::span<const Operation> operations) const {
    std::size_t count = 0;
    while (count < operations.size() &&
           !dialect_.outside_transaction(operations[count], operations.subspan(count + 1))) {
      ++count;
    }
    return count;
  }

  void run_all(std::span<const Operation> operations) {
    while (!operations.empty()) {
      const auto rendered = dialect_.render(*connection, operations);
      for (const auto& statement : rendered.statements) execute(statement);
      operations = operations.subspan(rendered.operations);
    }
  }

  void execute(const Statement& statement) {
    purposes.push_back(statement.purpose);
    statements.push_back(statement.sql);
    if (!statement.way.empty()) ways.push_back(statement.way);
    if (statement.must_be_empty.empty()) return execute_in_turn(statement);
    const auto found = connection->query(statement.sql);
    if (found.empty()) return;
    DatabaseError error(statement.must_be_empty, statement.hint);
    for (const auto& row : found) error.details.push_back(row.at(0).value_or("NULL"));
    throw error;
  }

  /// In the first manner that the database does not refuse, as the engine does it.
  void execute_in_turn(const Statement& statement) {
    for (std::size_t i = 0; i + 1 < statement.manners.size(); ++i) {
      try {
        connection->execute(statement.sql + statement.manners[i].clause);
        return;
      } catch (const DatabaseError& error) {
        if (error.sqlstate != "0A000") throw;
      }
    }
    connection->execute(statement.sql);
  }

  const Dialect& dialect_;
};

/// A database that is made in a server of the tests, and dropped in the end.
class ServerDatabase : public TestDatabase {
 public:
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

 protected:
  /// `how` comes behind CREATE DATABASE and its name, `drop_how` behind DROP DATABASE.
  ServerDatabase(const Dialect& dialect, const Url& server, const std::string& how, std::string drop_how)
      : TestDatabase(dialect), server_(dialect.connect(server, {})), drop_how_(std::move(drop_how)) {
    static int number = 0;
    url = server;
    url.database = "test_" + std::to_string(getpid()) + "_" + std::to_string(++number);
    server_->execute("DROP DATABASE IF EXISTS " + url.database);
    server_->execute("CREATE DATABASE " + url.database + " " + how);
    connection = dialect.connect(url, {});
  }
  ~ServerDatabase() {
    connection.reset();
    try {
      server_->execute("DROP DATABASE " + url.database + " " + drop_how_);
    } catch (const Error&) {  // the server goes with all that is in it
    }
  }

 private:
  std::unique_ptr<Connection> server_;
  std::string drop_how_;
};

}  // namespace migrate::test
