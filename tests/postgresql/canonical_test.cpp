// Which texts are seen to be the same without asking a server, and which must not be. What the server prints of each
// pair is asked as well: what is the same here prints the same there.
#include "dialects/postgresql/canonical.hpp"

#include "src/schema/type_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

constexpr const char* columns =
    "id bigint, age integer, balance numeric(12,2), ratio double precision, name varchar(50), note text, code char(3), "
    "at timestamptz, born date, active boolean, tags text[], data jsonb, \"Odd Name\" integer";

/// As a model writes it.
constexpr const char* written[] = {
    "age >= 0",
    "balance >= 0",
    "ratio < 1.5",
    "name <> ''",
    "length(name) > 3",
    "lower(name) = name",
    "status_of(1) > 0",
    "name IN ('a', 'b')",
    "name NOT IN ('a', 'b')",
    "age IN (1, 2, 3)",
    "name IN ('a')",
    "age BETWEEN 0 AND 150",
    "age NOT BETWEEN 0 AND 150",
    "name LIKE 'a%' AND note NOT ILIKE '%x%'",
    "age > 0 AND balance > 0 AND (active OR name IS NOT NULL)",
    "NOT active",
    "NOT (age > 3 AND balance < 2)",
    "coalesce(note, '') <> ''",
    "at <= now()",
    "at <= CURRENT_TIMESTAMP",
    "born > '2000-01-01'",
    "age != -1",
    "age IS DISTINCT FROM 3",
    "CASE WHEN active THEN age ELSE 0 END > 3",
    "data ->> 'kind' = 'hero'",
    "extract(year FROM born) > 2000",
    "\"Odd Name\" > 1",
    "age::bigint > 3",
    "active IS TRUE",
    "age + 1 > 2 * 3",
    "name || note <> 'x'",
    "name COLLATE \"C\" > 'a'",
};

Table table_of_the_columns() {
  Table out;
  out.name = "t";
  const auto add = [&](const char* name, TypeKind kind) {
    auto& column = out.columns.emplace_back();
    column.name = name;
    column.type.kind = kind;
  };
  add("name", TypeKind::varchar);
  add("note", TypeKind::text);
  add("code", TypeKind::character);
  add("age", TypeKind::integer);
  return out;
}

std::string canonical(std::string_view sql) {
  static const Table held = table_of_the_columns();
  return postgresql::canonical_expression(sql, &held);
}

}  // namespace

TEST_CASE("what PostgreSQL prints of an expression is seen to be what a model wrote") {
  PostgresqlDatabase database;
  database.run("CREATE FUNCTION status_of(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'");
  for (const std::string text : written) {
    database.run(std::string("CREATE TEMP TABLE t (") + columns + ", CHECK (" + text + "))");
    const auto shown =
        database.value("SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conrelid = 't'::regclass");
    INFO(text << "\n" << shown);
    CHECK(canonical(text) == canonical(shown));
    database.run("DROP TABLE t");
  }
}

TEST_CASE("spellings that mean one thing are one text") {
  CHECK(canonical("age>0") == canonical("( (AGE) > /* years */ 0 )"));
  CHECK(canonical("\"age\" > 0") == canonical("t.age > 0"));
  CHECK(canonical("a AND b AND c") == canonical("a AND (b AND c)"));
  CHECK(canonical("CAST(age AS int8) > 0") == canonical("age::bigint > 0"));
  CHECK(canonical("x = 'it''s'") == canonical("x = $$it's$$"));
  CHECK(canonical("x = E'a\\\\b'") == canonical("x = 'a\\b'"));
  CHECK(canonical(".5 < x") == canonical("0.5 < x"));
}

TEST_CASE("what means something else is another text") {
  CHECK(canonical("age > 0") != canonical("age >= 0"));
  CHECK(canonical("age > 0") != canonical("\"AGE\" > 0"));
  CHECK(canonical("a OR b AND c") != canonical("(a OR b) AND c"));
  CHECK(canonical("a - b - c") != canonical("a - (b - c)"));
  CHECK(canonical("age / 2 > 1") != canonical("age / 2::numeric > 1"));
  CHECK(canonical("age::text = '1'") != canonical("age = '1'"));
  CHECK(canonical("code::text = 'a'") != canonical("code = 'a'"));
  CHECK(canonical("x = 'a'") != canonical("x = 'A'"));
  CHECK(canonical("x = 'abc'::varchar(2)") != canonical("x = 'abc'"));
  CHECK(canonical("x > 1.5::integer") != canonical("x > 1.5"));
  CHECK(canonical("f(DISTINCT x)") != canonical("f(x)"));
  CHECK(canonical("x LIKE 'a'") != canonical("x ILIKE 'a'"));
  CHECK(canonical("x > (SELECT 1)") != canonical("x > (SELECT 2)"));
  CHECK(canonical("") != canonical("0"));
}

TEST_CASE("no text is too deep or too broken") {
  CHECK_FALSE(canonical(std::string(20'000, '(') + "1" + std::string(20'000, ')')).empty());
  for (const std::string text :
       {"'", "\"", "$a$", "/*", "(", "a +", "::", "x::", "E'\\", "a[", "CASE", "1e", "b'01", "\x01"}) {
    CHECK_FALSE(canonical(text).empty());
  }
}

TEST_CASE("defaults are compared by the value they give") {
  const auto same = [](const char* type, const char* a, const char* b) {
    const auto of = parse_type(type);
    return postgresql::canonical_default(a, of) == postgresql::canonical_default(b, of);
  };
  CHECK(same("integer", "'5'", "5"));
  CHECK(same("integer", "-1", "'-1'::integer"));
  CHECK(same("numeric(4,2)", "4.99", "'4.99'"));
  CHECK(same("double", "5", "'5.0'::double precision"));
  CHECK(same("numeric(9,2)", "1.50", "1.5"));
  CHECK_FALSE(same("double", "50", "5"));
  CHECK(same("varchar(9)", "'x'", "'x'::character varying"));
  CHECK(same("varchar(9)", "'5'", "'5'::character varying"));
  CHECK_FALSE(same("varchar(9)", "'5'", "5"));
  CHECK(same("boolean", "true", "'t'"));
  CHECK(same("boolean", "'false'", "FALSE"));
  CHECK(same("timestamptz", "CURRENT_TIMESTAMP", "now()"));
  CHECK(same("timestamp", "now()", "(now())"));
  CHECK_FALSE(same("timestamp", "now()", "LOCALTIMESTAMP"));
  CHECK_FALSE(same("timestamp", "now()", "clock_timestamp()"));
  CHECK(same("postgresql:jsonb", "'{}'", "'{}'::jsonb"));
  CHECK(same("enum(role)", "'draft'", "'draft'::role"));
  CHECK_FALSE(same("integer", "0", "1"));
  const auto text = parse_type("text");
  CHECK(postgresql::canonical_default("NULL", text) == postgresql::canonical_default(std::nullopt, text));
  CHECK(postgresql::canonical_default("NULL::character varying", text).empty());
  CHECK_FALSE(postgresql::canonical_default("''", text).empty());
}
