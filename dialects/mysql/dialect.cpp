// MySQL and MariaDB behind the dialect interface: each question goes on to the file that knows.
#include "dialects/foreign_sql.hpp"
#include "dialects/mysql/adapt.hpp"
#include "dialects/mysql/confine.hpp"
#include "dialects/mysql/connection.hpp"
#include "dialects/mysql/dependents.hpp"
#include "dialects/mysql/effect.hpp"
#include "dialects/mysql/equivalence.hpp"
#include "dialects/mysql/errors.hpp"
#include "dialects/mysql/foreign.hpp"
#include "dialects/mysql/impossible.hpp"
#include "dialects/mysql/introspect.hpp"
#include "dialects/mysql/lock.hpp"
#include "dialects/mysql/mysql.hpp"
#include "dialects/mysql/play.hpp"
#include "dialects/mysql/privileges.hpp"
#include "dialects/mysql/reach.hpp"
#include "dialects/mysql/render.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/mysql/transaction.hpp"
#include "dialects/offline.hpp"
#include "dialects/surroundings.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

class MysqlDialect final : public Dialect, public ForeignSql, public Surroundings {
 public:
  explicit MysqlDialect(mysql::Server offline) : offline_(offline) {}

  std::string_view name() const override { return "mysql"; }
  std::string libraries() const override { return mysql::MysqlConnection::library_version(); }
  bool transactional_ddl() const override { return false; }

  std::unique_ptr<Connection> connect(const Url& url, const ConnectOptions& options) const override {
    return mysql::connect(url, options);
  }
  std::unique_ptr<MigrationLock> lock(Connection& connection, const Url&, const LockRequest& request) const override {
    return mysql::lock(connection, request);
  }
  std::unique_ptr<Transaction> begin(Connection& connection, std::span<const Operation>) const override {
    return mysql::begin(connection);
  }
  ScriptFrame frame(std::span<const Operation>) const override { return {}; }
  std::optional<FoundTable> find_table(Connection& connection, const TableName& table) const override {
    if (const auto* schema = connection.offline_schema()) return find_in(*schema, table);
    if (table.schema.empty()) mysql::require_database(connection);
    const auto schema = table.schema.empty() ? "DATABASE()" : quote_text(table.schema);
    return found_table(
        table, connection.query("SELECT column_name FROM information_schema.columns WHERE table_schema = " + schema +
                                " AND table_name = " + quote_text(table.name) + " ORDER BY ordinal_position"));
  }

  std::string quote_name(std::string_view name) const override { return mysql::quote_name(name); }
  std::string quote_text(std::string_view text) const override { return mysql::quote_text(text); }
  std::vector<ScriptStatement> split(std::string_view script) const override { return mysql::split(script); }
  std::string with_delimiters(std::string_view script) const override { return mysql::with_delimiters(script); }
  bool python_doubles_percent() const override { return true; }
  std::vector<std::size_t> inner_lines(std::string_view script) const override { return mysql::inner_lines(script); }
  bool controls_transaction(std::string_view sql) const override { return mysql::controls_transaction(sql); }

  bool retries_locks() const override { return true; }
  std::string refusal(std::string_view sql, Confines confines) const override { return mysql::refusal(sql, confines); }
  std::unique_ptr<Connection> empty_database(const Url& url, const ConnectOptions& options) const override {
    return mysql::empty_database(url, options);
  }

  /// https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html
  NameRules name_rules() const override {
    // that MySQL's checks have names of the whole database is for the server to say: MariaDB calls the first check
    // without a name CONSTRAINT_1 in each table
    return {.longest_in_characters = 64, .ignore_case = true, .foreign_keys_once = true};
  }
  using Dialect::introspect;
  Schema introspect(Connection& connection, std::span<const std::string> schemas) const override {
    return mysql::introspect(connection, schemas);
  }
  /// As a server of these days would have it.
  Schema adapt(Schema wanted) const override {
    return mysql::adapt(std::move(wanted), {.server = {.mariadb = true, .version = 110400}});
  }
  Schema adapt_for(Connection& connection, Schema wanted) const override {
    if (!mysql::server_connection(connection)) return adapt(std::move(wanted));
    const auto facts = mysql::facts_of(connection, wanted);
    return mysql::adapt(std::move(wanted), facts);
  }
  std::unique_ptr<Equivalence> equivalence(Connection& connection, const Schema& current,
                                           const Schema& wanted) const override {
    return mysql::equivalence(connection, current, wanted);
  }
  std::size_t count_rows(Connection& connection, const TableName& table, std::size_t limit) const override {
    const auto rows = connection.query("SELECT count(*) FROM (SELECT 1 FROM " + mysql::quote_table(table) + " LIMIT " +
                                       std::to_string(limit) + ") AS found");
    return std::stoull(rows.at(0).at(0).value_or("0"));
  }

  std::vector<CatalogFinding> findings(Connection& connection, std::span<const Operation> operations) const override {
    auto out = mysql::findings(connection, operations);
    std::ranges::move(mysql::missing_privileges(connection, operations), std::back_inserter(out));
    return out;
  }
  std::vector<ObjectCount> left_out(Connection& connection, std::span<const std::string> schemas) const override {
    return mysql::left_out(connection, schemas);
  }
  bool asks_catalog(const Statement& guard) const override {
    return guard.sql.find("information_schema.") != guard.sql.npos;
  }
  SqlReach reach(std::string_view sql) const override { return mysql::reach(sql); }
  std::string why_impossible(const Schema& schema, const Operation& operation) const override {
    return mysql::why_impossible(schema, operation);
  }
  RowRules row_rules(Connection& connection) const override { return mysql::row_rules(connection); }

  Rendered render(Connection& connection, std::span<const Operation> operations) const override {
    const auto* held = mysql::server_connection(connection);
    return mysql::render(connection, held ? held->server() : offline_, operations);
  }
  std::string trace(Connection& connection, const Statement& statement) const override {
    return mysql::trace(connection, statement);
  }
  std::optional<bool> shows_effect(Connection& connection, const Statement& statement) const override {
    return mysql::shows_effect(connection, statement);
  }
  std::optional<bool> has_run(Connection& connection, std::string_view sql) const override {
    return mysql::leaves_no_trace(connection, sql) ? std::nullopt : std::optional(false);
  }
  std::unique_ptr<Connection> scratch(Connection& connection) const override {
    return std::make_unique<OfflineConnection>(introspect(connection));
  }

  void apply(Schema& schema, const Operation& operation) const override { mysql::play(schema, operation); }

  std::unique_ptr<Connection> offline() const override { return std::make_unique<OfflineConnection>(Schema{}); }
  /// The client ends at its first error by itself, if it is not told otherwise; values that do not fit are one.
  std::string script_prelude(const SessionSettings&) const override {
    return "SET NAMES utf8mb4;\n" + mysql::sql_mode_setting() + ";\n";
  }
  std::vector<Statement> put_back(std::span<const Statement> behind, const SessionSettings&) const override {
    return mysql::put_back(behind);
  }
  std::vector<Statement> script_guard(const Statement& guard) const override { return mysql::script_guard(guard); }

 private:
  mysql::Server offline_;  ///< whose scripts are written where no server can be asked
};

}  // namespace

const Dialect& mysql_dialect() {
  static const MysqlDialect dialect({.mariadb = false, .version = 80400});
  return dialect;
}

const Dialect& mariadb_dialect() {
  static const MysqlDialect dialect({.mariadb = true, .version = 101100});
  return dialect;
}

}  // namespace migrate
