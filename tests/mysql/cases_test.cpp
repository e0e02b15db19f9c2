// The cases of tests/cases/compare and roundtrip that MySQL is named in.
#include "tests/support/mysql.hpp"
#include "tests/support/run_schema_cases.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

void compare(std::size_t part) {
  for_each_case<MysqlDatabase>("compare", mysql_dialect(), [](auto& one) { one.compare(); }, {part, 3});
}

}  // namespace

TEST_CASE("a database beside models gives the operations that make them agree, 1 of 3") { compare(0); }
TEST_CASE("a database beside models gives the operations that make them agree, 2 of 3") { compare(1); }
TEST_CASE("a database beside models gives the operations that make them agree, 3 of 3") { compare(2); }

TEST_CASE("rows go up and down with their tables") {
  for_each_case<MysqlDatabase>("roundtrip", mysql_dialect(), [](auto& one) { one.compare(); });
}
