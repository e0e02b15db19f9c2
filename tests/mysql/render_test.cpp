// The statements of operations, by what each server has: their text, what one ALTER joins, and what is refused.
#include "dialects/mysql/render.hpp"

#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/offline_sql.hpp"

using namespace migrate;
using namespace migrate::test;
using mysql::Server;

namespace {

constexpr Server mysql57{.mariadb = false, .version = 50740};
constexpr Server mysql80{.mariadb = false, .version = 80011};  // before checks and defaults that are expressions
constexpr Server mysql84{.mariadb = false, .version = 80400};
constexpr Server mysql97{.mariadb = false, .version = 90700};
constexpr Server maria105{.mariadb = true, .version = 100500};  // before RENAME COLUMN
constexpr Server maria1011{.mariadb = true, .version = 101100};
constexpr Server maria118{.mariadb = true, .version = 110800};

std::vector<Statement> statements_on(const Server& server, const Schema& before, const std::string& toml) {
  return statements_of(before, toml, [&](Connection& connection, std::span<const Operation> operations) {
    return mysql::render(connection, server, operations);
  });
}

std::string sql_on(const Server& server, const Schema& before, const std::string& toml) {
  std::string out;
  for (const auto& statement : statements_on(server, before, toml)) out += statement.sql + ";\n";
  return out;
}
std::string sql_on(const Server& server, const std::string& toml) { return sql_on(server, {}, toml); }

/// What is said where it is refused; "" where it is not.
std::string refusal_on(const Server& server, const Schema& before, const std::string& toml) {
  try {
    sql_on(server, before, toml);
  } catch (const Error& error) {
    return std::string(error.what()) + " | " + error.hint;
  }
  return {};
}

Type type_named(TypeKind kind, std::optional<int> length = {}) {
  Type out;
  out.kind = kind;
  out.length = length;
  return out;
}

/// hero (id, name varchar(20), age integer)
Schema heroes() {
  Schema out;
  auto& hero = out.tables.emplace_back();
  hero.name = "hero";
  hero.columns = {{.name = "id", .type = type_named(TypeKind::integer), .nullable = false},
                  {.name = "name", .type = type_named(TypeKind::varchar, 20)},
                  {.name = "age", .type = type_named(TypeKind::integer)}};
  hero.primary_key = PrimaryKey{.columns = {{.column = "id"}}};
  return out;
}

const std::string rename_age = R"toml(
[[upgrade]]
op = "alter_column"
table = "hero"
column = "age"
set = { name = "years" }
)toml";

std::string added(const std::string& column) {
  return "[[upgrade]]\nop = \"add_column\"\ntable = \"hero\"\ncolumn = " + column + "\n";
}
std::string indexed(const std::string& index) {
  return "[[upgrade]]\nop = \"create_index\"\ntable = \"hero\"\nindex = " + index + "\n";
}

std::string manners_on(const Server& server) {
  std::vector<std::string> out;
  for (const auto& statement : statements_on(server, heroes(), added("{ name = \"a\", type = \"integer\" }"))) {
    for (const auto& manner : statement.manners) out.push_back(manner.clause);
  }
  return join(out, " / ");
}

}  // namespace

TEST_CASE("changes of one table that follow each other are one ALTER") {
  CHECK(sql_on(maria1011, heroes(), added("{ name = \"a\", type = \"integer\" }") + R"toml(
[[upgrade]]
op = "alter_column"
table = "hero"
column = "name"
set = { type = "text", comment = "called" }
[[upgrade]]
op = "drop_column"
table = "hero"
column = "age"
[[upgrade]]
op = "create_index"
table = "hero"
index = { name = "ix_a", columns = ["a", { column = "name", length = 10 }] }
[[upgrade]]
op = "set_table_comment"
table = "hero"
from = ""
to = "all"
)toml") == R"sql(ALTER TABLE `hero`
    ADD COLUMN `a` int,
    MODIFY `name` text COMMENT 'called',
    DROP COLUMN `age`,
    ADD KEY `ix_a` (`a`, `name`(10)),
    COMMENT = 'all';
)sql");
}

TEST_CASE("a column that was touched, another table and what was just made begin another ALTER") {
  const auto two = added("{ name = \"a\", type = \"integer\" }") + R"toml(
[[upgrade]]
op = "alter_column"
table = "hero"
column = "a"
set = { type = "bigint" }
)toml";
  CHECK(sql_on(maria1011, heroes(), two) ==
        "ALTER TABLE `hero` ADD COLUMN `a` int;\n"
        "ALTER TABLE `hero` MODIFY `a` bigint;\n");
  const auto made = indexed("{ name = \"ix\", columns = [\"age\"] }") + R"toml(
[[upgrade]]
op = "rename_index"
table = "hero"
from = "ix"
to = "iy"
)toml";
  CHECK(statements_on(maria1011, heroes(), made).size() == 2);
}

TEST_CASE("an ALTER is tried at once, then in place, then as the server has it") {
  const std::string in_place = ", ALGORITHM=INPLACE, LOCK=NONE / ";
  CHECK(manners_on(mysql57) == in_place);
  CHECK(manners_on(mysql80) == in_place);
  CHECK(manners_on(mysql84) == ", ALGORITHM=INSTANT / " + in_place);
  CHECK(manners_on(maria105) == ", ALGORITHM=INSTANT / " + in_place);
  CHECK(manners_on(maria118) == ", ALGORITHM=INSTANT / " + in_place);
  const auto ways = statements_on(mysql84, heroes(), added("{ name = \"a\", type = \"integer\" }")).at(0).manners;
  CHECK(ways.at(0).way == "alter hero: at once (ALGORITHM=INSTANT)");
  CHECK(ways.at(2).way == "alter hero: copies the table, or locks it (ALGORITHM=COPY)");
}

TEST_CASE("partitions stand last, and their ALTER is run as it is") {
  const auto made = statements_on(maria1011, heroes(), R"toml(
[[upgrade]]
op = "set_table_options"
table = "hero"
from = {}
to = { mysql.partition_by = "HASH (`id`) PARTITIONS 2" }
[[upgrade]]
op = "alter_column"
table = "hero"
column = "age"
set = { nullable = false }
)toml");
  REQUIRE(made.size() == 1);
  CHECK(made[0].sql == "ALTER TABLE `hero` MODIFY `age` int NOT NULL\n    PARTITION BY HASH (`id`) PARTITIONS 2");
  CHECK(made[0].manners.empty());
}

TEST_CASE("names are in backticks, whatever is in them") {
  const auto made = [](const std::string& name) {
    return sql_on(maria1011, "[[upgrade]]\nop = \"create_table\"\ntable = " + name + "\ncolumns = [ { name = " + name +
                                 ", type = \"integer\" } ]\n");
  };
  CHECK(made("'a`b'") == "CREATE TABLE `a``b` (\n    `a``b` int\n);\n");
  CHECK(made("'a.b c'") == "CREATE TABLE `a.b c` (\n    `a.b c` int\n);\n");
  CHECK(made(R"toml('a"b é😀')toml") == "CREATE TABLE `a\"b é😀` (\n    `a\"b é😀` int\n);\n");
}

TEST_CASE("comments and defaults keep quotes, backslashes and line ends") {
  CHECK(sql_on(maria1011, heroes(),
               added(R"toml({ name = "a", type = "varchar(9)", comment = "it's \"a\" \\ b\nc" })toml")) ==
        "ALTER TABLE `hero` ADD COLUMN `a` varchar(9) COMMENT 'it''s \"a\" \\\\ b\nc';\n");
  CHECK(
      sql_on(maria1011, heroes(), added(R"toml({ name = "a", type = "varchar(9)", default = "'it''s \\\\'" })toml")) ==
      "ALTER TABLE `hero` ADD COLUMN `a` varchar(9) DEFAULT 'it''s \\\\';\n");
}

TEST_CASE("a default that is no constant stands in parentheses, where the server has such defaults") {
  const auto uuid = added(R"toml({ name = "a", type = "char(36)", default = "uuid()" })toml");
  const std::string sql = "ALTER TABLE `hero` ADD COLUMN `a` char(36) DEFAULT (uuid());\n";
  CHECK(sql_on(maria1011, heroes(), uuid) == sql);
  CHECK(sql_on(mysql84, heroes(), uuid) == sql);
  const std::string lacks = "has no expressions as defaults: uuid() | MySQL has them from 8.0.13, MariaDB from 10.2.1";
  CHECK(refusal_on(mysql57, heroes(), uuid) == "MySQL 5.7.40 " + lacks);
  CHECK(refusal_on(mysql80, heroes(), uuid) == "MySQL 8.0.11 " + lacks);
  for (const auto& text : {"5", "-1.5", "'x'", "CURRENT_TIMESTAMP", "now()", "CURRENT_TIMESTAMP(3)", "NULL", "x'61'"}) {
    INFO(text);
    const auto plain = added("{ name = \"a\", type = \"varchar(30)\", default = \"" + std::string(text) + "\" }");
    CHECK(sql_on(mysql57, heroes(), plain) ==
          "ALTER TABLE `hero` ADD COLUMN `a` varchar(30) DEFAULT " + std::string(text) + ";\n");
  }
  const auto text = added(R"toml({ name = "a", type = "text", default = "'x'" })toml");
  CHECK(sql_on(maria1011, heroes(), text) == "ALTER TABLE `hero` ADD COLUMN `a` text DEFAULT 'x';\n");
  CHECK(sql_on(mysql84, heroes(), text) == "ALTER TABLE `hero` ADD COLUMN `a` text DEFAULT ('x');\n");
  CHECK(refusal_on(mysql57, heroes(), text).find("has no expressions as defaults") != std::string::npos);
}

TEST_CASE("a column gets another name by RENAME COLUMN, where the server has it, and else by CHANGE") {
  for (const auto& server : {mysql84, mysql97, maria1011, maria118}) {
    CHECK(sql_on(server, heroes(), rename_age) == "ALTER TABLE `hero` RENAME COLUMN `age` TO `years`;\n");
  }
  for (const auto& server : {mysql57, maria105}) {
    CHECK(sql_on(server, heroes(), rename_age) == "ALTER TABLE `hero` CHANGE `age` `years` int;\n");
  }
}

TEST_CASE("on MySQL what names a column is said anew in the ALTER that renames it") {
  auto schema = heroes();
  auto& hero = schema.tables[0];
  hero.checks = {{.name = "ck", .expression = "`age` > 0"}};
  hero.columns.push_back({.name = "twice", .type = type_named(TypeKind::integer)});
  hero.columns.back().generated = Generated{"`age` * 2", false};
  CHECK(sql_on(maria1011, schema, rename_age) == "ALTER TABLE `hero` RENAME COLUMN `age` TO `years`;\n");
  CHECK(sql_on(mysql84, schema, rename_age) == R"sql(ALTER TABLE `hero`
    DROP CONSTRAINT `ck`,
    ADD CONSTRAINT `ck` CHECK (`years` > 0),
    MODIFY `twice` int GENERATED ALWAYS AS (`years` * 2) VIRTUAL,
    RENAME COLUMN `age` TO `years`;
)sql");
}

TEST_CASE("an index gets another name, or is made again where none can be renamed") {
  auto schema = heroes();
  schema.tables[0].indexes = {{.name = "ix", .columns = {{.column = "age"}}}};
  const std::string renamed = "[[upgrade]]\nop = \"rename_index\"\ntable = \"hero\"\nfrom = \"ix\"\nto = \"iy\"\n";
  CHECK(sql_on(mysql57, schema, renamed) == "ALTER TABLE `hero` RENAME INDEX `ix` TO `iy`;\n");
  CHECK(sql_on(maria105, schema, renamed) == "ALTER TABLE `hero`\n    DROP INDEX `ix`,\n    ADD KEY `iy` (`age`);\n");
}

TEST_CASE("checks are made where they are kept, and refused where they would be read and forgotten") {
  const std::string check = R"toml(
[[upgrade]]
op = "create_check"
table = "hero"
check = { name = "ck", expression = "age > 0" }
)toml";
  CHECK(sql_on(maria105, heroes(), check) == "ALTER TABLE `hero` ADD CONSTRAINT `ck` CHECK (age > 0);\n");
  for (const auto& server : {mysql57, mysql80}) {
    CHECK(refusal_on(server, heroes(), check).find("has no CHECK constraints: ck | MySQL has them from 8.0.16") !=
          std::string::npos);
  }
  auto schema = heroes();
  schema.tables[0].checks = {{.name = "ck", .expression = "age > 0"}};
  const std::string drop = "[[upgrade]]\nop = \"drop_constraint\"\ntable = \"hero\"\nname = \"ck\"\n";
  CHECK(sql_on({.mariadb = false, .version = 80016}, schema, drop) == "ALTER TABLE `hero` DROP CHECK `ck`;\n");
  CHECK(sql_on(mysql97, schema, drop) == "ALTER TABLE `hero` DROP CONSTRAINT `ck`;\n");
  CHECK(sql_on(maria1011, schema, drop) == "ALTER TABLE `hero` DROP CONSTRAINT `ck`;\n");
}

TEST_CASE("an index of an expression is made on MySQL, and on MariaDB the way round it is told") {
  const auto index = indexed(R"toml({ name = "ix", columns = [{ expression = "lower(name)" }, "age"] })toml");
  CHECK(sql_on(mysql84, heroes(), index) == "ALTER TABLE `hero` ADD KEY `ix` ((lower(name)), `age`);\n");
  CHECK(refusal_on(maria118, heroes(), index) ==
        "MariaDB 11.8.0 has no indexes on expressions | index a generated column that has the expression");
  CHECK(refusal_on(mysql57, heroes(), index) ==
        "MySQL 5.7.40 has no indexes on expressions | MySQL has them from 8.0.13");
}

TEST_CASE("indexes have an order, a beginning, a kind, a parser and a comment") {
  CHECK(sql_on(mysql84, heroes(),
               indexed(R"toml({ name = "ix", columns = [{ column = "age", order = "desc" }] })toml")) ==
        "ALTER TABLE `hero` ADD KEY `ix` (`age` DESC);\n");
  CHECK(sql_on(mysql84, heroes(),
               indexed(R"toml({ name = "ix", columns = ["name"], using = "fulltext", mysql.parser = "ngram" })toml")) ==
        "ALTER TABLE `hero` ADD FULLTEXT KEY `ix` (`name`) WITH PARSER `ngram`;\n");
  CHECK(sql_on(mysql84, heroes(), indexed(R"toml({ name = "ix", columns = ["age"], mysql.invisible = true })toml")) ==
        "ALTER TABLE `hero` ADD KEY `ix` (`age`) INVISIBLE;\n");
  CHECK(sql_on(maria1011, heroes(), indexed(R"toml({ name = "ix", columns = ["age"], mysql.ignored = true })toml")) ==
        "ALTER TABLE `hero` ADD KEY `ix` (`age`) IGNORED;\n");
  CHECK(refusal_on(mysql84, heroes(), indexed(R"toml({ name = "ix", columns = ["age"], where = "age > 1" })toml")) ==
        "MySQL 8.4.0 has no partial indexes: ix | leave `where` out, or index a generated column");
}

TEST_CASE("columns come where they are to stand, and do not show where they are not to") {
  CHECK(sql_on(maria1011, heroes(),
               added("{ name = \"a\", type = \"integer\", mysql.invisible = true }") + "insert_before = \"name\"\n") ==
        "ALTER TABLE `hero` ADD COLUMN `a` int INVISIBLE AFTER `id`;\n");
  CHECK(sql_on(maria1011, heroes(), added("{ name = \"a\", type = \"integer\" }") + "insert_before = \"id\"\n") ==
        "ALTER TABLE `hero` ADD COLUMN `a` int FIRST;\n");
}

TEST_CASE("rows get their value from a default that goes again, or are written") {
  CHECK(sql_on(mysql84, heroes(),
               added("{ name = \"a\", type = \"integer\", nullable = false }") + "backfill = \"7\"\n") ==
        "ALTER TABLE `hero` ADD COLUMN `a` int NOT NULL DEFAULT 7;\nALTER TABLE `hero` MODIFY `a` int NOT NULL;\n");
  CHECK(sql_on(mysql84, heroes(),
               added("{ name = \"a\", type = \"integer\", nullable = false }") + "backfill = \"id * 2\"\n") ==
        "ALTER TABLE `hero` ADD COLUMN `a` int;\nUPDATE `hero` SET `a` = id * 2;\n"
        "ALTER TABLE `hero` MODIFY `a` int NOT NULL;\n");
}

TEST_CASE("the empty text that a column comes back with is a value of its type") {
  const auto back = [](const std::string& type) {
    const auto sql =
        sql_on(maria1011, heroes(),
               added("{ name = \"a\", type = \"" + type + "\", nullable = false }") + "backfill = \"''\"\n");
    const auto begin = sql.find(" DEFAULT ");
    return begin == sql.npos ? "" : sql.substr(begin + 9, sql.find(';') - begin - 9);
  };
  CHECK(back("varchar(9)") == "''");
  CHECK(back("mysql:enum('it''s','b')") == "'it''s'");
  CHECK(back("mysql:set('a')") == "''");
  CHECK(back("mysql:int unsigned") == "0");
  CHECK(back("mysql:decimal(5,2) unsigned") == "0");
  CHECK(back("mysql:year") == "1970");
  CHECK(back("mysql:datetime(6)") == "'1970-01-02 00:00:00'");
  CHECK(back("mysql:time(3)") == "'00:00:00'");
  CHECK(back("mysql:inet6") == "'::'");
}

TEST_CASE("a foreign key has its targets, and what other databases have of them is refused") {
  const auto key = [](const std::string& more) {
    return "[[upgrade]]\nop = \"create_foreign_key\"\ntable = \"hero\"\nforeign_key = { name = \"fk\", columns = "
           "[\"age\"], references = \"hero\"" +
           more + " }\n";
  };
  CHECK(sql_on(maria1011, heroes(), key(", on_delete = \"set null\", on_update = \"cascade\"")) ==
        "ALTER TABLE `hero` ADD CONSTRAINT `fk` FOREIGN KEY (`age`) REFERENCES `hero` (`id`) ON DELETE SET NULL ON "
        "UPDATE CASCADE;\n");
  CHECK(refusal_on(maria1011, heroes(), key(", deferrable = true")) ==
        "MariaDB 10.11.0 has no deferrable constraints: fk | leave deferrable and initially out");
  CHECK(refusal_on(maria1011, heroes(), key(", on_delete = \"set default\"")) ==
        "MariaDB 10.11.0 has no SET DEFAULT of foreign keys: fk | have set null, cascade or restrict");
}

TEST_CASE("what only one of the servers has is refused by the other, by name") {
  const std::string sequence = "[[upgrade]]\nop = \"create_sequence\"\nsequence = { name = \"s\", start = 5 }\n";
  CHECK(sql_on(maria1011, sequence) == "CREATE SEQUENCE `s` START WITH 5;\n");
  CHECK(refusal_on(mysql84, {}, sequence).find("MySQL 8.4.0 has no sequences") == 0);
  const auto uuid = added("{ name = \"a\", type = \"uuid\" }");
  CHECK(sql_on(maria1011, heroes(), uuid) == "ALTER TABLE `hero` ADD COLUMN `a` uuid;\n");
  CHECK(sql_on(mysql84, heroes(), uuid) == "ALTER TABLE `hero` ADD COLUMN `a` char(32);\n");
}

TEST_CASE("in a script on a table that SQL has made, a foreign key takes its own index along where that can be said") {
  const std::string drop = R"toml(
[[upgrade]]
op = "drop_constraint"
table = "made_by_sql"
foreign_key = { name = "fk", columns = ["a"], references = "hero", target = ["id"] }
)toml";
  Schema empty;
  const auto rendered = [&](const Server& server) {
    OfflineConnection connection(empty);
    const auto operations = operations_of(drop);
    return mysql::render(connection, server, operations).statements.at(0).sql;
  };
  CHECK(rendered(maria1011) == "ALTER TABLE `made_by_sql`\n    DROP FOREIGN KEY `fk`,\n    DROP INDEX IF EXISTS `fk`");
  CHECK(rendered(mysql84) == "ALTER TABLE `made_by_sql` DROP FOREIGN KEY `fk`");
}
