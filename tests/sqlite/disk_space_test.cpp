#include "dialects/sqlite/disk_space.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/sqlite.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

/// About 2 MB of heroes, and a small table beside them.
void make_large_table(SqliteDatabase& database) {
  database.run(
      "CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE team (id INTEGER);"
      "INSERT INTO hero WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
      "SELECT i, printf('%01000d', i) FROM n; INSERT INTO team VALUES (1)");
}

std::string refusal_of_copy(SqliteDatabase& database, const std::string& table, std::uintmax_t available) {
  try {
    sqlite::refuse_full_disk(*database.connection, table, available);
  } catch (const DatabaseError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a rebuild is not begun where the disk cannot hold the copy of its table") {
  const TemporaryFolder folder;
  SqliteDatabase database((folder.path / "app.db").string());
  make_large_table(database);
  CHECK(sqlite::bytes_available(*database.connection).value_or(0) > 0);
  CHECK(refusal_of_copy(database, "hero", 100'000'000) == "");
  CHECK(contains(refusal_of_copy(database, "HERO", 1'000'000),
                 "has 1.0 MB free, and the copy of table HERO takes about 2."));
  CHECK(refusal_of_copy(database, "team", 1'000'000) == "");
  CHECK(refusal_of_copy(database, "hero", 3'000'000) == "");

  SECTION("a write-ahead log takes the copy once more") {
    database.run("PRAGMA journal_mode = wal");
    CHECK(contains(refusal_of_copy(database, "hero", 3'000'000), "takes about 4."));
  }
  SECTION("pages that are free in the file are used again") {
    database.run("CREATE TABLE old AS SELECT * FROM hero; DROP TABLE old");
    CHECK(refusal_of_copy(database, "hero", 1'000'000) == "");
  }
}

TEST_CASE("a database in memory has no disk that could be full") {
  SqliteDatabase database;
  CHECK_FALSE(sqlite::bytes_available(*database.connection));
}
