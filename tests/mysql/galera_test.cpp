// A Galera cluster of two nodes: what is decided on one of them holds on the other.
#include "dialects/mysql/connection.hpp"
#include "dialects/mysql/lease.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lock_holder.hpp"
#include "tests/support/mysql_crowd.hpp"

using namespace migrate;
using namespace migrate::test;
using std::chrono::milliseconds;

namespace {

/// A database of the cluster, and the second node's address of it.
struct Cluster {
  MysqlDatabase database{galera_url(1)};
  Url second = [this] {
    auto url = galera_url(2);
    mysql_dialect().connect(url, {})->query("SHOW DATABASES");  // the name is looked up before one can wait for it
    url.database = database.url.database;
    return url;
  }();
};

}  // namespace

TEST_CASE("a node of a cluster is known as one, and reads what other nodes have committed") {
  Cluster cluster;
  const auto other = mysql_dialect().connect(cluster.second, {});
  CHECK(mysql::server_connection(*other)->server().cluster);
  cluster.database.run("CREATE TABLE t (id int PRIMARY KEY)");
  for (int i = 1; i <= 20; ++i) {
    cluster.database.run("INSERT INTO t VALUES (" + std::to_string(i) + ")");
    CHECK(other->query("SELECT count(*) FROM t").at(0).at(0) == std::to_string(i));
  }
}

TEST_CASE("ten upgrades at one moment on two nodes: one applies, the others wait for it by name, all succeed") {
  Cluster cluster;
  RevisionFolder folder;
  add_slow_revisions(folder);
  std::vector<Url> urls;
  for (int i = 0; i < 5; ++i) urls.insert(urls.end(), {cluster.database.url, cluster.second});
  const auto crowd = upgrade_at_once(folder, urls);
  CHECK(crowd.applied == 1);
  CHECK(crowd.told >= 5);  // who comes last may find it done
  CHECK(crowd.others == 0);
  CHECK(cluster.database.lines("SELECT id, n FROM t") == std::vector<std::string>{"1|10"});
  const auto other = mysql_dialect().connect(cluster.second, {});
  CHECK(other->query("SELECT version_num FROM migrate_version") == SqlRows{{"bbbb"}});
  CHECK(mysql_dialect().introspect(*other).tables.size() == 3);  // and not that of the lease
}

TEST_CASE("the lease of a holder that was killed on one node is taken on the other when its time is over") {
  Cluster cluster;
  constexpr mysql::LeaseTimes times{.length = milliseconds(2'000), .renewal = milliseconds(200)};
  const auto take = [&](Connection& connection, milliseconds timeout) {
    return mysql::take_lease(*mysql::server_connection(connection), {timeout, "dead@host pid 2", nullptr}, times);
  };
  LockHolder holder([&](const auto& hold) {
    const auto connection = mysql_dialect().connect(cluster.database.url, {});
    hold(take(*connection, milliseconds(5'000)));
  });
  const auto other = mysql_dialect().connect(cluster.second, {});
  CHECK_THROWS_WITH(take(*other, milliseconds(30)), Catch::Contains("dead@host pid 2, since 20"));
  holder.kill_it();
  CHECK(take(*other, milliseconds(20'000)));
}

TEST_CASE("what a holder commits after its lease was taken on another node is refused") {
  Cluster cluster;
  cluster.database.run("CREATE TABLE t (id int PRIMARY KEY)");
  const auto held = mysql_dialect().lock(*cluster.database.connection, cluster.database.url, {});
  const auto other = mysql_dialect().connect(cluster.second, {});
  {
    const auto transaction = mysql_dialect().begin(*cluster.database.connection, {});
    cluster.database.run("INSERT INTO t VALUES (1)");
    held->confirm();
    other->execute("UPDATE migrate_lock SET taking = taking + 1");
    CHECK_THROWS_AS(transaction->commit(), LockError);
  }
  CHECK(other->query("SELECT id FROM t").empty());
  CHECK_THROWS_WITH(held->confirm(), Catch::Contains("the migration lock was lost"));
}
