#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

TEST_CASE("a statement runs and its rows come back as text") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x'), (2, NULL)");
  CHECK(database.rows_of("t") == std::vector<std::string>{"1|x", "2|NULL"});
}
