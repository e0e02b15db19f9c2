#include "dialects/sqlite/equivalence.hpp"

#include "src/autogenerate/compare_table.hpp"
#include "src/schema/type_text.hpp"
#include "tests/sqlite/short.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;
using migrate::test::column_of_type;

namespace {

const SqliteEquivalence rules;

Column typed(std::string_view type, bool identity = false) { return column_of_type("c", type, identity); }

bool same_type(std::string_view current, std::string_view wanted) {
  return rules.same_type({}, typed(current), typed(wanted));
}

bool same_default(std::optional<std::string> current, std::optional<std::string> wanted,
                  std::string_view type = "integer") {
  Column a = typed(type), b = typed(type);
  a.default_sql = std::move(current);
  b.default_sql = std::move(wanted);
  CHECK(rules.same_default({}, b, a) == rules.same_default({}, a, b));
  return rules.same_default({}, a, b);
}

bool same(std::string_view current, std::string_view wanted) { return rules.same_expression({}, current, wanted); }

}  // namespace

TEST_CASE("names are found in any case") { CHECK(rules.key("HeroTeam") == rules.key("heroteam")); }

TEST_CASE("types are the same when SQLite is told the same") {
  CHECK(same_type("varchar(50)", "varchar(50)"));
  CHECK(same_type("char(32)", "uuid"));
  CHECK(same_type("timestamp", "timestamptz"));
  CHECK(same_type("timestamp", "interval"));
  CHECK(same_type("sqlite:VARCHAR( 50 )", "varchar(50)"));
  CHECK(same_type("sqlite:MEDIUMINT", "sqlite:mediumint"));
  CHECK(same_type("sqlite:unsigned  big int", "sqlite:UNSIGNED BIG INT"));
  CHECK(same_type("sqlite:", "sqlite:"));
}

TEST_CASE("types of one affinity are different where their words are") {
  CHECK_FALSE(same_type("varchar(20)", "varchar(50)"));
  CHECK_FALSE(same_type("varchar(20)", "text"));
  CHECK_FALSE(same_type("integer", "bigint"));
  CHECK_FALSE(same_type("numeric(10,2)", "numeric(12,2)"));
  CHECK_FALSE(same_type("sqlite:", "text"));
  CHECK_FALSE(same_type("blob", "sqlite:"));
  CHECK_FALSE(same_type("text", "postgresql:text"));
}

TEST_CASE("synonyms are the same: INT and INTEGER, FLOAT and DOUBLE") {
  CHECK(same_type("sqlite:INT", "integer"));
  CHECK(same_type("sqlite:FLOAT", "double"));
  CHECK(same_type("sqlite:DOUBLE PRECISION", "double"));
  CHECK(same_type("real", "double"));
  CHECK(same_type("sqlite:FLOAT(53)", "double"));
  CHECK(same_type("sqlite:DECIMAL(10, 2)", "numeric(10,2)"));
  CHECK(same_type("sqlite:decimal(10,0)", "numeric(10)"));
  CHECK(same_type("sqlite:CHARACTER VARYING(20)", "varchar(20)"));
  CHECK(same_type("sqlite:NVARCHAR(20)", "varchar(20)"));
  CHECK(same_type("sqlite:TIMESTAMP", "timestamp"));
  CHECK(same_type("sqlite:BOOL", "boolean"));
  CHECK(same_type("sqlite:INT8", "bigint"));
  CHECK(same_type("sqlite:UUID", "uuid"));
  CHECK_FALSE(same_type("sqlite:UUID", "char(32)"));
  CHECK_FALSE(same_type("sqlite:INT8", "integer"));
  CHECK_FALSE(same_type("sqlite:TIMESTAMP", "date"));
}

TEST_CASE("INT and INTEGER are different where one of them is the rowid") {
  CHECK_FALSE(rules.same_type({}, typed("sqlite:INT"), typed("integer", true)));
  CHECK(rules.same_type({}, typed("integer", true), typed("integer", true)));
  CHECK(rules.same_identity({}, typed("integer", true), typed("integer", true)));
  CHECK_FALSE(rules.same_identity({}, typed("bigint"), typed("integer", true)));
}

TEST_CASE("defaults are compared by what they mean") {
  CHECK(same_default("current_timestamp", "CURRENT_TIMESTAMP"));
  CHECK(same_default("(CURRENT_TIMESTAMP)", "CURRENT_TIMESTAMP"));
  CHECK(same_default("( 1 )", "1"));
  CHECK(same_default("0x10", "16"));
  CHECK(same_default("+5", "5"));
  CHECK(same_default("- 5", "-5"));
  CHECK(same_default("true", "1"));
  CHECK(same_default("FALSE", "0"));
  CHECK(same_default("\"x\"", "'x'"));
  CHECK(same_default("draft", "'draft'"));
  CHECK(same_default("'it''s'", "\"it's\""));
  CHECK(same_default("NULL", std::nullopt));
  CHECK(same_default("(null)", std::nullopt));
  CHECK(same_default("(datetime( 'now' ))", "(DATETIME('now'))"));
  CHECK(same_default("1.50", "1.5"));
}

TEST_CASE("defaults that mean something else are different") {
  CHECK_FALSE(same_default("0", std::nullopt));
  CHECK_FALSE(same_default("''", std::nullopt));
  CHECK_FALSE(same_default("'NULL'", std::nullopt));
  CHECK_FALSE(same_default("'A'", "'a'"));
  CHECK_FALSE(same_default("'1 '", "1", "text"));
  CHECK_FALSE(same_default("'one'", "1"));
  CHECK_FALSE(same_default("'1'", "1", "blob"));
  CHECK_FALSE(same_default("'0x10'", "16"));
  CHECK_FALSE(same_default("1", "-1"));
  CHECK_FALSE(same_default("'CURRENT_TIMESTAMP'", "CURRENT_TIMESTAMP"));
  CHECK_FALSE(same_default("x'00'", "'00'"));
}

TEST_CASE("a default is the value that the column makes of it") {
  CHECK(same_default("'1'", "1"));
  CHECK(same_default("' -1.50 '", "-1.5", "real"));
  CHECK(same_default("1", "'1'", "text"));
  CHECK(same_default("1.50", "'1.5'", "varchar(9)"));
  CHECK(same_default("1e3", "1000", "numeric"));
  CHECK(same_default("TRUE", "'1'", "boolean"));
  CHECK(same_default("-0", "0"));
  CHECK_FALSE(same_default("'true'", "TRUE", "boolean"));
  Table strict{.options = {{"sqlite.strict", true}}};
  Column any = typed("sqlite:ANY"), text = any;
  any.default_sql = "1";
  text.default_sql = "'1'";
  CHECK_FALSE(rules.same_default(strict, any, text));
  CHECK(rules.same_default({}, any, text));
}

TEST_CASE("whether 1 and 1.0 are the same depends on the column") {
  CHECK(same_default("1.0", "1", "numeric(10,2)"));
  CHECK(same_default("1.0", "1", "real"));
  CHECK_FALSE(same_default("1.0", "1", "text"));
  CHECK_FALSE(same_default("1.5", "1", "real"));
}

TEST_CASE("expressions are compared without case, quotes, white space, comments and outer parentheses") {
  CHECK(same("age >= 0", "\"Age\">=0"));
  CHECK(same("((age >= 0))", "age >= 0"));
  CHECK(same("a <> b", "a != b"));
  CHECK(same("a == b", "a = b"));
  CHECK(same("lower( name ) /* folded */ = name", "LOWER(name) = [name]"));
  CHECK(same("a IN (1, 0x2)", "a in (1,2)"));
}

TEST_CASE("parentheses that say what holds anyway do not count, and operators have their precedence") {
  CHECK(same("(a > 0) AND (b > 0)", "a > 0 AND b > 0"));
  CHECK(same("a AND (b AND c)", "(a AND b) AND c"));
  CHECK(same("(a * b) + c", "a * b + c"));
  CHECK(same("NOT (a = b)", "NOT a = b"));
  CHECK(same("a IS NOT NULL", "a NOTNULL"));
  CHECK(same("a NOT IN (1)", "NOT (a IN (1))"));
  CHECK(same("x BETWEEN (1) AND (2) AND y", "(x BETWEEN 1 AND 2) AND y"));
  CHECK(same("abs((a)) > (-1)", "abs(a) > -1"));
  CHECK(same("CASE WHEN (a) THEN 1 END", "case when a then 1 end"));
  CHECK(same("CAST(a AS  integer)", "cast((a) as INTEGER)"));
  CHECK(same("a LIKE 'x' ESCAPE '!'", "(a like 'x' escape '!')"));
  CHECK_FALSE(same("a - (b - c)", "a - b - c"));
  CHECK_FALSE(same("NOT (a AND b)", "NOT a AND b"));
  CHECK_FALSE(same("a OR b AND c", "(a OR b) AND c"));
  CHECK_FALSE(same("a COLLATE nocase = b", "(a = b) COLLATE nocase"));
  CHECK_FALSE(same("f(a, b)", "f((a, b))"));
  CHECK_FALSE(same("count(DISTINCT a)", "count(a)"));
  CHECK_FALSE(same("a IS TRUE", "a IS 1"));
}

TEST_CASE("double quotes are a name where the table has it, and a string where it does not; truth is a number") {
  Table t;
  t.name = "hero";
  t.columns = {typed("text")};
  CHECK(rules.same_expression(t, "c <> \"x\"", "c <> 'x'"));
  CHECK(rules.same_expression(t, "\"C\" = 1", "hero.c = TRUE"));
  CHECK_FALSE(rules.same_expression(t, "c <> \"x\"", "c <> 'X'"));
  CHECK_FALSE(rules.same_expression(t, "\"c\" = 1", "'c' = 1"));
  CHECK_FALSE(rules.same_expression(t, "[x] = 1", "'x' = 1"));
}

TEST_CASE("AUTOINCREMENT is left to the database unless the model speaks of it") {
  Column now = typed("integer", true), wanted = now;
  now.options["sqlite.autoincrement"] = true;
  CHECK(rules.column_options(now, wanted) == now.options);
  wanted.options["sqlite.autoincrement"] = false;
  CHECK(rules.column_options(now, wanted) == wanted.options);
  CHECK_FALSE(rules.same_options(now.options, wanted.options));
  wanted = typed("integer");
  CHECK(rules.column_options(now, wanted).empty());
}

TEST_CASE("expressions that differ in a value, a name or a parenthesis that counts are different") {
  CHECK_FALSE(same("a = 'X'", "a = 'x'"));
  CHECK_FALSE(same("a > 0", "a >= 0"));
  CHECK_FALSE(same("a > 0", "b > 0"));
  CHECK_FALSE(same("(a) + (b)", "a) + (b"));
  CHECK_FALSE(same("(a + b) * c", "a + b * c"));
  CHECK_FALSE(same("a = 'b'", "a = b"));
  CHECK_FALSE(same("", "a"));
}

TEST_CASE("whether NULL is allowed says nothing about a rowid, nor about the key of a table without rowids") {
  Column nullable = typed("integer", true), required = nullable;
  required.nullable = false;
  CHECK(rules.same_nullability({}, nullable, required));
  nullable.identity.reset();
  required.identity.reset();
  CHECK_FALSE(rules.same_nullability({}, nullable, required));
  Table table;
  table.primary_key.emplace().columns.push_back({.column = "C"});
  CHECK_FALSE(rules.same_nullability(table, nullable, required));
  table.options["sqlite.without_rowid"] = true;
  CHECK(rules.same_nullability(table, nullable, required));
}

TEST_CASE("no collation is BINARY, in any case") {
  CHECK(rules.same_collation("", "binary"));
  CHECK(rules.same_collation("NOCASE", "nocase"));
  CHECK_FALSE(rules.same_collation("", "NOCASE"));
}

TEST_CASE("only SQLite's options count, and what holds anyway counts as absent") {
  CHECK(rules.same_options({}, {{"mysql.engine", std::string("InnoDB")}}));
  CHECK(rules.same_options({{"sqlite.strict", false}}, {}));
  CHECK(rules.same_options({{"sqlite.on_conflict", std::string("ABORT")}}, {}));
  CHECK(rules.same_options({{"sqlite.on_conflict", std::string("REPLACE")}},
                           {{"sqlite.on_conflict", std::string("replace")}}));
  CHECK_FALSE(rules.same_options({{"sqlite.strict", true}}, {}));
  CHECK_FALSE(rules.keeps_comments());
}

TEST_CASE("actions differ as they are written: RESTRICT does not wait for the end of the transaction") {
  CHECK_FALSE(rules.same_action(Action::no_action, Action::restrict));
  CHECK(rules.same_action(Action::cascade, Action::cascade));
}

TEST_CASE("whatever is compared, it differs in both directions or in none") {
  std::vector<Table> tables;
  for (const auto* type :
       {"integer", "bigint", "real", "double", "numeric(10,2)", "numeric(10)", "sqlite:DECIMAL(10,0)", "text",
        "varchar(5)", "boolean", "timestamp", "sqlite:TIMESTAMP", "sqlite:", "blob"}) {
    for (const auto* text : {"",
                             "NULL",
                             "0",
                             "-0",
                             "'0'",
                             "0.0",
                             "FALSE",
                             "1",
                             "1.0",
                             "'1.0'",
                             "TRUE",
                             "'true'",
                             "0x1",
                             "1e0",
                             "x'31'",
                             "(1)",
                             "(1 + 0)",
                             "CURRENT_TIMESTAMP",
                             "(current_timestamp)",
                             "'CURRENT_TIMESTAMP'"}) {
      Table table{.name = "t", .columns = {typed(type)}};
      if (*text) table.columns[0].default_sql = text;
      tables.push_back(std::move(table));
    }
  }
  const auto same = [](const Table& a, const Table& b) { return compare_tables(a, b, rules, {}).empty(); };
  std::size_t other_spellings = 0;
  for (const auto& a : tables) {
    for (const auto& b : tables) {
      if (same(a, b) == same(b, a)) {
        other_spellings += same(a, b) && a != b;
        continue;
      }
      FAIL_CHECK(type_text(a.columns[0].type)
                 << " " << a.columns[0].default_sql.value_or("") << " and " << type_text(b.columns[0].type) << " "
                 << b.columns[0].default_sql.value_or(""));
    }
  }
  CHECK(other_spellings > 1000);
}
