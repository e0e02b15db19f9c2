#include "dialects/postgresql/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <pqxx/pqxx>
#include <type_traits>
#include <utility>

#include "dialects/postgresql/block_watch.hpp"
#include "dialects/postgresql/connect.hpp"
#include "dialects/postgresql/connection_pqxx.hpp"
#include "dialects/postgresql/effect.hpp"
#include "dialects/postgresql/errors.hpp"
#include "dialects/postgresql/parameters.hpp"
#include "dialects/postgresql/scan.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

constexpr std::size_t most_prepared = 64;
constexpr std::size_t rows_at_a_time = 1000;

/// A field, a row: of whichever of the driver's types.
template <class Field>
std::string field_text(const Field& field) {
  return {field.c_str(), static_cast<std::size_t>(field.size())};
}

std::string text_or_nothing(const char* text) { return text ? text : ""; }
[[maybe_unused]] std::string text_or_nothing(std::string_view text) { return std::string(text); }

/// Whether the statement is a query that a cursor can go through.
bool is_plain_query(std::string_view sql) {
  const auto tokens = scan(sql);
  std::size_t first = 0;
  while (first < tokens.size() && tokens[first].is_symbol('(')) ++first;
  if (first == tokens.size()) return false;
  if (tokens[first].is("select") || tokens[first].is("values") || tokens[first].is("table")) return true;
  return tokens[first].is("with") && std::ranges::none_of(tokens, [](const SqlToken& token) {
           return token.is("insert") || token.is("update") || token.is("delete") || token.is("merge");
         });
}

/// CREATE INDEX CONCURRENTLY and the like wait for the end of other transactions, and nobody queues behind them: they
/// may do so for as long as a migration may wait at all.
bool is_concurrent(std::string_view sql) {
  return std::ranges::any_of(scan(sql), [](const SqlToken& token) { return token.is("concurrently"); });
}

std::string application_of(const Url& url) {
  const auto named = url.query.find("application_name");
  return named == url.query.end() ? "migrate" : named->second;
}

}  // namespace

struct PostgresqlConnection::Session {
  explicit Session(const Url& given, const ConnectOptions& wanted, const std::string& libpq)
      : url(given),
        options(wanted),
        text(libpq),
        connection(libpq),
        notices(connection, [this](const char* message) { tell(message); }),
        work(connection) {
    settle(connection);
    const auto found =
        run("", 0, [&] { return work.exec("SELECT pg_catalog.pg_backend_pid(), pg_catalog.pg_is_in_recovery()"); });
    // a pooler makes up a process of its own
    pooled = field_text(found[0][0]) != std::to_string(connection.backendpid());
    standby = field_text(found[0][1]) == "t";
    if (!pooled) set_up();
  }

  void set_up() {
    const auto settings = session_settings(options, connection.server_version());
    try {
      simple(settings);
    } catch (DatabaseError& error) {
      error.hint =
          "check role and search_path in [database] of migrate.toml" + (error.hint.empty() ? "" : "; " + error.hint);
      throw;
    }
  }

  void tell(const char* message) const noexcept {
    if (!options.on_notice) return;
    try {
      const auto report = parse_report(message);
      options.on_notice((report.severity.empty() ? "" : report.severity + ": ") + report.message +
                        (report.detail.empty() ? "" : " (" + report.detail + ")"));
    } catch (...) {  // a notice is nothing to fail for
    }
  }

  /// Calls the driver; what it throws becomes an error of `statement`, which stands `lines` lines down in what was
  /// sent.
  template <class F>
  std::invoke_result_t<F> run(std::string_view statement, std::size_t lines, F call) {
    try {
      return call();
    } catch (const pqxx::deadlock_detected& error) {
      fail(error.what(), "40P01", statement, lines);
    } catch (const pqxx::serialization_failure& error) {
      fail(error.what(), "40001", statement, lines);
    } catch (const pqxx::sql_error& error) {
      fail(error.what(), std::string(error.sqlstate()), statement, lines);
    } catch (const std::exception& error) {
      fail(error.what(), "", statement, lines);
    }
  }

  [[noreturn]] void fail(const std::string& text, const std::string& sqlstate, std::string_view statement,
                         std::size_t lines) {
    auto report = parse_report(text);
    // the driver's next complaint hides what the server said
    if (report.message.find("client encoding") != std::string::npos && !connection.is_open()) {
      report = parse_report(last_words(connection));
      if (report.message.empty()) report.message = "the server has ended the session";
    }
    if (report.sqlstate.empty()) report.sqlstate = sqlstate;
    if (report.number <= lines) {
      report.number = 0;
    } else {
      report.number -= lines;
    }
    Surroundings around;
    around.account = options.role.empty() ? text_or_nothing(connection.username()) : options.role;
    around.lock_attempt = lock_wait(options);
    if (watch) around.blockers = watch->statement_ends();
    around.lost = !connection.is_open();
    around.standby = standby;
    throw_statement_error(report, statement, around);
  }

  /// What goes in front of the next statement, and is no statement of the user's: BEGIN and the settings.
  std::string take_prefix() {
    if (transaction && !begun) {
      begun = true;
      if (touched && !pooled && !keeps) return "BEGIN; " + put_back() + ";\n";
      return (pooled ? "BEGIN; " + transaction_settings(options, connection.server_version()) : std::string("BEGIN")) +
             ";\n";
    }
    // several statements in one message are a transaction of their own
    return !transaction && pooled ? transaction_settings(options, connection.server_version()) + ";\n" : std::string();
  }

  pqxx::result simple(std::string_view sql) {
    const auto prefix = take_prefix();
    try {
      return run(sql, prefix.empty() ? 0 : 1, [&] { return work.exec(prefix + std::string(sql)); });
    } catch (const DatabaseError& error) {
      if (error.sqlstate != "25001" || transaction || prefix.empty()) throw;
      refuse_settings(sql);
      return run(sql, 0, [&] { return work.exec(std::string(sql)); });
    }
  }

  /// A statement that must stand alone (CREATE INDEX CONCURRENTLY) runs in whatever session the pooler gives it.
  void refuse_settings(std::string_view sql) const {
    if (options.role.empty() && options.search_path.empty()) return;
    DatabaseError error(
        "behind a connection pooler, a statement that runs outside of a transaction cannot have a role or "
        "search_path of its own",
        "give the URL of the server itself, without the pooler, or take role and search_path out of "
        "[database]");
    error.statement = std::string(sql);
    throw error;
  }

  pqxx::result with(const std::string& sql, const ParameterTexts& values, std::string_view statement,
                    std::size_t lines) {
    flush();
    return run(statement, lines, [&] { return execute_with(work, sql, values); });
  }

  /// BEGIN where it has not gone yet: a statement with parameters cannot share a message.
  void flush() {
    if (transaction && !begun) run("BEGIN", 0, [&] { return work.exec(take_prefix()); });
  }

  /// A statement with parameters is prepared when it comes for the second time, behind no pooler.
  pqxx::result again(std::string_view sql, std::span<const SqlValue> parameters) {
    if (pooled) return with(numbered(sql, parameters.size()), texts_of(parameters), sql, 0);
    if (prepared.size() >= most_prepared) forget_prepared();
    auto& known = prepared[std::string(sql)];
    if (known.text.empty()) {
      known.text = numbered(sql, parameters.size());
      known.places = parameters.size();
      return with(known.text, texts_of(parameters), sql, 0);
    }
    if (known.places != parameters.size()) numbered(sql, parameters.size());
    flush();
    return run(sql, 0, [&] {
      if (known.name.empty()) {
        const auto name = "migrate_" + std::to_string(++prepared_so_far);
        connection.prepare(name, known.text);
        known.name = name;
      }
      return execute_prepared(work, known.name, texts_of(parameters));
    });
  }

  /// A prepared statement does not follow changes of the schema.
  void forget_prepared() {
    for (const auto& [text, known] : prepared) {
      const auto& name = known.name;
      if (!name.empty()) run("", 0, [&] { connection.unprepare(name); });
    }
    prepared.clear();
  }

  /// Runs in the watch's thread, which alone has this connection.
  std::string ask_for_blockers() {
    try {
      if (!observer) observer = std::make_unique<pqxx::connection>(text);
      pqxx::nontransaction look(*observer);
      const auto found =
          look.exec(pooled ? blockers_query(quote_text(application_of(url))) : blockers_query(connection.backendpid()));
      std::vector<std::string> out;
      for (const auto& row : found) out.push_back(field_text(row[0]));
      return join(out, "; ");
    } catch (const std::exception&) {  // it is only for a better message
      return {};
    }
  }

  /// Who holds up a statement is looked at while it runs.
  template <class F>
  std::invoke_result_t<F> watched(F call) {
    begin_watch();
    const struct Ends {
      BlockWatch& watch;
      ~Ends() { watch.statement_ends(); }
    } ends{*watch};
    return call();
  }

  pqxx::result fetch(std::string_view statement) {
    return run(statement, 0, [&] { return work.exec(fmt::format("FETCH {} FROM migrate_rows", rows_at_a_time)); });
  }

  void close_cursor() noexcept {
    try {
      work.exec("CLOSE migrate_rows");
    } catch (const std::exception&) {  // after a failure the transaction closes it
    }
  }

  void begin_watch() {
    if (!watch) {
      const auto patience = std::min(options.lock_attempt / 3, std::chrono::milliseconds(1'000));
      watch.emplace(patience, [this] { return ask_for_blockers(); });
    }
    watch->statement_begins();
  }

  /// COMMIT and ROLLBACK; the transaction is over whatever comes of it.
  void end(const std::string& command) {
    const bool sent = std::exchange(begun, false);
    transaction = false;
    if (sent) run(command, 0, [&] { return work.exec(command); });
  }

  void wait_for_locks(std::chrono::milliseconds time) { simple("SET " + lock_timeout_setting(time)); }

  /// What a pooler has set for its session it believes to be so still.
  void remember_settings() {
    if (!pooled || remembered) return;
    remembered.emplace();
    for (const auto& row : simple("SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session' AND name "
                                  "NOT IN ('lock_timeout', 'statement_timeout', 'search_path')"))
      remembered->emplace_back(field_text(row[0]), field_text(row[1]));
  }

  /// RESET ALL leaves out the role and what belongs to the transaction
  /// (https://www.postgresql.org/docs/current/sql-reset.html).
  std::string put_back() {
    touched = false;
    std::string out = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; ";
    for (const auto& [name, setting] : remembered.value_or(Settings()))
      out += "SELECT pg_catalog.set_config(" + quote_text(name) + ", " + quote_text(setting) + ", false); ";
    remembered.reset();
    return out + (pooled ? transaction_settings(options, connection.server_version())
                         : session_settings(options, connection.server_version()));
  }

  Url url;
  ConnectOptions options;
  std::string text;  ///< libpq's, with the password
  pqxx::connection connection;
  NoticeHandler notices;
  pqxx::nontransaction work;
  bool pooled = false, standby = false;
  bool transaction = false;  ///< between begin and its end
  bool begun = false;        ///< and the server knows it
  bool touched = false;      ///< a statement may have changed settings or the role
  bool keeps = false;        ///< and they are to stay
  using Settings = std::vector<std::pair<std::string, std::string>>;
  std::optional<Settings> remembered;

  struct Prepared {
    std::string text{}, name{};  ///< no name: not prepared yet
    std::size_t places = 0;
  };
  std::map<std::string, Prepared> prepared;
  std::size_t prepared_so_far = 0;

  std::unique_ptr<pqxx::connection> observer;
  std::optional<BlockWatch> watch;  ///< the last: its thread uses what stands above
};

namespace {

template <class Row>
SqlRow row_of(const Row& found) {
  SqlRow out;
  for (const auto& field : found) {
    out.push_back(field.is_null() ? std::nullopt : std::optional<std::string>(field_text(field)));
  }
  return out;
}

void hand_over(const pqxx::result& found, const SqlRowSink& sink) {
  std::vector<std::uint32_t> types;
  for (int i = 0; i < static_cast<int>(found.columns()); ++i) types.push_back(found.column_type(i));
  std::vector<SqlValue> row;
  for (const auto& from : found) {
    row.clear();
    for (const auto& field : from) {
      if (field.is_null()) {
        row.emplace_back(SqlNull{});
      } else {
        row.push_back(value_of(types[row.size()], {field.c_str(), static_cast<std::size_t>(field.size())}));
      }
    }
    sink(row);
  }
}

std::vector<std::string> columns_named_in(const pqxx::result& found) {
  std::vector<std::string> out;
  for (int i = 0; i < static_cast<int>(found.columns()); ++i) out.emplace_back(found.column_name(i));
  return out;
}

/// A cursor lives in a transaction: where there is none, one for it alone.
class Enclosed {
 public:
  explicit Enclosed(PostgresqlConnection& connection) : connection_(connection), own_(!connection.in_transaction()) {
    if (own_) connection_.begin();
  }
  ~Enclosed() {
    if (own_ && connection_.in_transaction()) connection_.rollback();
  }
  Enclosed(const Enclosed&) = delete;
  Enclosed& operator=(const Enclosed&) = delete;
  void commit() {
    if (own_) connection_.commit();
  }

 private:
  PostgresqlConnection& connection_;
  bool own_;
};

}  // namespace

PostgresqlConnection::PostgresqlConnection(const Url& url, const ConnectOptions& options)
    : url_(url), options_(options) {
  const auto text = connection_text(libpq_parameters(url));
  try {
    session_ = std::make_unique<Session>(url, options, text);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw_connect_error(error.what(), url);
  }
}

PostgresqlConnection::~PostgresqlConnection() = default;

std::size_t PostgresqlConnection::execute(std::string_view sql) {
  if (touches_settings(sql)) touch();
  const auto run = [&] {
    return session_->watched([&] { return static_cast<std::size_t>(session_->simple(sql).affected_rows()); });
  };
  const bool concurrently = !session_->transaction && !session_->pooled && is_concurrent(sql);
  if (!concurrently) return run();
  session_->wait_for_locks(options_.lock_timeout);
  try {
    const auto changed = run();
    session_->wait_for_locks(lock_wait(options_));
    return changed;
  } catch (const Error&) {
    if (is_open()) session_->wait_for_locks(lock_wait(options_));
    throw;
  }
}

SqlRows PostgresqlConnection::query(std::string_view sql) {
  const auto result = session_->simple(sql);
  SqlRows rows;
  rows.reserve(static_cast<std::size_t>(result.size()));
  for (const auto& found : result) rows.push_back(row_of(found));
  return rows;
}

std::size_t PostgresqlConnection::execute(std::string_view sql, std::span<const SqlValue> parameters) {
  if (touches_settings(sql)) touch();
  return session_->watched([&] { return static_cast<std::size_t>(session_->again(sql, parameters).affected_rows()); });
}

std::vector<std::string> PostgresqlConnection::stream(std::string_view sql, std::span<const SqlValue> parameters,
                                                      const SqlRowSink& sink) {
  const auto text = numbered(sql, parameters.size());
  const auto values = texts_of(parameters);
  if (!is_plain_query(text)) {
    const auto found = session_->watched([&] { return session_->with(text, values, sql, 0); });
    hand_over(found, sink);
    return columns_named_in(found);
  }
  Enclosed transaction(*this);
  session_->with("DECLARE migrate_rows NO SCROLL CURSOR FOR\n" + text, values, sql, 1);
  std::vector<std::string> names;
  try {
    for (bool more = true; more;) {
      const auto found = session_->fetch(sql);
      if (names.empty()) names = columns_named_in(found);
      hand_over(found, sink);
      more = static_cast<std::size_t>(found.size()) == rows_at_a_time;
    }
  } catch (...) {
    session_->close_cursor();
    throw;
  }
  session_->close_cursor();
  transaction.commit();
  return names;
}

void PostgresqlConnection::cancel() noexcept {
  try {
    session_->connection.cancel_query();
  } catch (const std::exception&) {  // the server is gone, and the statement with it
  }
}

void PostgresqlConnection::begin() {
  if (!session_->transaction) session_->forget_prepared();
  session_->transaction = true;
  session_->begun = false;
}

void PostgresqlConnection::commit() {
  try {
    session_->end("COMMIT");
  } catch (DatabaseError& error) {
    if (is_open()) throw;
    error.sqlstate = "08007";  // transaction_resolution_unknown
    throw;
  }
}

void PostgresqlConnection::rollback() noexcept {
  try {
    session_->end("ROLLBACK");
  } catch (...) {  // the connection is gone, and with it the transaction
  }
}

bool PostgresqlConnection::in_transaction() const { return session_->transaction; }

void PostgresqlConnection::touch() {
  if (session_->transaction) session_->remember_settings();
  session_->touched = true;
}

void PostgresqlConnection::keep_settings(bool keep) { session_->keeps = keep; }

bool PostgresqlConnection::put_back_settings() {
  if (!session_->touched) return false;
  session_->simple(session_->put_back());
  return true;
}

int PostgresqlConnection::server_version() const { return session_->connection.server_version(); }

bool PostgresqlConnection::pooled() const { return session_->pooled; }

bool PostgresqlConnection::is_open() const { return session_->connection.is_open(); }

int PostgresqlConnection::backend() const { return session_->connection.backendpid(); }

std::string PostgresqlConnection::library_versions() { return "libpqxx " PQXX_VERSION; }

PostgresqlConnection* server_connection(Connection& connection) {
  return dynamic_cast<PostgresqlConnection*>(&connection);
}

}  // namespace migrate::postgresql
