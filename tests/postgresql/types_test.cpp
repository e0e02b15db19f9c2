// Types by their text. That PostgreSQL prints the same forms is asked of a server.
#include "dialects/postgresql/types.hpp"

#include "src/schema/type_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

std::string read(std::string_view text) { return type_text(postgresql::type_of(text)); }
std::string canonical_type(std::string_view text) { return type_text(postgresql::canonical(parse_type(text))); }

constexpr const char* spellings[] = {
    "int2",
    "int",
    "int4",
    "int8",
    "bool",
    "float4",
    "float8",
    "float",
    "float(24)",
    "float(25)",
    "decimal(5)",
    "dec(5, 2)",
    "numeric",
    "numeric(12,2)",
    "varchar",
    "varchar(50)",
    "char varying(9)",
    "character varying(9)",
    "national character varying(9)",
    "char",
    "char(3)",
    "nchar(3)",
    "bpchar",
    "\"char\"",
    "name",
    "text",
    "bytea",
    "date",
    "time",
    "time(3)",
    "timetz",
    "timetz(2)",
    "time (3) with time zone",
    "timestamp",
    "timestamp(3)",
    "timestamptz",
    "timestamptz(0)",
    "timestamp with time zone",
    "timestamp (2) without time zone",
    "interval",
    "interval(3)",
    "interval year to month",
    "interval day to second(3)",
    "uuid",
    "json",
    "jsonb",
    "xml",
    "inet",
    "bit",
    "bit(3)",
    "varbit(5)",
    "bit varying",
    "money",
    "tsvector",
    "int4range",
    "tstzrange",
    "point",
    "oid",
    "int[]",
    "int4[3]",
    "integer[][]",
    "integer ARRAY",
    "integer ARRAY[4]",
    "varchar(50)[]",
    "timestamp(3)[]",
    "numeric(5)[]",
    "pg_catalog.int4",
    "pg_catalog.varchar(5)",
    "INTEGER",
    "Double  Precision",
};

}  // namespace

TEST_CASE("a type is neutral where that says exactly the same") {
  CHECK(read("character varying(50)") == "varchar(50)");
  CHECK(read("varchar") == "varchar");
  CHECK(read("int4") == "integer");
  CHECK(read("double precision") == "double");
  CHECK(read("numeric(12,2)") == "numeric(12,2)");
  CHECK(read("decimal(12)") == "numeric(12,0)");
  CHECK(read("char") == "char(1)");
  CHECK(read("timestamp") == "timestamp");
  CHECK(read("timestamp without time zone") == "timestamp");
  CHECK(read("TIMESTAMP WITH TIME ZONE") == "timestamptz");
  CHECK(read("bytea") == "blob");
}

TEST_CASE("what the neutral types do not say stays PostgreSQL's own, in one spelling") {
  CHECK(read("timestamp (3)") == "postgresql:timestamp(3) without time zone");
  CHECK(read("timestamptz(3)") == "postgresql:timestamp(3) with time zone");
  CHECK(read("jsonb") == "postgresql:jsonb");
  CHECK(read("int4[]") == "postgresql:integer[]");
  CHECK(read("varchar(50)[3]") == "postgresql:character varying(50)[]");
  CHECK(read("numeric(2,-3)") == "postgresql:numeric(2,-3)");
  CHECK(read("geometry( Point, 4326 )") == "postgresql:geometry(Point,4326)");
  CHECK(read("\"Odd Type\"") == "postgresql:\"Odd Type\"");
  CHECK(read("\"a[]\"[]") == "postgresql:\"a[]\"[]");
}

TEST_CASE("wanted types come into the same form") {
  CHECK(canonical_type("numeric(10)") == "numeric(10,0)");
  CHECK(canonical_type("binary(16)") == "blob");
  CHECK(canonical_type("postgresql:int4") == "integer");
  CHECK(canonical_type("postgresql:timestamp(3)") == "postgresql:timestamp(3) without time zone");
  CHECK(canonical_type("sqlite:MEDIUMINT") == "sqlite:MEDIUMINT");
  CHECK(canonical_type("enum(billing.role)") == "enum(billing.role)");
}

TEST_CASE("a type's SQL is as people write it") {
  CHECK(postgresql::sql_of(parse_type("varchar(50)")) == "varchar(50)");
  CHECK(postgresql::sql_of(parse_type("double")) == "double precision");
  CHECK(postgresql::sql_of(parse_type("timestamptz")) == "timestamptz");
  CHECK(postgresql::sql_of(parse_type("varbinary(9)")) == "bytea");
  CHECK(postgresql::sql_of(parse_type("enum(role)")) == "role");
  CHECK(postgresql::sql_of(parse_type("enum(My.Role)")) == "\"My\".\"Role\"");
  CHECK_THROWS_AS(postgresql::sql_of(parse_type("mysql:mediumint")), ConfigurationError);
}

TEST_CASE("an enum's name keeps dots and quotes that are its own") {
  for (const TableName& name : {TableName{"role", ""}, TableName{"role", "billing"}, TableName{"a.b", ""},
                                TableName{"a.b", "c.d"}, TableName{"say \"x\"", "s"}, TableName{"\"", "\""}}) {
    CHECK(postgresql::enum_name(postgresql::enum_type(name)) == name);
  }
}

TEST_CASE("PostgreSQL prints types in the form that they are read into") {
  PostgresqlDatabase database;
  for (const std::string spelling : spellings) {
    INFO(spelling);
    database.run("CREATE TEMP TABLE probe (a " + spelling + ")");
    const auto shown = database.value(
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'probe'::regclass AND attname = "
        "'a'");
    const auto type = postgresql::type_of(spelling);
    CHECK(type == postgresql::type_of(shown));
    if (type.kind == TypeKind::native) CHECK(type.name == shown);
    database.run("DROP TABLE probe; CREATE TEMP TABLE probe (a " + postgresql::sql_of(type) + ")");
    CHECK(database.value("SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'probe'::regclass "
                         "AND attname = 'a'") == shown);
    database.run("DROP TABLE probe");
  }
}
