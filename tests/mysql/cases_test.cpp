// The cases of tests/cases/compare and roundtrip that MySQL is named in.
#include "tests/support/mysql.hpp"
#include "tests/support/run_schema_cases.hpp"

using namespace migrate;
using namespace migrate::test;

TEST_CASE("a database beside models gives the operations that make them agree, and their way back") {
  for_each_case<MysqlDatabase>("compare", mysql_dialect(), [](auto& one) { one.compare(); });
}

TEST_CASE("rows go up and down with their tables") {
  for_each_case<MysqlDatabase>("roundtrip", mysql_dialect(), [](auto& one) { one.compare(); });
}
