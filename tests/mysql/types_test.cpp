#include "dialects/mysql/types.hpp"

#include "src/base/error.hpp"
#include "src/schema/type_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mysql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

std::string read(std::string_view text) { return type_text(mysql::type_of(text)); }
std::string one_form(std::string_view text) { return type_text(mysql::canonical(parse_type(text))); }
std::string written(std::string_view text) {
  return mysql::sql_of(parse_type(text), mysql::server_of("10.11.19-MariaDB"));
}

}  // namespace

TEST_CASE("a type that the neutral vocabulary has is read as that") {
  CHECK(read("tinyint(1)") == "boolean");
  CHECK(read("BOOL") == "boolean");
  CHECK(read("int(11)") == "integer");
  CHECK(read("int") == "integer");
  CHECK(read("INTEGER") == "integer");
  CHECK(read("smallint(6)") == "smallint");
  CHECK(read("bigint(20)") == "bigint");
  CHECK(read("decimal(12,2)") == "numeric(12,2)");
  CHECK(read("NUMERIC") == "numeric(10,0)");
  CHECK(read("dec ( 5 )") == "numeric(5,0)");
  CHECK(read("float") == "real");
  CHECK(read("float(24)") == "real");
  CHECK(read("float(25)") == "double");
  CHECK(read("double precision") == "double");
  CHECK(read("varchar(50)") == "varchar(50)");
  CHECK(read("CHARACTER VARYING (50)") == "varchar(50)");
  CHECK(read("char") == "char(1)");
  CHECK(read("datetime(0)") == "mysql:datetime");
  CHECK(read("uuid") == "uuid");
  CHECK(read("json") == "json");
}

TEST_CASE("what a server alone has keeps its text, in one spelling") {
  CHECK(read("tinyint(4)") == "mysql:tinyint");
  CHECK(read("tinyint(1) unsigned") == "mysql:tinyint unsigned");
  CHECK(read("INT(10) UNSIGNED") == "mysql:int unsigned");
  CHECK(read("int(5) unsigned zerofill") == "mysql:int(5) unsigned zerofill");
  CHECK(read("int(5) zerofill") == "mysql:int(5) unsigned zerofill");
  CHECK(read("mediumint(8)") == "mysql:mediumint");
  CHECK(read("float(7,2)") == "mysql:float(7,2)");
  CHECK(read("decimal(5,2) unsigned") == "mysql:decimal(5,2) unsigned");
  CHECK(read("datetime(6)") == "mysql:datetime(6)");
  CHECK(read("timestamp") == "mysql:timestamp");
  CHECK(read("year(4)") == "mysql:year");
  CHECK(read("bit") == "mysql:bit(1)");
  CHECK(read("long varchar") == "mysql:mediumtext");
  CHECK(read("geomcollection") == "mysql:geometrycollection");
  CHECK(read("enum('a', 'it''s','b\\\\c')") == "mysql:enum('a','it''s','b\\\\c')");
  CHECK(read("SET('x','y')") == "mysql:set('x','y')");
}

TEST_CASE("a model's type gets the form that the catalog has") {
  CHECK(one_form("varchar") == "varchar(255)");
  CHECK(one_form("numeric(5)") == "numeric(5,0)");
  CHECK(one_form("timestamptz") == "timestamp");
  CHECK(one_form("interval") == "timestamp");
  CHECK(one_form("mysql:INTEGER(11)") == "integer");
  CHECK(one_form("json") == "json");
  CHECK(one_form("uuid") == "uuid");
  CHECK(one_form("postgresql:tsvector") == "postgresql:tsvector");
}

TEST_CASE("types are written as the server shows them") {
  CHECK(written("boolean") == "tinyint(1)");
  CHECK(written("varchar") == "varchar(255)");
  CHECK(written("numeric(12,2)") == "decimal(12,2)");
  CHECK(written("timestamptz") == "datetime(6)");
  CHECK(written("time") == "time(6)");
  CHECK(written("real") == "float");
  CHECK(written("uuid") == "uuid");
  CHECK(mysql::sql_of(parse_type("uuid"), mysql::server_of("8.0.45")) == "char(32)");
  CHECK(written("mysql:set('x')") == "set('x')");
  CHECK_THROWS_AS(written("postgresql:tsvector"), ConfigurationError);
  CHECK_THROWS_AS(written("enum(role)"), ConfigurationError);
}

TEST_CASE("the values of an enum are read and written back") {
  const std::vector<std::string> values{"a", "it's", "b\\c", "d,e)"};
  CHECK(mysql::values_of(mysql::enum_of(values)) == values);
  CHECK(mysql::values_of(parse_type("integer")).empty());
}

TEST_CASE("a character set behind a type is no part of the type") {
  auto type = parse_type("mysql:VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin");
  const auto found = mysql::take_charset(type);
  CHECK(type.name == "VARCHAR(20)");
  CHECK(found.charset == "latin1");
  CHECK(found.collation == "latin1_bin");
  auto values = parse_type("mysql:enum('a collate b')");
  CHECK(mysql::take_charset(values).collation.empty());
  CHECK(values.name == "enum('a collate b')");
}

TEST_CASE("the server takes every type as it is written") {
  MysqlDatabase database;
  for (const char* text : {"boolean",
                           "smallint",
                           "integer",
                           "bigint",
                           "real",
                           "double",
                           "numeric(12,2)",
                           "varchar(50)",
                           "char(8)",
                           "text",
                           "binary(4)",
                           "varbinary(20)",
                           "blob",
                           "date",
                           "mysql:time",
                           "mysql:datetime",
                           "mysql:int(5) unsigned zerofill",
                           "mysql:datetime(6)",
                           "mysql:enum('a','it''s','b\\\\c')",
                           "mysql:bit(3)",
                           "mysql:mediumtext",
                           "mysql:point",
                           "mysql:year"}) {
    INFO(text);
    const auto type = parse_type(text);
    database.run("CREATE TABLE t (a " + mysql::sql_of(type, {}) + ")");
    CHECK(type_text(mysql::type_of(database.value(
              "SELECT column_type FROM information_schema.columns WHERE table_schema = DATABASE()"))) == text);
    database.run("DROP TABLE t");
  }
}
