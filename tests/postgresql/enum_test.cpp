// Changes of enum types with rows, defaults, checks and indexes on them.
#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

using Lines = std::vector<std::string>;

Enum role(std::vector<std::string> values) { return {.name = "role", .values = std::move(values)}; }

Operation alter(std::vector<std::string> from, std::vector<std::string> to,
                std::map<std::string, std::string> renamed = {}) {
  return {AlterEnum{role(std::move(from)), role(std::move(to)), std::move(renamed)}, {}};
}

const std::string users =
    "CREATE TYPE role AS ENUM ('guest', 'member', 'leader'); CREATE TABLE hero (id int, role role NOT NULL DEFAULT "
    "'member' CONSTRAINT ck CHECK (role <> 'guest'), roles role[] DEFAULT '{leader}'); CREATE INDEX ix ON hero (id) "
    "WHERE "
    "role = 'leader'; COMMENT ON INDEX ix IS 'leaders'; CREATE INDEX ix_role ON hero (role); INSERT INTO hero VALUES "
    "(1, "
    "'member', '{member}'), (2, 'leader', NULL);";

}  // namespace

TEST_CASE("values are added in their places and renamed where they stand") {
  PostgresqlDatabase database;
  database.run(users);
  database.apply(
      {alter({"guest", "member", "leader"}, {"none", "guest", "user", "new", "leader", "last"}, {{"member", "user"}})});
  CHECK(database.statements == Lines{"ALTER TYPE role RENAME VALUE 'member' TO 'user'",
                                     "ALTER TYPE role ADD VALUE IF NOT EXISTS 'none' BEFORE 'guest'",
                                     "ALTER TYPE role ADD VALUE IF NOT EXISTS 'new' AFTER 'user'",
                                     "ALTER TYPE role ADD VALUE IF NOT EXISTS 'last'"});
  CHECK(database.schema().enums.front().values == Lines{"none", "guest", "user", "new", "leader", "last"});
  CHECK(database.texts("SELECT id, role FROM hero") == Lines{"1|user", "2|leader"});
}

TEST_CASE("a new value that the revision goes on to use is added outside its transaction") {
  const auto add = alter({"a"}, {"a", "b's"});
  const Operation uses{Execute{{{"default", "UPDATE hero SET role = 'b''s'"}}, {}}, {}};
  const Operation other{Execute{{{"default", "UPDATE hero SET role = 'a'"}}, {}}, {}};
  Operation rows{BulkInsert{{"hero", ""}, {{{"role", std::string("b's")}}}, {}}, {}};
  const auto outside = [&](const Operation& next) {
    return postgresql_dialect().outside_transaction(add, std::span(&next, 1));
  };
  CHECK(outside(uses));
  CHECK(outside(rows));
  CHECK(!outside(other));
}

TEST_CASE("a value goes with everything on the type as it was") {
  PostgresqlDatabase database;
  database.run(users);
  database.run("ALTER TABLE hero DROP CONSTRAINT ck");
  const auto before = database.schema();
  database.apply({alter({"guest", "member", "leader"}, {"leader", "member"})});
  const auto now = database.schema();
  CHECK(now.tables == before.tables);
  CHECK(now.enums.front().values == Lines{"leader", "member"});
  CHECK(database.texts("SELECT id, role, roles FROM hero ORDER BY role") ==
        Lines{"1|member|{member}", "2|leader|NULL"});
}

TEST_CASE("the order of values changes, and the tables stay as they were") {
  PostgresqlDatabase database;
  database.run(users);
  const auto before = database.schema();
  database.apply({alter({"guest", "member", "leader"}, {"leader", "guest", "member"})});
  const auto now = database.schema();
  CHECK(now.enums.front().values == Lines{"leader", "guest", "member"});
  CHECK(now.tables == before.tables);
  CHECK(database.rows_of("hero") == Lines{"1|member|{member}", "2|leader|NULL"});
}

TEST_CASE("a value that rows have does not go, nor one of a type that a view uses") {
  PostgresqlDatabase database;
  database.run(users);
  const auto refused = [&](const Operation& operation) {
    try {
      database.apply({operation});
    } catch (const Error& error) {
      std::string out = error.what();
      for (const auto& line : error.details) out += "\n" + line;
      return out;
    }
    return std::string("nothing was refused");
  };
  CHECK(refused(alter({"guest", "member", "leader"}, {"member", "leader"})) ==
        "enum role cannot lose the value 'guest', which this has: ALTER TABLE hero ADD CONSTRAINT ck CHECK ((role <> "
        "'guest'::role))");
  CHECK(refused(alter({"guest", "member", "leader"}, {"guest", "leader"})) ==
        "enum role cannot lose the value 'member', which this has: ALTER TABLE hero ALTER COLUMN role SET DEFAULT "
        "'member'::role");
  database.run("ALTER TABLE hero ALTER role DROP DEFAULT");
  CHECK(refused(alter({"guest", "member", "leader"}, {"guest", "leader"})) ==
        "table hero: column role still has values that enum role is to lose\n1 row\nrole = member in "
        "(1,member,{member})");
  database.run("ALTER TABLE hero DROP CONSTRAINT ck; CREATE VIEW leaders AS SELECT id FROM hero WHERE role = 'leader'");
  CHECK(refused(alter({"guest", "member", "leader"}, {"member", "leader"})) ==
        "enum role cannot lose or reorder values: it is used by view leaders");
}
