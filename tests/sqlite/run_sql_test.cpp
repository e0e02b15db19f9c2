// SQL files that run outside of a transaction on SQLite: each statement runs once, wherever a run is killed.
#include "tests/support/killed_sql.hpp"
#include "tests/support/sqlite.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;
using namespace migrate::test;

TEST_CASE("killed anywhere in a revision that says transaction: false, SQLite has each statement once in the end") {
  RevisionFolder folder;
  folder.add_sql(
      "aaaa", "",
      "-- transaction: false\n-- migrate: upgrade\nUPDATE counter SET n = n + 1;\nCREATE TABLE t (i int);\nPRAGMA "
      "user_version = "
      "7;\nUPDATE counter SET n = n * 2;\nVACUUM;\nBEGIN;\nUPDATE counter SET n = n * 3;\nINSERT INTO t VALUES "
      "(1);\nCOMMIT;\nUPDATE counter SET n = n + 1;\n");
  TemporaryFolder files;
  int made = 0;
  const auto make = [&]() -> std::shared_ptr<TestDatabase> {
    auto out = std::make_shared<SqliteDatabase>((files.path / (std::to_string(++made) + ".db")).string());
    out->run("CREATE TABLE counter (n int); INSERT INTO counter VALUES (1)");
    return out;
  };
  kill_sql_at_all(sqlite_dialect(), folder, make, [](TestDatabase& database) {
    CHECK(database.value("SELECT n FROM counter") == "13");
    CHECK(database.value("SELECT count(*) FROM t") == "1");
    CHECK(database.value("PRAGMA user_version") == "7");
    CHECK(database.value("SELECT count(*) FROM migrate_version") == "1");
  });
}
