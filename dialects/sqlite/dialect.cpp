// SQLite behind the dialect interface: each question goes on to the file that knows.
#include <fmt/format.h>

#include "dialects/foreign_sql.hpp"
#include "dialects/sqlite/confine.hpp"
#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/effect.hpp"
#include "dialects/sqlite/equivalence.hpp"
#include "dialects/sqlite/findings.hpp"
#include "dialects/sqlite/foreign.hpp"
#include "dialects/sqlite/guard.hpp"
#include "dialects/sqlite/introspect.hpp"
#include "dialects/sqlite/lock.hpp"
#include "dialects/sqlite/rebuild_scratch.hpp"
#include "dialects/sqlite/render.hpp"
#include "dialects/sqlite/render_data.hpp"
#include "dialects/sqlite/sqlite.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "dialects/sqlite/transaction.hpp"
#include "dialects/sqlite/types.hpp"
#include "dialects/surroundings.hpp"

namespace migrate {
namespace {

class SqliteDialect final : public Dialect, public ForeignSql, public Surroundings {
 public:
  std::string_view name() const override { return "sqlite"; }
  std::string libraries() const override {
    const int version = SqliteConnection::library_version();
    return fmt::format("SQLite {}.{}.{}", version / 1'000'000, version / 1'000 % 1'000, version % 1'000);
  }
  bool transactional_ddl() const override { return true; }

  std::unique_ptr<Connection> connect(const Url& url, const ConnectOptions& options) const override {
    return connect_sqlite(url, options);
  }
  std::unique_ptr<MigrationLock> lock(Connection& connection, const Url&, const LockRequest& request) const override {
    return sqlite::lock(connection, request);
  }
  std::unique_ptr<Transaction> begin(Connection& connection, std::span<const Operation> planned) const override {
    return sqlite::begin(connection, planned);
  }
  std::unique_ptr<Transaction> enclose(Connection& connection) const override { return sqlite::enclose(connection); }
  bool runs_alone(std::string_view sql) const override { return sqlite::is_lost_in_transaction(sql); }
  /// VACUUM may simply be done again.
  std::optional<bool> has_run(Connection&, std::string_view) const override { return false; }
  ScriptFrame frame(std::span<const Operation> planned) const override { return sqlite::frame(planned); }
  std::optional<FoundTable> find_table(Connection& connection, const TableName& table) const override {
    return found_table(table, connection.query("SELECT c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE "
                                               "m.type = 'table' AND m.name = " +
                                               quote_text(table.name) + " COLLATE NOCASE ORDER BY c.cid"));
  }

  std::string quote_name(std::string_view name) const override { return sqlite::quote_name(name); }
  std::string quote_text(std::string_view text) const override { return sqlite::quote_text(text); }
  std::vector<ScriptStatement> split(std::string_view script) const override { return sqlite::split_sqlite(script); }
  std::vector<std::size_t> inner_lines(std::string_view script) const override { return sqlite::inner_lines(script); }
  bool is_lost_in_transaction(std::string_view sql) const override { return sqlite::is_lost_in_transaction(sql); }
  bool controls_transaction(std::string_view sql) const override { return sqlite::controls_transaction(sql); }
  std::string refusal(std::string_view sql, Confines confines) const override { return sqlite::refusal(sql, confines); }

  /// https://sqlite.org/lang_createindex.html: an index shares the names of the tables; names fold ASCII case.
  NameRules name_rules() const override { return {.ignore_case = true, .indexes_share_tables = true}; }
  using Dialect::introspect;
  Schema introspect(Connection& connection, std::span<const std::string>) const override {
    return introspect_sqlite(connection);
  }
  Schema adapt(Schema wanted) const override { return adapt_sqlite(std::move(wanted)); }
  std::unique_ptr<Equivalence> equivalence(Connection&, const Schema&, const Schema&) const override {
    return std::make_unique<SqliteEquivalence>();
  }
  std::size_t count_rows(Connection& connection, const TableName& table, std::size_t limit) const override {
    const auto rows = connection.query("SELECT count(*) FROM (SELECT 1 FROM " + quote_table(table) + " LIMIT " +
                                       std::to_string(limit) + ")");
    return std::stoull(rows.at(0).at(0).value_or("0"));
  }

  std::vector<CatalogFinding> findings(Connection& connection, std::span<const Operation> operations) const override {
    return sqlite::findings(connection, operations);
  }
  std::vector<ObjectCount> left_out(Connection& connection, std::span<const std::string>) const override {
    return sqlite::left_out(connection);
  }
  SqlReach reach(std::string_view sql) const override { return sqlite::reach(sql); }
  RowRules row_rules(Connection& connection) const override { return sqlite::row_rules(connection); }

  Rendered render(Connection& connection, std::span<const Operation> operations) const override {
    return sqlite::render(connection, operations);
  }
  std::unique_ptr<Connection> scratch(Connection& connection) const override {
    return sqlite::copy_schema(connection, false);
  }

  std::unique_ptr<Connection> offline() const override {
    // an edit in place is for the database at hand: it depends on its rows and on the number of its schema
    ConnectOptions options;
    options.edit_in_place = false;
    return connect_sqlite(Url{}, options);
  }
  std::string script_prelude(const SessionSettings&) const override { return ".bail on\n"; }
  std::vector<Statement> script_guard(const Statement& guard) const override { return sqlite::script_guard(guard); }
  std::unique_ptr<Connection> empty_database(const Url&, const ConnectOptions& options) const override {
    return connect_sqlite(Url{}, options);
  }
};

}  // namespace

const Dialect& sqlite_dialect() {
  static const SqliteDialect dialect;
  return dialect;
}

}  // namespace migrate
