// Types that change, of columns and of the elements of arrays: what PostgreSQL converts by itself, what is converted
// for it, and what somebody has to say: all of that when the revision is written.
#include <algorithm>

#include "src/schema/read_toml.hpp"
#include "tests/postgresql/compared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

using Lines = std::vector<std::string>;

std::string types(PostgresqlDatabase& database) {
  return database.value(
      "SELECT string_agg(format_type(atttypid, atttypmod), ', ' ORDER BY attname) FROM pg_attribute WHERE attrelid = "
      "'t'::regclass AND attnum > 0 AND NOT attisdropped");
}

}  // namespace

TEST_CASE("arrays change as their elements would, whatever these are called and however deep they lie") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE state AS ENUM ('ok', 'sad', 'odd'); CREATE DOMAIN size AS "
      "integer CHECK (VALUE > 0); CREATE DOMAIN tag AS varchar(30); CREATE DOMAIN tags AS text[];"
      "CREATE TABLE t (a varchar(30)[], b text[], c integer[], d numeric(8,2)[], e mood[], f mood[], g integer[], h "
      "tag[], i text[], j boolean[], k integer[], l text[], m text[], n inet[]);"
      "INSERT INTO t VALUES ('{a,b}', '{{x,y},{z,NULL}}', '{1,2}', '{1.25}', '{ok}', '{sad}', '{4}', '{q}', '{r}', "
      "'{t,f}', '{0,1}', '{7,8}', '{ok}', '{10.0.0.1}')");
  const auto before = types(database);
  const auto found = compared_columns(database, R"(
    { name = "a", type = "postgresql:text[]" }, { name = "b", type = "postgresql:varchar(40)[][]" },
    { name = "c", type = "postgresql:text[]" }, { name = "d", type = "postgresql:numeric(12,4)[]" },
    { name = "e", type = "postgresql:text[]" }, { name = "f", type = "postgresql:state[]" },
    { name = "g", type = "postgresql:size[]" }, { name = "h", type = "postgresql:text[]" },
    { name = "i", type = "postgresql:tags" }, { name = "j", type = "postgresql:integer[]" },
    { name = "k", type = "postgresql:boolean[]" }, { name = "l", type = "postgresql:bigint[]" },
    { name = "m", type = "postgresql:mood[]" }, { name = "n", type = "postgresql:text[]" })",
                                      "[[enum]]\nname = \"mood\"\nvalues = [\"sad\", \"ok\"]\n[[enum]]\nname = "
                                      "\"state\"\nvalues = [\"ok\", \"sad\", \"odd\"]\n");
  database.apply(found.upgrade);
  CHECK(types(database) ==
        "text[], character varying(40)[], text[], numeric(12,4)[], text[], state[], size[], text[], tags, integer[], "
        "boolean[], bigint[], mood[], text[]");
  CHECK(database.lines("SELECT * FROM t") ==
        Lines{"{a,b}|{{x,y},{z,NULL}}|{1,2}|{1.2500}|{ok}|{sad}|{4}|{q}|{r}|{1,0}|{f,t}|{7,8}|{ok}|{10.0.0.1/32}"});
  database.apply(found.downgrade);
  CHECK(types(database) == before);
  CHECK(database.lines("SELECT * FROM t") ==
        Lines{"{a,b}|{{x,y},{z,NULL}}|{1,2}|{1.25}|{ok}|{sad}|{4}|{q}|{r}|{t,f}|{0,1}|{7,8}|{ok}|{10.0.0.1}"});
}

TEST_CASE("an element that would not survive is shown with its row") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (a numeric(8,2)[], b text[]); INSERT INTO t VALUES ('{{1.20},{1.25}}', '{1,x7}')");
  const auto rounded = compared_columns(database, R"(
    { name = "a", type = "postgresql:numeric(8,1)[]" }, { name = "b", type = "postgresql:text[]" })");
  CHECK(contains(refusal_of_operations(database, rounded.upgrade), "a = '{{1.20},{1.25}}' in "));
  const auto read = compared_columns(database, R"(
    { name = "a", type = "postgresql:numeric(8,2)[]" }, { name = "b", type = "postgresql:integer[]" })");
  CHECK(contains(refusal_of_operations(database, read.upgrade), "b = '{1,x7}' in "));
}

TEST_CASE("all conversions that need a word are told when the revision is written, for both directions") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (a text, b text, c integer, d integer, e bit(3), f "
      "point, "
      "g timestamp, h mood, i integer[], j varchar(9)); INSERT INTO t VALUES ('12', '2020-02-03', 1, 5, '101', "
      "'(1,2)', "
      "'2020-01-01', 'ok', '{1}', '10.0.0.1')");
  const auto found = compared_columns(database, R"(
    { name = "a", type = "integer" }, { name = "b", type = "date" }, { name = "c", type = "boolean" },
    { name = "d", type = "bigint" }, { name = "e", type = "integer" }, { name = "f", type = "integer" },
    { name = "g", type = "timestamptz" }, { name = "h", type = "text" }, { name = "i", type = "text" },
    { name = "j", type = "postgresql:inet" })");
  const Lines expected{
      R"(t.a: text to integer, upgrade: done with using = "a::integer", and refused for values that would not survive;)",
      R"(t.b: text to date, upgrade: done with using = "b::date", and refused)",
      R"(t.c: integer to boolean, upgrade: done with using = "c <> 0", and refused)",
      R"(t.e: bit(3) to integer, upgrade: PostgreSQL does not convert that by itself, and the upgrade is refused until)",
      R"(t.f: point to integer, upgrade: PostgreSQL does not convert that by itself)",
      R"(t.g: timestamp to timestamptz, upgrade: with rows there, the alter_column of the upgrade needs using = "g AT)",
      R"(t.j: varchar(9) to inet, upgrade: done with using = "j::inet"; where)",
      R"(t.i: text to integer[], downgrade: done with using = "i::integer[]"; where)",
      R"(t.h: text to mood, downgrade: done with using = "h::text::mood", and refused)",
      R"(t.g: timestamptz to timestamp, downgrade: with rows there, the alter_column of the downgrade needs using = "g)",
      R"(t.f: integer to point, downgrade: PostgreSQL does not convert that by itself)",
      R"(t.e: integer to bit(3), downgrade: PostgreSQL does not convert that by itself)",
      R"(t.c: boolean to integer, downgrade: done with using = "c::integer"; where)",
  };
  CHECK(found.notes.size() == expected.size());
  for (std::size_t i = 0; i < std::min(found.notes.size(), expected.size()); ++i) {
    CHECK(found.notes[i].substr(0, expected[i].size()) == expected[i]);
  }
  CHECK(contains(refusal_of_operations(database, found.upgrade), "t.e: bit(3) to integer"));
  CHECK(contains(refusal_of_operations(database, found.upgrade), "t.f: point to integer"));
}
