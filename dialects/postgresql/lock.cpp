#include "dialects/postgresql/lock.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "dialects/postgresql/connection.hpp"
#include "dialects/postgresql/text.hpp"
#include "dialects/wait_for_lock.hpp"
#include "src/base/error.hpp"

namespace migrate::postgresql {
namespace {

/// "migrate" as a number: the same for all versions of this program, and nobody else's. The server keeps the numbers of
/// each database apart.
constexpr std::int64_t lock_number = 0x6d69677261746500;
/// How long a pooler may take to find a server session.
constexpr auto patience_with_pooler = std::chrono::seconds(5);

/// An application_name holds 63 bytes of ASCII; the server writes the rest as it likes.
std::string application_name(const std::string& who) {
  constexpr std::size_t longest = 63;
  auto out = "migrate: " + who;
  if (out.size() > longest) out = out.substr(0, longest - 3) + "...";
  return out;
}

/// What the transaction must not fall to, however long it stands open; and a client that vanished without a word (its
/// machine is gone) is found out within a minute.
std::string opening(const LockRequest& request, int version) {
  std::string out =
      "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0; "
      "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL tcp_keepalives_idle = 20; "
      "SET LOCAL tcp_keepalives_interval = 10; SET LOCAL tcp_keepalives_count = 3; ";
  if (version >= 170000) out += "SET LOCAL transaction_timeout = 0; ";
  return out + "SET LOCAL application_name = " + quote_text(application_name(request.who)) + "; ";
}

class HeldLock final : public MigrationLock {
 public:
  explicit HeldLock(std::unique_ptr<PostgresqlConnection> connection) : connection_(std::move(connection)) {}

  /// SHOW takes no snapshot: nobody's CREATE INDEX CONCURRENTLY has to wait for this transaction.
  void confirm() override {
    try {
      connection_->query("SHOW transaction_read_only");
    } catch (const DatabaseError& error) {
      throw LockError(std::string("the migration lock was lost: ") + error.what(),
                      "another migration may have begun meanwhile: see 'migrate status', then run the command again");
    }
  }

 private:
  std::unique_ptr<PostgresqlConnection> connection_;
};

/// The session that holds the lock. What it does and since when is hidden where another account owns it.
std::string holder_of(Connection& connection) {
  const auto rows = connection.query(fmt::format(
      "SELECT a.application_name, a.pid, to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') "
      "FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid "
      "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = {} AND l.objid = {} AND l.objsubid = 1 "
      "AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())",
      static_cast<std::uint64_t>(lock_number) >> 32U, static_cast<std::uint64_t>(lock_number) & 0xffffffffU));
  if (rows.empty()) return {};
  const auto& row = rows.front();
  constexpr std::string_view prefix = "migrate: ";
  auto out = row.at(0).value_or("");
  if (out.starts_with(prefix)) out.erase(0, prefix.size());
  out += " (process " + row.at(1).value_or("?") + " of the server)";
  if (row.at(2)) out += ", since " + *row.at(2);
  return out;
}

/// A transaction for each attempt, so that one that waits has none open.
bool try_once(PostgresqlConnection& connection, const LockRequest& request) {
  const auto rows = connection.query(opening(request, connection.server_version()) +
                                     fmt::format("SELECT pg_catalog.pg_try_advisory_xact_lock({})", lock_number));
  if (rows.at(0).at(0) == "t") return true;
  connection.query("ROLLBACK");
  return false;
}

/// A pooler with a single server session for us gives it to the lock, and everything else would wait for ever. Whether
/// it is so is tried in a thread; giving the lock back lets that go on.
std::unique_ptr<MigrationLock> require_second_session(PostgresqlConnection& connection,
                                                      std::unique_ptr<MigrationLock> held) {
  std::mutex mutex;
  std::condition_variable changed;
  bool answered = false;
  std::exception_ptr failure;
  std::thread ask([&] {
    try {
      connection.query("SELECT 1");
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard hold(mutex);
    answered = true;
    changed.notify_all();
  });
  bool in_time = false;
  {
    std::unique_lock hold(mutex);
    in_time = changed.wait_for(hold, patience_with_pooler, [&] { return answered; });
  }
  if (!in_time) held.reset();
  ask.join();
  if (!in_time) {
    throw DatabaseError("the connection pooler gives no second connection to the server while the first one is in use",
                        "migrate needs two at a time: raise pool_size (PgBouncer: default_pool_size, "
                        "max_db_connections) to 2 or more, or give the URL of the server itself");
  }
  if (failure) std::rethrow_exception(failure);
  return held;
}

}  // namespace

std::unique_ptr<MigrationLock> lock(Connection& connection, const LockRequest& request) {
  auto* server = server_connection(connection);
  if (!server) throw std::logic_error("only a server can be locked");
  auto options = server->options();
  options.role.clear();  // it is for what the revisions make
  options.search_path.clear();
  options.statement_timeout = std::chrono::milliseconds(0);
  options.on_notice = nullptr;
  auto own = std::make_unique<PostgresqlConnection>(server->url(), options);
  const auto attempt = [&]() -> std::unique_ptr<MigrationLock> {
    return try_once(*own, request) ? std::make_unique<HeldLock>(std::move(own)) : nullptr;
  };
  const auto holder = [&] {
    auto known = holder_of(*own);
    return known.empty() ? "another migration" : known;
  };
  auto held = wait_for_lock(request, attempt, holder);
  if (!server->pooled()) return held;
  return require_second_session(*server, std::move(held));
}

}  // namespace migrate::postgresql
