// What runs in the open: indexes built and dropped concurrently, new values of enums that are used at once, VACUUM; cut
// short at every statement and in the middle of one, and finished by the next run.
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "src/engine/engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/postgresql.hpp"
#include "tests/support/revision_folder.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

using Lines = std::vector<std::string>;

struct InTheOpen {
  InTheOpen() {
    database.run(
        "CREATE TYPE role AS ENUM ('a'); CREATE TABLE hero (id int, role role); INSERT INTO hero SELECT n, 'a' "
        "FROM generate_series(1, 100) AS n; CREATE INDEX ix_old ON hero (role);");
    folder.add("aaaa", "", R"toml(
[[upgrade]]
op = "add_column"
table = "hero"
column = { name = "age", type = "integer" }
[[upgrade]]
op = "create_index"
table = "hero"
index = { name = "ix_id", columns = ["id"], unique = true, concurrently = true, comment = "it's there" }
[[upgrade]]
op = "alter_enum"
from = { name = "role", values = ["a"] }
to = { name = "role", values = ["x", "a", "y"] }
[[upgrade]]
op = "execute"
sql = "UPDATE hero SET role = 'y' WHERE id = 1"
[[upgrade]]
op = "execute"
sql = "VACUUM hero"
[[upgrade]]
op = "drop_index"
table = "hero"
index = { name = "ix_old", columns = ["role"], concurrently = true }
[[upgrade]]
op = "execute"
sql = "CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_role ON hero (role)"
)toml");
  }

  EngineResult upgrade() const {
    const auto connection = postgresql_dialect().connect(database.url, {});
    const auto graph = folder.graph();
    return Engine(postgresql_dialect(), *connection, database.url, graph, options).upgrade("head");
  }
  Lines state() {
    auto out = database.texts(
        "SELECT indexrelid::regclass, indisvalid, obj_description(indexrelid) FROM pg_index WHERE "
        "indrelid = 'hero'::regclass");
    for (auto& line : database.texts("SELECT role, count(*) FROM hero GROUP BY 1")) out.push_back(std::move(line));
    for (auto& line : database.texts("SELECT enumlabel, rank() OVER (ORDER BY enumsortorder) FROM pg_enum"))
      out.push_back(std::move(line));
    for (auto& line : database.texts("SELECT version_num FROM migrate_version")) out.push_back(std::move(line));
    return out;
  }

  PostgresqlDatabase database;
  RevisionFolder folder;
  EngineOptions options;
};

const Lines finished{"ix_id|t|it's there", "ix_role|t|NULL", "a|99", "y|1", "a|2", "x|1", "y|3", "aaaa"};

void wait_until(const std::function<bool()>& done) {
  for (int i = 0; i < 2000 && !done(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE(done());
}

/// A building index waits for whoever may look at rows as they were before it.
void look_at_the_past(Connection& connection) {
  connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
  connection.query("SELECT count(*) FROM pg_class");
}

/// The session that builds the index ix_id; 0 while there is none.
std::string builder(PostgresqlDatabase& database) {
  return database.value(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE UNIQUE "
      "INDEX CONCURRENTLY%' AND pid <> pg_backend_pid()");
}

}  // namespace

TEST_CASE("what cannot be in a transaction runs outside of it, in its place") {
  InTheOpen bench;
  bench.upgrade();
  CHECK(bench.state() == finished);
}

TEST_CASE("killed at any statement in the open, the next run finishes the work") {
  bool survived = false;
  for (int deadly = 1; !survived; ++deadly) {
    InTheOpen bench;
    const auto child = in_child([&] {
      int count = 0;
      bench.options.callbacks.on_statement = [&](const Statement&) {
        if (++count == deadly) kill(getpid(), SIGKILL);
      };
      bench.upgrade();
      return 0;
    });
    survived = WIFEXITED(status_of(child));
    bench.upgrade();
    INFO("killed at statement " << deadly);
    CHECK(bench.state() == finished);
    REQUIRE(deadly < 40);
  }
}

TEST_CASE("killed while an index is built, what is left of it is dropped and built again") {
  InTheOpen bench;
  PostgresqlDatabase& database = bench.database;
  const auto blocker = postgresql_dialect().connect(database.url, {});
  look_at_the_past(*blocker);
  const auto child = in_child([&] {
    bench.upgrade();
    return 0;
  });
  wait_until([&] { return database.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == "1"; });
  const auto session = builder(database);
  kill(child, SIGKILL);
  status_of(child);
  database.run("SELECT pg_terminate_backend(" + session + ")");
  wait_until([&] { return builder(database).empty(); });
  blocker->execute("ROLLBACK");
  CHECK(database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_id'::regclass") == "f");
  bench.upgrade();
  CHECK(bench.state() == finished);
}

TEST_CASE("killed while an index is built, the server may finish it: then it is done") {
  InTheOpen bench;
  PostgresqlDatabase& database = bench.database;
  const auto blocker = postgresql_dialect().connect(database.url, {});
  look_at_the_past(*blocker);
  const auto child = in_child([&] {
    bench.upgrade();
    return 0;
  });
  wait_until([&] {
    return !builder(database).empty() && database.value(
                                             "SELECT count(*) FROM pg_index WHERE NOT "
                                             "indisvalid") == "1";
  });
  kill(child, SIGKILL);
  status_of(child);
  blocker->execute("ROLLBACK");
  wait_until([&] { return database.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == "0"; });
  bench.upgrade();
  CHECK(bench.state() == finished);
}

TEST_CASE("an index on a partitioned table is not built concurrently, and the way to do it is said") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE log (day date) PARTITION BY RANGE (day)");
  const Operation create{CreateIndex{{"log", ""}, {.name = "ix", .columns = {{.column = "day"}}, .concurrently = true}},
                         {}};
  try {
    database.apply({create});
    FAIL("it was built");
  } catch (const DatabaseError& error) {
    CHECK(std::string(error.what()) == "index ix on log cannot be built concurrently: the table is partitioned");
    CHECK(error.hint.find("CREATE INDEX ix ON ONLY log (…)") != std::string::npos);
  }
}

TEST_CASE("plain SQL that is refused in a transaction is known by its words") {
  const auto alone = [](const std::string& sql) {
    return postgresql_dialect().outside_transaction({Execute{{{"default", sql}}, {}}, {}}, {});
  };
  for (const auto* sql : {"VACUUM", "vacuum (full) t", "/* x */ create unique index concurrently i on t (a)",
                          "DROP INDEX CONCURRENTLY i", "REINDEX INDEX CONCURRENTLY i", "REINDEX (CONCURRENTLY) TABLE t",
                          "CREATE DATABASE d", "DROP DATABASE d", "ALTER SYSTEM SET a = 1",
                          "CREATE TABLESPACE s LOCATION "
                          "'/x'",
                          "REINDEX DATABASE d", "SELECT 1; VACUUM t", "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
                          "REFRESH MATERIALIZED VIEW v; CLUSTER"}) {
    INFO(sql);
    CHECK(alone(sql));
  }
  for (const auto* sql :
       {"CREATE INDEX i ON t (a)", "REINDEX TABLE t", "CREATE TABLE vacuum (a int)", "ANALYZE t", "CLUSTER t",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY v", "SELECT 'VACUUM'", "DO $$ BEGIN /* VACUUM; */ END $$", ""}) {
    INFO(sql);
    CHECK(!alone(sql));
  }
}
