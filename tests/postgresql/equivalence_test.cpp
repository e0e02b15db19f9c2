// What the server is asked, and what it answers: texts that only PostgreSQL itself can compare.
#include "dialects/postgresql/equivalence.hpp"

#include "src/base/text.hpp"
#include "src/schema/read_toml.hpp"
#include "tests/postgresql/compared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/descriptions.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

using Texts = std::vector<std::string>;

Texts differences(PostgresqlDatabase& database, const std::string& models, Texts* notes = nullptr) {
  const auto found = compared(database, models);
  if (notes) *notes = found.notes;
  return descriptions(found.upgrade);
}

Texts differences(const std::string& script, const std::string& models, Texts* notes = nullptr) {
  PostgresqlDatabase database;
  database.run(script);
  auto out = differences(database, models, notes);
  CHECK(database.value("SELECT count(*) FROM pg_class WHERE relname LIKE 'migrate_probe%'") == "0");
  return out;
}

}  // namespace

TEST_CASE("the server says when two texts are one") {
  CHECK(differences(
            "CREATE TABLE t (a timestamptz DEFAULT '2020-01-01', b interval DEFAULT '24 hours', c int[] DEFAULT "
            "ARRAY[]::int[], d bit(3) DEFAULT B'101', e text DEFAULT ('a' || 'b'), f numeric(5,1), g timestamp "
            "DEFAULT (now() AT TIME ZONE 'utc'), h text GENERATED ALWAYS AS (left(e, 3)) STORED, CHECK (f * 2 > 1), "
            "CHECK (e SIMILAR TO 'a%'), CHECK (substring(e from 2 for 1) <> 'x'));"
            "CREATE INDEX i ON t ((f / 2), trim(both 'x' from e)) WHERE f * 2 > 3 AND e IN ('a', 'b')",
            R"toml([[table]]
name = "t"
columns = [
  { name = "a", type = "timestamptz", default = "timestamp with time zone '2020-01-01'" },
  { name = "b", type = "interval", default = "INTERVAL '1' DAY * 0 + '24 hours'" },
  { name = "c", type = "postgresql:int[]", default = "'{}'::integer[]" },
  { name = "d", type = "postgresql:bit(3)", default = "b'101'" },
  { name = "e", type = "text", default = "'a' || 'b'" },
  { name = "f", type = "numeric(5,1)" },
  { name = "g", type = "timestamp", default = "timezone('utc', now())" },
  { name = "h", type = "text", generated = { expression = "\"left\"(e, 3)", stored = true } },
]
indexes = [{ name = "i", columns = [{ expression = "f/2" }, { expression = "trim(both 'x' from e)" }], where = "f*2 > 3 and e in ('a','b')" }]
checks = [
  { expression = "f * 2 > 1" },
  { expression = "e similar to 'a%'" },
  { expression = "substring(e from 2 for 1) <> 'x'" },
]
)toml") == Texts{"change t.b: default '24:00:00'::interval to INTERVAL '1' DAY * 0 + '24 hours'",
                 "change t.c: default ARRAY[]::integer[] to '{}'::integer[]",
                 "change t.g: default (now() AT TIME ZONE 'utc'::text) to timezone('utc', now())"});
}

TEST_CASE("a mistake in a model is told, and spoils no other comparison") {
  Texts notes;
  CHECK(differences(
            "CREATE TABLE t (a int DEFAULT 1 + 1, b text, CONSTRAINT c1 CHECK (a + 1 > 2), CONSTRAINT c2 CHECK (b || "
            "'x' <> 'y'), CONSTRAINT c3 CHECK (a <> 3)); CREATE TABLE u (a interval DEFAULT '24 hours')",
            R"toml([[table]]
name = "t"
columns = [{ name = "a", type = "integer", default = "1 + oops" }, { name = "b", type = "text" }]
checks = [
  { name = "c1", expression = "agee + 1 > 2" },
  { name = "c2", expression = "concat(b, 'x'::text COLLATE \"default\") <> 'y'" },
  { name = "c3", expression = "a != 3" },
]
[[table]]
name = "u"
columns = [{ name = "a", type = "interval", default = "'1 day 0 hours'::interval - '1 day' + '24 hours'" }]
)toml",
            &notes)
            .size() == 6);
  CHECK(notes ==
        Texts{"table t, the default of a, 1 + oops: PostgreSQL says: cannot use column reference in DEFAULT expression",
              "table t, 'agee + 1 > 2': PostgreSQL says: column \"agee\" does not exist"});
}

TEST_CASE("a default that is a value which the enum is going to have is no mistake") {
  Texts notes;
  CHECK(differences("CREATE TYPE role AS ENUM ('a'); CREATE TABLE t (a role DEFAULT 'a')", R"toml([[enum]]
name = "role"
values = ["a", "b"]
[[table]]
name = "t"
columns = [{ name = "a", type = "enum(role)", default = "'b'" }]
)toml",
                    &notes) == Texts{"change the values of enum role", "change t.a: default 'a'::role to 'b'"});
  CHECK(notes.empty());
}

TEST_CASE("an account that may make no temporary tables compares texts, and is told") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TABLE t (a interval DEFAULT '24 hours', b int DEFAULT 5); DROP ROLE IF EXISTS migrate_reader; CREATE "
      "ROLE migrate_reader; REVOKE TEMP ON DATABASE " +
      database.url.database + " FROM public");
  ConnectOptions options;
  options.role = "migrate_reader";
  database.connection = postgresql_dialect().connect(database.url, options);
  Texts notes;
  CHECK(differences(database, R"toml([[table]]
name = "t"
columns = [{ name = "a", type = "interval", default = "'24 hours'" }, { name = "b", type = "integer", default = "'5'" }]
)toml",
                    &notes)
            .size() == 1);
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].find("GRANT TEMPORARY ON DATABASE") != std::string::npos);
  database.connection = postgresql_dialect().connect(database.url, {});
  database.run("DROP ROLE migrate_reader");
}

TEST_CASE("identity, serial and a sequence of one's own all number the rows of a model that asks for no more") {
  const std::string models = R"toml([[table]]
name = "t"
columns = [{ name = "id", type = "integer", nullable = false, identity = true }]
primary_key = { columns = ["id"] }
)toml";
  CHECK(differences("CREATE TABLE t (id serial PRIMARY KEY)", models).empty());
  CHECK(differences("CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY)", models).empty());
  CHECK(differences("CREATE TABLE old (id serial PRIMARY KEY); ALTER TABLE old RENAME TO t", models).empty());
  CHECK(
      differences(
          "CREATE SEQUENCE s; CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval('s')); ALTER SEQUENCE s OWNED BY t.id",
          models)
          .empty());
  CHECK(differences("CREATE TABLE t (id int PRIMARY KEY)", models) == Texts{"change t.id: identity"});
  CHECK_FALSE(differences("CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)", models).empty());
  CHECK_FALSE(differences("CREATE TABLE t (id serial PRIMARY KEY)",
                          replace_all(models, "identity = true", "identity = true, postgresql.serial = false"))
                  .empty());
}

TEST_CASE("partitions of which the models name none are left alone") {
  const std::string script =
      "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 "
      "PARTITION OF p FOR VALUES IN (2)";
  const std::string parent =
      "[[table]]\nname = \"p\"\ncolumns = [{ name = \"a\", type = \"integer\" }]\noptions = { postgresql.partition_by "
      "= "
      "\"list (a)\" }\n";
  const std::string child =
      "[[table]]\nname = \"p1\"\ncolumns = [{ name = \"a\", type = \"integer\" }]\noptions = { postgresql.partition_of "
      "= "
      "\"p\", postgresql.partition_bound = \"FOR VALUES IN (1)\" }\n";
  CHECK(differences(script, parent).empty());
  CHECK(differences(script, child + parent) == Texts{"drop table p2"});
  CHECK(differences("SELECT 1", child + parent) == Texts{"create table p", "create table p1"});
}

TEST_CASE("the default schema is the same whether models name it or not") {
  CHECK(
      differences(
          "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e DEFAULT 'a', b interval DEFAULT '24 hours', CHECK (b * 2 > "
          "'1 hour'))",
          R"toml([[enum]]
name = "e"
schema = "public"
values = ["a"]
[[table]]
name = "t"
schema = "public"
columns = [{ name = "a", type = "enum(public.e)", default = "'a'::public.e" }, { name = "b", type = "interval", default = "'24 hours'" }]
checks = [{ expression = "b * 2 > '1 hour'" }]
)toml")
          .empty());
}
