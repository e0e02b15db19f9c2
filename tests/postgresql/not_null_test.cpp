// NOT NULL as a constraint of its own, with a name, NOT VALID and NO INHERIT: PostgreSQL has that from version 18 on.
// MIGRATE_TEST_POSTGRESQL_PROGRAMS (the folder of another version's programs) or MIGRATE_TEST_POSTGRESQL_URL names one.
#include "src/operations/describe.hpp"
#include "src/schema/read_toml.hpp"
#include "tests/postgresql/compared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

using Lines = std::vector<std::string>;

bool has_not_nulls(PostgresqlDatabase& database) {
  if (database.value("SELECT current_setting('server_version_num')::int >= 180000") == "t") return true;
  WARN("this is PostgreSQL before 18: NOT NULL with a name was not tried (MIGRATE_TEST_POSTGRESQL_PROGRAMS)");
  return false;
}

Lines not_nulls(PostgresqlDatabase& database) {
  return database.texts(
      "SELECT conname, convalidated, connoinherit FROM pg_constraint WHERE contype = 'n' AND conrelid IN (SELECT oid "
      "FROM pg_class WHERE relname = 't')");
}

/// What the models ask for, up, down and up.
void there_and_back(PostgresqlDatabase& database, const std::string& columns, const Lines& wanted) {
  const auto before = database.schema();
  const auto held = not_nulls(database);
  const auto found = compared_columns(database, columns);
  CHECK(!found.empty());
  for (int i = 0; i < 2; ++i) {
    database.apply(found.upgrade);
    CHECK(not_nulls(database) == wanted);
    for (const auto& left : compared_columns(database, columns).upgrade) FAIL_CHECK(describe(left));
    if (i == 1) return;
    database.apply(found.downgrade);
    CHECK(not_nulls(database) == held);
    CHECK(database.schema() == before);
  }
}

const std::string with_all = R"({ name = "id", type = "integer" },
  { name = "v", type = "integer", nullable = false, postgresql.not_null_name = "nn_v", postgresql.not_null_not_valid = true },
  { name = "w", type = "integer", nullable = false, postgresql.not_null_name = "nn_w", postgresql.not_null_no_inherit = true },
  { name = "x", type = "integer", nullable = false })";

}  // namespace

TEST_CASE("NOT NULL that is not valid or not inherited is made over rows with NULL, and taken back") {
  PostgresqlDatabase database;
  if (!has_not_nulls(database)) return;
  database.run("CREATE TABLE t (id int, v int, w int, x int); INSERT INTO t VALUES (1, NULL, 2, 3)");
  there_and_back(database, with_all, {"nn_v|f|f", "nn_w|t|t", "t_x_not_null|t|f"});
}

TEST_CASE("a new table, and new columns of one with rows, have such a NOT NULL") {
  PostgresqlDatabase database;
  if (!has_not_nulls(database)) return;
  there_and_back(database, with_all, {"nn_v|f|f", "nn_w|t|t", "t_x_not_null|t|f"});
  PostgresqlDatabase other;
  other.run("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
  there_and_back(other, R"({ name = "id", type = "integer" },
    { name = "v", type = "integer", nullable = false, default = "7", postgresql.not_null_name = "nn_v" })",
                 {"nn_v|t|f"});
}

TEST_CASE("what a NOT NULL says of itself changes, and a table that is dropped comes back with it") {
  PostgresqlDatabase database;
  if (!has_not_nulls(database)) return;
  const std::string made =
      "CREATE TABLE t (id int, v int, w int, x int NOT NULL); ALTER TABLE t ADD CONSTRAINT nn_v NOT NULL v NOT VALID; "
      "ALTER TABLE t ADD CONSTRAINT nn_w NOT NULL w NO INHERIT";
  database.run(made);
  CHECK(compared_columns(database, with_all).empty());
  there_and_back(database, R"({ name = "id", type = "integer" },
    { name = "v", type = "integer", nullable = false },
    { name = "w", type = "integer", nullable = false, postgresql.not_null_name = "other" },
    { name = "x", type = "integer", nullable = false, postgresql.not_null_not_valid = true })",
                 {"nn_v|t|f", "other|t|f", "t_x_not_null|f|f"});
  PostgresqlDatabase other;
  other.run(made);
  there_and_back(other, "", {});
}

TEST_CASE("values that a NOT NULL does not allow are shown before it is validated") {
  PostgresqlDatabase database;
  if (!has_not_nulls(database)) return;
  database.run(
      "CREATE TABLE t (v int); INSERT INTO t VALUES (NULL); ALTER TABLE t ADD CONSTRAINT nn_v NOT NULL v NOT VALID");
  const auto found = compared_columns(database, R"({ name = "v", type = "integer", nullable = false })");
  CHECK(contains(refusal_of_operations(database, found.upgrade), "allow no NULL"));
}

TEST_CASE("before PostgreSQL 18 a NOT NULL has no name, and none that is not valid is to be had") {
  PostgresqlDatabase database;
  if (database.value("SELECT current_setting('server_version_num')::int >= 180000") == "t") return;
  database.run("CREATE TABLE t (v int NOT NULL)");
  CHECK(compared_columns(database,
                         R"({ name = "v", type = "integer", nullable = false, postgresql.not_null_name = "nn" })")
            .empty());
  try {
    compared_columns(database, with_all);
    FAIL_CHECK("nothing was refused");
  } catch (const Error& error) {
    REQUIRE(error.details.size() == 2);
    CHECK(error.details[0].starts_with("table t, column v: PostgreSQL before 18 has no NOT NULL that is NOT VALID"));
    CHECK(error.details[1].starts_with("table t, column w: PostgreSQL before 18 has no NOT NULL that is NO INHERIT"));
  }
  Column column{.name = "v"};
  column.nullable = false;
  column.options["postgresql.not_null_not_valid"] = true;
  CHECK(contains(refusal_of_operations(database, {{AddColumn{{"t", ""}, column, {}, {}, {}}, {}}}),
                 "PostgreSQL before 18"));
}
