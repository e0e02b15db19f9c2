// SQL files that run outside of a transaction on PostgreSQL: each statement runs once, wherever a run is killed.
#include "src/base/error.hpp"
#include "tests/support/killed_sql.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

std::shared_ptr<TestDatabase> with_counter() {
  auto out = std::make_shared<PostgresqlDatabase>();
  out->run("CREATE SCHEMA aside; CREATE TABLE counter (n int); INSERT INTO counter VALUES (1)");
  return out;
}

const std::string statements =
    "UPDATE counter SET n = n + 1;\nSET search_path TO aside;\nCREATE TABLE t (i int);\nSET search_path TO public;\n"
    "UPDATE counter SET n = n * 2;\nCREATE INDEX CONCURRENTLY ix ON counter (n);\nUPDATE counter SET n = n + 1;\n"
    "DROP INDEX CONCURRENTLY ix;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS ix2 ON counter (n);\n"
    "REINDEX INDEX CONCURRENTLY ix2;\nBEGIN;\nUPDATE counter SET n = n * 3;\nINSERT INTO aside.t VALUES (1);\nCOMMIT;\n"
    "VACUUM counter;\nUPDATE counter SET n = n + 1;\n";

void check_once(TestDatabase& database) {
  CHECK(database.value("SELECT n FROM counter") == "16");
  CHECK(database.value("SELECT count(*) FROM aside.t") == "1");
  CHECK(database.value("SELECT count(*) FROM pg_index WHERE indrelid = 'counter'::regclass AND indisvalid") == "1");
  CHECK(database.value("SELECT to_regclass('public.t') IS NULL") == "t");
  CHECK(database.value("SELECT count(*) FROM migrate_version") == "1");
}

}  // namespace

TEST_CASE("killed anywhere in a SQL file with CONCURRENTLY, each statement has run once in the end") {
  RevisionFolder folder;
  folder.add_sql("aaaa", "", "-- migrate: upgrade\n" + statements);
  kill_sql_at_all(postgresql_dialect(), folder, with_counter, check_once);
}

TEST_CASE("killed anywhere in a revision that says transaction: false, each statement has run once in the end") {
  RevisionFolder folder;
  folder.add_sql("aaaa", "", "-- transaction: false\n-- migrate: upgrade\n" + statements);
  kill_sql_at_all(postgresql_dialect(), folder, with_counter, check_once, 3);
}

TEST_CASE("an index that a killed run has left invalid is made anew, and a statement behind it may be corrected") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (i int); INSERT INTO t VALUES (1), (1)");
  RevisionFolder folder;
  folder.add_sql("aaaa", "",
                 "-- migrate: upgrade\nCREATE TABLE u (i int);\nCREATE UNIQUE INDEX CONCURRENTLY ix ON t (i);\n");
  const auto upgrade = [&] {
    const auto graph = folder.graph();
    Engine(postgresql_dialect(), *database.connection, database.url, graph, {}).upgrade("head");
  };
  CHECK_THROWS_AS(upgrade(), Error);
  CHECK(database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix'::regclass") == "f");
  database.run("DELETE FROM t");
  upgrade();
  CHECK(database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix'::regclass") == "t");
}

TEST_CASE("what a revision sets is over when it ends") {
  PostgresqlDatabase database;
  RevisionFolder folder;
  folder.add_sql("aaaa", "",
                 "-- migrate: upgrade\nSET session_replication_role = replica;\nSET TimeZone = 'Asia/Tokyo';\nCREATE "
                 "TABLE a (i int);\n");
  folder.add_sql("bbbb", "aaaa",
                 "-- migrate: upgrade\nCREATE TABLE b AS SELECT current_setting('session_replication_role') AS role, "
                 "current_setting('TimeZone') AS zone;\n");
  const auto zone = database.value("SHOW TimeZone");
  const auto graph = folder.graph();
  Engine(postgresql_dialect(), *database.connection, database.url, graph, {}).upgrade("head");
  CHECK(database.value("SELECT role FROM b") == "origin");
  CHECK(database.value("SELECT zone FROM b") == zone);
}

TEST_CASE("a temporary table that a later run would not have is refused before anything runs") {
  PostgresqlDatabase database;
  RevisionFolder folder;
  folder.add_sql("aaaa", "",
                 "-- transaction: false\n-- migrate: upgrade\nCREATE TABLE a (i int);\nCREATE TEMP TABLE x (i "
                 "int);\nINSERT INTO x VALUES (1);\n");
  const auto graph = folder.graph();
  CHECK_THROWS_AS(Engine(postgresql_dialect(), *database.connection, database.url, graph, {}).upgrade("head"), Error);
  CHECK(database.value("SELECT to_regclass('a') IS NULL") == "t");
}
