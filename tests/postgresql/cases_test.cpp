// The cases of tests/cases/compare and roundtrip that PostgreSQL is named in.
#include "tests/support/postgresql.hpp"
#include "tests/support/run_schema_cases.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

void compare(std::size_t part) {
  for_each_case<PostgresqlDatabase>("compare", postgresql_dialect(), [](auto& one) { one.compare(); }, {part, 6});
}

}  // namespace

TEST_CASE("a database beside models gives the operations that make them agree, 1 of 6") { compare(0); }
TEST_CASE("a database beside models gives the operations that make them agree, 2 of 6") { compare(1); }
TEST_CASE("a database beside models gives the operations that make them agree, 3 of 6") { compare(2); }
TEST_CASE("a database beside models gives the operations that make them agree, 4 of 6") { compare(3); }
TEST_CASE("a database beside models gives the operations that make them agree, 5 of 6") { compare(4); }
TEST_CASE("a database beside models gives the operations that make them agree, 6 of 6") { compare(5); }

TEST_CASE("rows go up and down with their tables") {
  for_each_case<PostgresqlDatabase>("roundtrip", postgresql_dialect(), [](auto& one) { one.compare(); });
}
