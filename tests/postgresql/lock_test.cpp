// "One migration at a time" on a real server, and through PgBouncer.
#include <atomic>
#include <thread>

#include "dialects/postgresql/connection.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/lock_holder.hpp"
#include "tests/support/pgbouncer.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;
using std::chrono::milliseconds;

namespace {

std::unique_ptr<MigrationLock> take(Connection& connection, const Url& url, milliseconds timeout,
                                    const std::string& who = "ann@web-1 pid 1: upgrade head") {
  return postgresql_dialect().lock(connection, url, {timeout, who, nullptr});
}

std::string refusal_of_lock(Connection& connection, const Url& url, milliseconds timeout = milliseconds(30)) {
  try {
    take(connection, url, timeout);
  } catch (const LockError& error) {
    return error.what();
  }
  return {};
}

/// A child that holds the lock until it is killed.
LockHolder holder_of(const Url& url) {
  return LockHolder([&](const auto& hold) {
    const auto connection = postgresql_dialect().connect(url, {});
    hold(take(*connection, url, milliseconds(5'000), "dead@host pid 2: upgrade head"));
  });
}

}  // namespace

TEST_CASE("a second migration waits, and is told by whom, since when and for what the first one holds the database") {
  PostgresqlDatabase database;
  auto held = take(*database.connection, database.url, milliseconds(1'000));
  std::string holder;
  LockRequest request{milliseconds(50), "bob@web-2 pid 3: upgrade head", [&](const std::string& who) { holder = who; }};
  const auto other = postgresql_dialect().connect(database.url, {});
  CHECK_THROWS_AS(postgresql_dialect().lock(*other, database.url, request), LockError);
  CHECK(contains(holder, "ann@web-1 pid 1: upgrade head (process "));
  CHECK(contains(holder, "since 20"));
  held->confirm();
  held.reset();
  CHECK(take(*other, database.url, milliseconds(1'000)));
}

TEST_CASE("databases of one server do not wait for each other") {
  PostgresqlDatabase one, two;
  const auto first = take(*one.connection, one.url, milliseconds(1'000));
  CHECK(take(*two.connection, two.url, milliseconds(1'000)));
}

TEST_CASE("a lock goes with its process, however that ends") {
  PostgresqlDatabase database;
  auto holder = holder_of(database.url);
  CHECK(contains(refusal_of_lock(*database.connection, database.url), "dead@host pid 2"));
  holder.kill_it();
  CHECK(take(*database.connection, database.url, milliseconds(5'000)));
}

TEST_CASE("a lock that was lost is noticed before a commit") {
  PostgresqlDatabase database;
  const auto held = take(*database.connection, database.url, milliseconds(1'000));
  held->confirm();
  database.run(
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM "
      "pg_database WHERE datname = current_database())");
  CHECK_THROWS_AS(held->confirm(), LockError);
}

TEST_CASE("time limits of the account do not end the lock") {
  PostgresqlDatabase database;
  const auto name = database.url.database;
  database.run("ALTER DATABASE " + name + " SET idle_in_transaction_session_timeout = 50; ALTER DATABASE " + name +
               " SET default_transaction_isolation = 'serializable'");
  const auto held = take(*database.connection, database.url, milliseconds(1'000));
  std::this_thread::sleep_for(milliseconds(300));
  held->confirm();
}

TEST_CASE("CREATE INDEX CONCURRENTLY comes to its end while the lock is held and others wait for it") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 1000)");
  const auto held = take(*database.connection, database.url, milliseconds(1'000));
  std::atomic<bool> over = false;
  std::thread waiter([&] {
    const auto other = postgresql_dialect().connect(database.url, {});
    while (!over) refusal_of_lock(*other, database.url, milliseconds(20));
  });
  for (int i = 0; i < 3; ++i) {
    CHECK_NOTHROW(database.connection->execute("CREATE INDEX CONCURRENTLY i ON t (a)"));
    held->confirm();
    CHECK_NOTHROW(database.connection->execute("DROP INDEX CONCURRENTLY i"));
  }
  over = true;
  waiter.join();
}

TEST_CASE("through a pooler the lock holds, tells its holder, and goes with its process") {
  PostgresqlDatabase database;
  const PgBouncer pooler(5);
  const auto url = pooler.url(database.url.database);
  const auto connection = postgresql_dialect().connect(url, {});
  REQUIRE(postgresql::server_connection(*connection)->pooled());
  CHECK_FALSE(postgresql::server_connection(*database.connection)->pooled());
  {
    const auto holder = holder_of(url);
    CHECK(contains(refusal_of_lock(*connection, url), "dead@host pid 2: upgrade head"));
    CHECK(contains(refusal_of_lock(*database.connection, database.url), "dead@host pid 2: upgrade head"));
  }
  const auto held = take(*connection, url, milliseconds(5'000));
  connection->execute("CREATE TABLE t (a int)");
  connection->execute("CREATE INDEX CONCURRENTLY i ON t (a)");
  held->confirm();
}

TEST_CASE("a pooler with a single session is an error and no hang") {
  PostgresqlDatabase database;
  const PgBouncer pooler(1);
  const auto url = pooler.url(database.url.database);
  const auto connection = postgresql_dialect().connect(url, {});
  try {
    take(*connection, url, milliseconds(60'000));
    FAIL("no error");
  } catch (const DatabaseError& error) {
    CHECK(contains(error.what(), "gives no second connection"));
    CHECK(contains(error.hint, "default_pool_size"));
  }
  CHECK(connection->query("SELECT 1").size() == 1);
}

TEST_CASE("behind a pooler settings go with each transaction and leave nothing in the server's session") {
  PostgresqlDatabase database;
  const PgBouncer pooler(1);
  database.run("CREATE SCHEMA app");
  ConnectOptions options;
  options.search_path = "app";
  options.lock_attempt = milliseconds(777);
  const auto connection = postgresql_dialect().connect(pooler.url(database.url.database), options);
  const auto plain = postgresql_dialect().connect(pooler.url(database.url.database), {});
  {
    const auto transaction = postgresql_dialect().begin(*connection, {});
    connection->execute("CREATE TABLE t (a int)");
    connection->execute("SET search_path = public");
    transaction->put_back_settings();
    CHECK(connection->query("SHOW lock_timeout")[0][0] == "777ms");
    CHECK(connection->query("SHOW search_path")[0][0] == "app");
    transaction->commit();
  }
  CHECK(connection->query("SELECT to_regclass('t')")[0][0] == "t");
  CHECK(plain->query("SELECT to_regclass('t')")[0][0] == std::nullopt);
  const std::vector<SqlValue> value{std::int64_t{1}};
  {
    const auto transaction = postgresql_dialect().begin(*connection, {});
    for (int i = 0; i < 3; ++i) connection->execute("INSERT INTO t VALUES (?)", value);
    transaction->commit();
  }
  std::size_t rows = 0;
  connection->stream("SELECT a FROM t WHERE a = ?", value, [&](auto) { ++rows; });
  CHECK(rows == 3);
  CHECK_THROWS_AS(connection->execute("CREATE INDEX CONCURRENTLY i ON t (a)"), DatabaseError);
}
