#include "dialects/sqlite/equivalence.hpp"

#include "src/schema/type_text.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

const SqliteEquivalence rules;

Column column(std::string_view type, bool identity = false) {
  Column out;
  out.name = "c";
  out.type = parse_type(type);
  if (identity) out.identity.emplace();
  return out;
}

bool same_type(std::string_view current, std::string_view wanted) {
  return rules.same_type({}, column(current), column(wanted));
}

bool same_default(std::optional<std::string> current, std::optional<std::string> wanted,
                  std::string_view type = "integer") {
  Column a = column(type), b = column(type);
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
  CHECK_FALSE(same_type("real", "double"));
}

TEST_CASE("INT and INTEGER are different where one of them is the rowid") {
  CHECK_FALSE(rules.same_type({}, column("sqlite:INT"), column("integer", true)));
  CHECK(rules.same_type({}, column("integer", true), column("integer", true)));
  CHECK(rules.same_identity({}, column("integer", true), column("integer", true)));
  CHECK_FALSE(rules.same_identity({}, column("bigint"), column("integer", true)));
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
  CHECK_FALSE(same_default("'1'", "1"));
  CHECK_FALSE(same_default("1", "-1"));
  CHECK_FALSE(same_default("'CURRENT_TIMESTAMP'", "CURRENT_TIMESTAMP"));
  CHECK_FALSE(same_default("x'00'", "'00'"));
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
  Column nullable = column("integer", true), required = nullable;
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
