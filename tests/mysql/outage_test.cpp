// What ends a run between two statements is in kill_test.cpp; here it ends while a statement runs: the process, its
// connection, or the server itself. The next run waits until the server is done with what it was told, and finds out.
#include "tests/support/catch.hpp"
#include "tests/support/mysql_bench.hpp"
#include "tests/support/private_server.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

void add_revisions(MysqlBench& bench) {
  bench.folder.add("r0", "", R"toml([[upgrade]]
op = "execute"
sql = "CREATE TABLE hero (id int PRIMARY KEY, points int NOT NULL); INSERT INTO hero VALUES (1, 3), (2, 5)"
)toml");
  bench.folder.add("r1", "r0", R"toml([[upgrade]]
op = "add_column"
table = "hero"
column = { name = "age", type = "integer" }
[[upgrade]]
op = "execute"
sql = "UPDATE hero SET points = points + 1 + SLEEP(0.1)"
[[upgrade]]
op = "create_index"
table = "hero"
index = { name = "ix", columns = ["age"] }
[[downgrade]]
op = "execute"
sql = "UPDATE hero SET points = points - 1 + SLEEP(0.1)"
[[downgrade]]
op = "drop_index"
table = "hero"
index = "ix"
[[downgrade]]
op = "drop_column"
table = "hero"
column = "age"
)toml");
}

class Outage {
 public:
  Outage() {
    add_revisions(bench);
    bench.upgrade("r0");
    down_ = bench.snapshot();
    bench.upgrade("r1");
    up_ = bench.snapshot();
    bench.downgrade("r0");
  }

  /// Up and down again; each time `strike` meets the process and the session that wait in a statement that begins so.
  /// Another session keeps an ALTER waiting until then.
  void both_ways(const std::string& statement, const std::function<void(pid_t, const std::string&)>& strike) {
    for (const bool up : {true, false}) {
      INFO(statement << (up ? " up" : " down"));
      const auto other = mysql_dialect().connect(bench.database.url, {});
      if (statement != "UPDATE") other->execute("START TRANSACTION");
      other->query("SELECT * FROM hero");
      const auto child = bench.begin_move(up ? "r1" : "r0", up);
      strike(child, bench.session_that_waits(statement));
      other->execute("COMMIT");
      up ? bench.upgrade("r1") : bench.downgrade("r0");
      CHECK(bench.snapshot() == (up ? up_ : down_));
      CHECK(bench.interrupted().empty());
    }
  }

  MysqlBench bench;

 private:
  std::string up_, down_;
};

}  // namespace

TEST_CASE("the process is killed while the server runs its statement") {
  Outage outage;
  const auto strike = [](pid_t child, const std::string&) {
    kill(child, SIGKILL);
    CHECK(WIFSIGNALED(status_of(child)));
  };
  outage.both_ways("UPDATE", strike);
  outage.both_ways("ALTER", strike);
}

TEST_CASE("somebody kills the session, or only its statement") {
  Outage outage;
  for (const std::string kill : {"KILL ", "KILL QUERY "}) {
    for (const auto* statement : {"UPDATE", "ALTER"}) {
      outage.both_ways(statement, [&](pid_t child, const std::string& session) {
        outage.bench.database.connection->execute(kill + session);
        // a SLEEP that is killed alone ends early, and so does what it is in
        const bool failed = WEXITSTATUS(status_of(child)) == 7;
        CHECK((failed || std::string_view(statement) == "UPDATE"));
      });
    }
  }
}

TEST_CASE("the server is killed in the middle, and started again") {
  PrivateServer server;
  MysqlBench bench(server.url());
  add_revisions(bench);
  bench.upgrade("r0");
  const auto before = bench.snapshot();
  bench.upgrade("r1");
  const auto after = bench.snapshot();
  for (const bool up : {false, true}) {
    const auto other = mysql_dialect().connect(bench.database.url, {});
    if (!up) other->execute("START TRANSACTION");  // the ALTER waits for its end
    other->query("SELECT * FROM hero");
    const auto child = bench.begin_move(up ? "r1" : "r0", up);
    bench.session_that_waits(up ? "UPDATE" : "ALTER");
    server.kill();
    CHECK(WEXITSTATUS(status_of(child)) == 7);
    server.start_again();
    bench.database.connection = mysql_dialect().connect(bench.database.url, {});
    up ? bench.upgrade("r1") : bench.downgrade("r0");
    CHECK(bench.snapshot() == (up ? after : before));
    CHECK(bench.interrupted().empty());
  }
}
