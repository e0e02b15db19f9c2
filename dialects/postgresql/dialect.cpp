// PostgreSQL behind the dialect interface: each question goes on to the file that knows.
#include "dialects/foreign_sql.hpp"
#include "dialects/offline.hpp"
#include "dialects/postgresql/concurrently.hpp"
#include "dialects/postgresql/confine.hpp"
#include "dialects/postgresql/connection.hpp"
#include "dialects/postgresql/effect.hpp"
#include "dialects/postgresql/empty_database.hpp"
#include "dialects/postgresql/equivalence.hpp"
#include "dialects/postgresql/findings.hpp"
#include "dialects/postgresql/foreign.hpp"
#include "dialects/postgresql/introspect.hpp"
#include "dialects/postgresql/lock.hpp"
#include "dialects/postgresql/notes.hpp"
#include "dialects/postgresql/options.hpp"
#include "dialects/postgresql/postgresql.hpp"
#include "dialects/postgresql/render.hpp"
#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/transaction.hpp"
#include "dialects/revision_notes.hpp"
#include "dialects/surroundings.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

class PostgresqlDialect final : public Dialect, public ForeignSql, public RevisionNotes, public Surroundings {
 public:
  std::string_view name() const override { return "postgresql"; }
  std::string libraries() const override { return postgresql::PostgresqlConnection::library_versions(); }
  bool transactional_ddl() const override { return true; }

  std::unique_ptr<Connection> connect(const Url& url, const ConnectOptions& options) const override {
    return std::make_unique<postgresql::PostgresqlConnection>(url, options);
  }
  std::unique_ptr<MigrationLock> lock(Connection& connection, const Url&, const LockRequest& request) const override {
    return postgresql::lock(connection, request);
  }
  bool retries_locks() const override { return true; }
  std::unique_ptr<Transaction> begin(Connection& connection, std::span<const Operation>) const override {
    return postgresql::begin(connection);
  }
  ScriptFrame frame(std::span<const Operation>) const override { return postgresql::frame(); }
  std::optional<FoundTable> find_table(Connection& connection, const TableName& table) const override {
    if (const auto* schema = connection.offline_schema()) return find_in(*schema, table);
    const auto rows = connection.query(
        "SELECT attname, nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace "
        "JOIN "
        "pg_catalog.pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped WHERE c.oid = "
        "pg_catalog.to_regclass(" +
        quote_text(quote_table(table)) + ") ORDER BY attnum");
    return found_table(rows.empty() ? table : TableName{table.name, rows[0].at(1).value_or("")}, rows);
  }

  std::string quote_name(std::string_view name) const override { return postgresql::quote_name(name); }
  std::string quote_text(std::string_view text) const override { return postgresql::quote_text(text); }
  std::vector<ScriptStatement> split(std::string_view script) const override { return postgresql::split(script); }
  bool python_doubles_percent() const override { return true; }
  std::vector<std::size_t> inner_lines(std::string_view script) const override {
    return postgresql::inner_lines(script);
  }
  bool controls_transaction(std::string_view sql) const override { return postgresql::controls_transaction(sql); }
  std::string refusal(std::string_view sql, Confines confines) const override {
    return postgresql::refusal(sql, confines);
  }

  /// https://www.postgresql.org/docs/current/sql-syntax-lexical.html: NAMEDATALEN - 1 bytes, and the rest is cut off.
  NameRules name_rules() const override {
    return {.longest_in_bytes = 63, .indexes_share_tables = true, .keys_share_tables = true};
  }
  using Dialect::introspect;
  Schema introspect(Connection& connection, std::span<const std::string> schemas) const override {
    return postgresql::introspect(connection, schemas);
  }
  Schema adapt(Schema wanted) const override { return postgresql::adapt(std::move(wanted)); }
  Schema adapt_for(Connection& connection, Schema wanted) const override {
    return postgresql::adapt_for(connection, std::move(wanted));
  }
  std::unique_ptr<Equivalence> equivalence(Connection& connection, const Schema& current,
                                           const Schema& wanted) const override {
    return postgresql::equivalence(connection, current, wanted);
  }
  std::vector<std::string> notes_on(Connection& connection, std::span<const Operation> upgrade,
                                    std::span<const Operation> downgrade) const override {
    return postgresql::notes_on(connection, upgrade, downgrade);
  }
  std::size_t count_rows(Connection& connection, const TableName& table, std::size_t limit) const override {
    const auto rows = connection.query("SELECT count(*) FROM (SELECT 1 FROM " + quote_table(table) + " LIMIT " +
                                       std::to_string(limit) + ") AS found");
    return std::stoull(rows.at(0).at(0).value_or("0"));
  }

  std::vector<CatalogFinding> findings(Connection& connection, std::span<const Operation> operations) const override {
    return postgresql::findings(connection, operations);
  }
  std::vector<ObjectCount> left_out(Connection& connection, std::span<const std::string> schemas) const override {
    return postgresql::left_out(connection, schemas);
  }
  SqlReach reach(std::string_view sql) const override { return postgresql::reach(sql); }
  RowRules row_rules(Connection& connection) const override { return postgresql::row_rules(connection); }

  Rendered render(Connection& connection, std::span<const Operation> operations) const override {
    return postgresql::render(connection, operations);
  }
  void keep_settings(Connection& connection, bool keep) const override {
    if (auto* server = postgresql::server_connection(connection)) server->keep_settings(keep);
  }
  bool runs_alone(std::string_view sql) const override { return postgresql::runs_alone(sql); }
  std::optional<bool> has_run(Connection& connection, std::string_view sql) const override {
    return postgresql::has_run(connection, sql);
  }
  std::vector<Statement> clear_way(Connection& connection, std::string_view sql) const override {
    return postgresql::clear_way(connection, sql);
  }
  bool outside_transaction(const Operation& operation, std::span<const Operation> rest) const override {
    return postgresql::outside_transaction(operation, rest);
  }
  bool is_done(Connection& connection, const Operation& operation) const override {
    return postgresql::is_done(connection, operation);
  }
  std::unique_ptr<Connection> scratch(Connection& connection) const override {
    std::vector<std::string> schemas;  // a revision may change any of them
    for (const auto& row : connection.query("SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND "
                                            "nspname <> 'information_schema'")) {
      schemas.push_back(row.at(0).value_or(""));
    }
    return std::make_unique<OfflineConnection>(introspect(connection, schemas));
  }

  void apply(Schema& schema, const Operation& operation) const override {
    Dialect::apply(schema, operation);
    const auto* renamed = std::get_if<RenameTable>(&operation.value);
    if (!renamed) return;
    for (auto& table : schema.tables) postgresql::rename_parent(table.options, renamed->table, renamed->to);
  }

  /// Which types convert into which is for the server to say.
  bool scratch_is_exact() const override { return false; }

  std::unique_ptr<Connection> offline() const override { return std::make_unique<OfflineConnection>(Schema{}); }
  std::string script_prelude(const SessionSettings& settings) const override {
    std::string out = "\\set ON_ERROR_STOP on\n";
    for (const auto& sql : postgresql::script_settings(settings)) out += sql + ";\n";
    return out;
  }
  std::vector<Statement> put_back(std::span<const Statement> behind, const SessionSettings& settings) const override {
    return postgresql::put_back(behind, settings);
  }
  std::vector<Statement> script_guard(const Statement& guard) const override { return postgresql::script_guard(guard); }
  std::unique_ptr<Connection> empty_database(const Url& url, const ConnectOptions& options) const override {
    return postgresql::empty_database(url, options);
  }
};

}  // namespace

const Dialect& postgresql_dialect() {
  static const PostgresqlDialect dialect;
  return dialect;
}

}  // namespace migrate
