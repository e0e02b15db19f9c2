// The cases of tests/cases/compare, batch and roundtrip that MySQL is named in.
#include "tests/support/mysql.hpp"
#include "tests/support/run_schema_cases.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

void compare(std::size_t part) {
  for_each_case<MysqlDatabase>("compare", mysql_dialect(), [](auto& one) { one.compare(); }, {part, 3});
}
void batch(std::size_t part) {
  for_each_case<MysqlDatabase>("batch", mysql_dialect(), [](auto& one) { one.batch(); }, {part, 2});
}

}  // namespace

TEST_CASE("a database beside models gives the operations that make them agree, 1 of 3") { compare(0); }
TEST_CASE("a database beside models gives the operations that make them agree, 2 of 3") { compare(1); }
TEST_CASE("a database beside models gives the operations that make them agree, 3 of 3") { compare(2); }

TEST_CASE("rows go up and down with their tables") {
  for_each_case<MysqlDatabase>("roundtrip", mysql_dialect(), [](auto& one) { one.compare(); });
}

TEST_CASE("batches leave the table, its rows and what hangs on it as they say, 1 of 2") { batch(0); }
TEST_CASE("batches leave the table, its rows and what hangs on it as they say, 2 of 2") { batch(1); }

TEST_CASE("what one of the two servers alone has") {
  const bool mariadb = MysqlDatabase().value("SELECT VERSION()").find("MariaDB") != std::string::npos;
  const std::string named = mariadb ? "mariadb" : "mysql-8";
  WARN("the server is called " << named << " in the cases: those of the other one are left out");
  for_each_case<MysqlDatabase>(
      "compare", mysql_dialect(), [](auto& one) { one.compare(); }, {}, named);
  for_each_case<MysqlDatabase>(
      "batch", mysql_dialect(), [](auto& one) { one.batch(); }, {}, named);
}
