// A database that records what it is told and knows just enough to run the engine against: a set of tables, the rows
// of the version table, and transactions that take both back. Everything else only goes into the log.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "dialects/dialect.hpp"
#include "src/base/error.hpp"

namespace migrate::test {

struct FakeDatabase {
  std::set<std::string> tables;
  std::multiset<std::string> versions;
};

/// The text between the n-th pair of quotes, n from 0.
inline std::string quoted(std::string_view sql, std::size_t n) {
  std::size_t at = 0;
  for (;; --n) {
    const auto begin = sql.find('\'', at);
    const auto end = sql.find('\'', begin + 1);
    if (begin == sql.npos || end == sql.npos) return {};
    if (n == 0) return std::string(sql.substr(begin + 1, end - begin - 1));
    at = end + 1;
  }
}

class FakeConnection : public Connection {
 public:
  FakeDatabase database;
  std::vector<std::string> log;            ///< what was executed, with LOCK, UNLOCK, BEGIN, COMMIT and ROLLBACK
  std::map<std::string, SqlRows> answers;  ///< to queries, by their text
  std::string fails_at;                    ///< a statement with this in it fails

  std::size_t execute(std::string_view sql) override {
    log.emplace_back(sql);
    if (!fails_at.empty() && sql.find(fails_at) != sql.npos) {
      DatabaseError error("the fake refuses", "");
      error.statement = sql;
      throw error;
    }
    return effect(sql);
  }

  SqlRows query(std::string_view sql) override {
    if (const auto found = answers.find(std::string(sql)); found != answers.end()) return found->second;
    SqlRows rows;
    if (sql.find("migrate_version") != sql.npos) {
      for (const auto& version : database.versions) rows.push_back({version});
    }
    return rows;
  }

  std::size_t execute(std::string_view sql, std::span<const SqlValue> parameters) override {
    parameters_.assign(parameters.begin(), parameters.end());
    return execute(sql);
  }

  std::vector<std::string> stream(std::string_view sql, std::span<const SqlValue> parameters,
                                  const SqlRowSink& sink) override {
    parameters_.assign(parameters.begin(), parameters.end());
    for (const auto& row : query(sql)) {
      std::vector<SqlValue> values;
      for (const auto& cell : row) values.push_back(cell ? SqlValue(*cell) : SqlValue(SqlNull{}));
      sink(values);
    }
    return columns;
  }
  std::vector<std::string> columns;  ///< of every query with parameters
  const std::vector<SqlValue>& last_parameters() const { return parameters_; }

  /// The log without what begins with one of these words.
  std::vector<std::string> log_without(const std::vector<std::string>& words) const {
    std::vector<std::string> out;
    std::copy_if(log.begin(), log.end(), std::back_inserter(out), [&](const std::string& line) {
      return std::none_of(words.begin(), words.end(), [&](const std::string& word) { return line.starts_with(word); });
    });
    return out;
  }

 private:
  std::vector<SqlValue> parameters_;

  std::size_t effect(std::string_view sql) {
    auto& versions = database.versions;
    if (sql.starts_with("CREATE TABLE ")) database.tables.emplace(sql.substr(13));
    if (sql.starts_with("INSERT INTO migrate_version")) versions.insert(quoted(sql, 0));
    if (sql.starts_with("DELETE FROM migrate_version")) return versions.erase(quoted(sql, 0));
    if (sql.starts_with("UPDATE migrate_version")) {
      const auto changed = versions.erase(quoted(sql, 1));
      for (std::size_t i = 0; i < changed; ++i) versions.insert(quoted(sql, 0));
      return changed;
    }
    return 1;
  }
};

class FakeTransaction : public Transaction {
 public:
  explicit FakeTransaction(FakeConnection& connection, bool takes_back_ddl)
      : connection_(connection), before_(connection.database), takes_back_ddl_(takes_back_ddl) {
    connection_.log.emplace_back("BEGIN");
  }
  ~FakeTransaction() override {
    if (committed_) return;
    connection_.log.emplace_back("ROLLBACK");
    if (!takes_back_ddl_) before_.tables = connection_.database.tables;
    connection_.database = before_;
  }
  void commit() override {
    connection_.log.emplace_back("COMMIT");
    committed_ = true;
  }

 private:
  FakeConnection& connection_;
  FakeDatabase before_;
  bool takes_back_ddl_;
  bool committed_ = false;
};

class FakeLock : public MigrationLock {
 public:
  explicit FakeLock(FakeConnection& connection) : connection_(connection) { connection_.log.emplace_back("LOCK"); }
  ~FakeLock() override { connection_.log.emplace_back("UNLOCK"); }

 private:
  FakeConnection& connection_;
};

/// Every operation is one statement: CREATE TABLE name, or the text of an execute; any other is "CHANGE".
class FakeDialect : public Dialect {
 public:
  bool rolls_back_ddl = true;
  std::function<void(FakeConnection&)> while_waiting;  ///< what another process does before the lock is had
  std::map<std::string, std::string> guards;           ///< statement → the message it fails with if it finds rows

  std::string_view name() const override { return "fake"; }
  bool transactional_ddl() const override { return rolls_back_ddl; }
  std::unique_ptr<Connection> connect(const Url&, const ConnectOptions&) const override {
    return std::make_unique<FakeConnection>();
  }
  std::unique_ptr<MigrationLock> lock(Connection& connection, const Url&, const LockRequest& request) const override {
    auto& fake = static_cast<FakeConnection&>(connection);
    if (while_waiting) {
      if (request.on_wait) request.on_wait("somebody else");
      while_waiting(fake);
    }
    return std::make_unique<FakeLock>(fake);
  }
  std::unique_ptr<Transaction> begin(Connection& connection, std::span<const Operation>) const override {
    return std::make_unique<FakeTransaction>(static_cast<FakeConnection&>(connection), rolls_back_ddl);
  }
  ScriptFrame frame(std::span<const Operation>) const override { return {{{.sql = "BEGIN"}}, {{.sql = "COMMIT"}}}; }
  std::optional<FoundTable> find_table(Connection& connection, const TableName& table) const override {
    if (!static_cast<FakeConnection&>(connection).database.tables.contains(table.name)) return std::nullopt;
    FoundTable out{table, {"version_num"}};
    for (const auto& column : journal_table(table, *this).columns) out.columns.push_back(column.name);
    return out;
  }
  std::string quote_name(std::string_view name) const override { return std::string(name); }
  std::string quote_text(std::string_view text) const override { return "'" + std::string(text) + "'"; }
  std::vector<ScriptStatement> split(std::string_view script) const override { return {{std::string(script), 1, 1}}; }
  bool controls_transaction(std::string_view sql) const override { return sql == "COMMIT"; }
  using Dialect::introspect;
  std::optional<bool> has_run(Connection&, std::string_view) const override { return false; }
  Schema introspect(Connection&, std::span<const std::string>) const override { return {}; }
  Schema adapt(Schema wanted) const override { return wanted; }
  std::unique_ptr<Equivalence> equivalence(Connection&, const Schema&, const Schema&) const override {
    return std::make_unique<Equivalence>();
  }
  std::unique_ptr<Connection> offline() const override { return std::make_unique<FakeConnection>(); }
  std::vector<Statement> script_guard(const Statement& guard) const override {
    return {{.sql = "GUARD " + guard.sql, .purpose = guard.must_be_empty}};
  }
  std::size_t count_rows(Connection&, const TableName&, std::size_t) const override { return 0; }

  Rendered render(Connection&, std::span<const Operation> operations) const override {
    const auto& operation = operations.front();
    Statement statement;
    statement.where = operation.where;
    if (const auto* create = std::get_if<CreateTable>(&operation.value)) {
      statement.sql = "CREATE TABLE " + create->table.name;
      statement.tables = {{create->table.name, ""}};
    } else if (const auto* execute = std::get_if<Execute>(&operation.value)) {
      statement.sql = execute->sql.at("default");
    } else {
      statement.sql = "CHANGE";
    }
    if (const auto guard = guards.find(statement.sql); guard != guards.end()) statement.must_be_empty = guard->second;
    return {{statement}, 1};
  }
};

}  // namespace migrate::test
