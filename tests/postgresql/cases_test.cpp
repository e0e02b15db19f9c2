// The cases of tests/cases/compare and roundtrip that PostgreSQL is named in.
#include "tests/support/postgresql.hpp"
#include "tests/support/run_schema_cases.hpp"

using namespace migrate;
using namespace migrate::test;

TEST_CASE("a PostgreSQL database beside models gives the operations that make them agree, and their way back") {
  for_each_case<PostgresqlDatabase>("compare", postgresql_dialect(), [](auto& one) { one.compare(); });
}
