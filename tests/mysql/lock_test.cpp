// "One migration at a time" on one server: GET_LOCK, and the lease, which does not need a cluster to be tried.
#include <chrono>
#include <thread>

#include "dialects/mysql/lease.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lock_holder.hpp"
#include "tests/support/mysql_crowd.hpp"

using namespace migrate;
using namespace migrate::test;
using std::chrono::milliseconds;

namespace {

// long enough for a machine that stands still for a moment
constexpr mysql::LeaseTimes times{.length = milliseconds(2'000), .renewal = milliseconds(200)};

std::unique_ptr<MigrationLock> lease(Connection& connection, milliseconds timeout,
                                     const std::string& who = "ann@web-1 pid 1: upgrade head") {
  return mysql::take_lease(*mysql::server_connection(connection), {timeout, who, nullptr}, times);
}

std::string refusal_of_lease(Connection& connection, milliseconds timeout = milliseconds(30)) {
  try {
    lease(connection, timeout);
  } catch (const LockError& error) {
    return error.what();
  }
  return {};
}

LockHolder lease_holder(const Url& url) {
  return LockHolder([&](const auto& hold) {
    const auto connection = mysql_dialect().connect(url, {});
    hold(lease(*connection, milliseconds(5'000), "dead@host pid 2: upgrade head"));
  });
}

}  // namespace

TEST_CASE("one migration at a time") {
  MysqlDatabase database;
  auto other = mysql_dialect().connect(database.url, {});
  auto held = mysql_dialect().lock(*database.connection, database.url, {});
  std::string holder;
  LockRequest request{.timeout = milliseconds(50), .on_wait = [&](const std::string& who) { holder = who; }};
  CHECK_THROWS_AS(mysql_dialect().lock(*other, database.url, request), LockError);
  CHECK_THAT(holder, Catch::Contains(database.url.user + "@"));
  request.running = [] { return "ann@web-1 pid 1: upgrade of aaaa"; };
  CHECK_THROWS_WITH(mysql_dialect().lock(*other, database.url, request),
                    Catch::Contains("ann@web-1 pid 1: upgrade of aaaa ("));
  held.reset();
  CHECK(mysql_dialect().lock(*other, database.url, request));
}

TEST_CASE("a lock goes with its process, however that ends") {
  MysqlDatabase database;
  LockHolder holder([&](const auto& hold) {
    const auto connection = mysql_dialect().connect(database.url, {});
    hold(mysql_dialect().lock(*connection, database.url, {}));
  });
  holder.kill_it();
  CHECK(mysql_dialect().lock(*database.connection, database.url, {.timeout = milliseconds(5'000), .on_wait = nullptr}));
}

TEST_CASE("ten upgrades at one moment: one applies, the others wait for it by name, all succeed") {
  MysqlDatabase database;
  RevisionFolder folder;
  add_slow_revisions(folder);
  const auto crowd = upgrade_at_once(folder, std::vector<Url>(10, database.url));
  CHECK(crowd.applied == 1);
  CHECK(crowd.told >= 5);  // who comes last may find it done
  CHECK(crowd.others == 0);
  CHECK(database.lines("SELECT id, n FROM t") == std::vector<std::string>{"1|10"});
  CHECK(database.lines("SELECT revision FROM migrate_journal ORDER BY id") == std::vector<std::string>{"aaaa", "bbbb"});
}

TEST_CASE("a lease is had by one, who is named to the others, and is free when it is given back") {
  MysqlDatabase database;
  const auto other = mysql_dialect().connect(database.url, {});
  auto held = lease(*database.connection, milliseconds(1'000));
  CHECK_THAT(refusal_of_lease(*other), Catch::Contains("ann@web-1 pid 1: upgrade head, since 20"));
  CHECK_NOTHROW(held->confirm());
  held.reset();
  CHECK(lease(*other, milliseconds(50)));
}

TEST_CASE("a lease lasts as long as its holder lives") {
  MysqlDatabase database;
  const auto other = mysql_dialect().connect(database.url, {});
  const auto held = lease(*database.connection, milliseconds(1'000));
  CHECK_FALSE(refusal_of_lease(*other, 2 * times.length).empty());
  CHECK_NOTHROW(held->confirm());
}

TEST_CASE("the lease of a dead holder ends, and not before its time") {
  MysqlDatabase database;
  auto holder = lease_holder(database.url);
  holder.kill_it();
  CHECK_THAT(refusal_of_lease(*database.connection), Catch::Contains("dead@host pid 2: upgrade head"));
  CHECK(lease(*database.connection, milliseconds(20'000)));
}

TEST_CASE("a holder that lost its lease is stopped") {
  MysqlDatabase database;
  const auto held = lease(*database.connection, milliseconds(1'000));
  database.run("UPDATE migrate_lock SET taking = taking + 1");
  CHECK_THROWS_WITH(held->confirm(), Catch::Contains("the migration lock was lost"));
}

TEST_CASE("a holder whose second connection is cut off makes another") {
  MysqlDatabase database;
  const auto other = mysql_dialect().connect(database.url, {});
  const auto held = lease(*database.connection, milliseconds(1'000));
  const auto own = database.value(
      "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() ORDER BY id DESC");
  database.run("KILL " + own);
  CHECK_FALSE(refusal_of_lease(*other, 2 * times.length).empty());
}

TEST_CASE("the table of the lease is in no catalog, and one of somebody else is") {
  MysqlDatabase database;
  { const auto held = lease(*database.connection, milliseconds(1'000)); }
  CHECK(database.schema().tables.empty());
  database.run("DROP TABLE migrate_lock; CREATE TABLE migrate_lock (a int)");
  CHECK(database.schema().tables.size() == 1);
}
