// The cases of tests/cases/compare, batch and roundtrip that SQLite is named in.
#include "tests/support/run_schema_cases.hpp"
#include "tests/support/sqlite.hpp"

using namespace migrate;
using namespace migrate::test;

TEST_CASE("a database beside models gives the operations that make them agree, and their way back") {
  for_each_case<SqliteDatabase>("compare", sqlite_dialect(), [](auto& one) { one.compare(); });
}

TEST_CASE("rows go up and down with their tables") {
  for_each_case<SqliteDatabase>("roundtrip", sqlite_dialect(), [](auto& one) { one.compare(); });
}

TEST_CASE("batches leave the table, its rows and what hangs on it as they say") {
  for_each_case<SqliteDatabase>("batch", sqlite_dialect(), [](auto& one) { one.batch(); });
}
