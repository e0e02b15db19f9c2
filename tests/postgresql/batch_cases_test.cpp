// The cases of tests/cases/batch that PostgreSQL is named in.
#include "tests/support/postgresql.hpp"
#include "tests/support/run_schema_cases.hpp"

using namespace migrate;
using namespace migrate::test;

TEST_CASE("batches leave the table, its rows and what hangs on it as they say") {
  for_each_case<PostgresqlDatabase>("batch", postgresql_dialect(), [](auto& one) { one.batch(); });
}
