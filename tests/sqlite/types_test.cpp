#include "dialects/sqlite/types.hpp"

#include "src/base/error.hpp"
#include "src/schema/type_text.hpp"
#include "tests/sqlite/short.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;
using migrate::test::column_of_type;
using sqlite::Affinity;

namespace {

std::string declared(std::string_view type) { return sqlite::declared_type(parse_type(type)); }
std::string read(std::string_view declared) { return type_text(sqlite::read_type(declared)); }

Schema one_table(std::vector<Column> columns, std::vector<std::string> key = {}) {
  Schema out;
  Table& table = out.tables.emplace_back();
  table.name = "t";
  table.columns = std::move(columns);
  if (!key.empty()) table.primary_key.emplace();
  for (auto& name : key) table.primary_key->columns.emplace_back().column = name;
  return out;
}

/// The lines of the error that adapting throws.
std::vector<std::string> problems(Schema schema) {
  try {
    adapt_sqlite(std::move(schema));
  } catch (const ConfigurationError& error) {
    CHECK_FALSE(error.hint.empty());
    return error.details;
  }
  return {};
}

}  // namespace

TEST_CASE("a declared type has the affinity of SQLite's five rules, in their order") {
  CHECK(sqlite::affinity_of("BIGINT") == Affinity::integer);
  CHECK(sqlite::affinity_of("CHARINT") == Affinity::integer);
  CHECK(sqlite::affinity_of("FLOATING POINT") == Affinity::integer);  // it has INT in it
  CHECK(sqlite::affinity_of("varchar(50)") == Affinity::text);
  CHECK(sqlite::affinity_of("clob") == Affinity::text);
  CHECK(sqlite::affinity_of("") == Affinity::blob);
  CHECK(sqlite::affinity_of("blob") == Affinity::blob);
  CHECK(sqlite::affinity_of("DOUBLE") == Affinity::real);
  CHECK(sqlite::affinity_of("float") == Affinity::real);
  CHECK(sqlite::affinity_of("STRING") == Affinity::numeric);
  CHECK(sqlite::affinity_of("DATETIME") == Affinity::numeric);
}

TEST_CASE("neutral types get the names that SQLAlchemy gives them") {
  const std::vector<std::pair<std::string, std::string>> types = {{"boolean", "BOOLEAN"},
                                                                  {"smallint", "SMALLINT"},
                                                                  {"integer", "INTEGER"},
                                                                  {"bigint", "BIGINT"},
                                                                  {"real", "REAL"},
                                                                  {"double", "DOUBLE"},
                                                                  {"numeric", "NUMERIC"},
                                                                  {"numeric(10)", "NUMERIC(10)"},
                                                                  {"numeric(12,2)", "NUMERIC(12,2)"},
                                                                  {"varchar", "VARCHAR"},
                                                                  {"varchar(50)", "VARCHAR(50)"},
                                                                  {"char(3)", "CHAR(3)"},
                                                                  {"text", "TEXT"},
                                                                  {"binary(16)", "BINARY(16)"},
                                                                  {"varbinary(16)", "VARBINARY(16)"},
                                                                  {"blob", "BLOB"},
                                                                  {"date", "DATE"},
                                                                  {"time", "TIME"},
                                                                  {"timestamp", "DATETIME"},
                                                                  {"json", "JSON"},
                                                                  {"sqlite:Long Words (3, -1)", "Long Words (3, -1)"},
                                                                  {"sqlite:", ""}};
  for (const auto& [neutral, sql] : types) {
    INFO(neutral);
    CHECK(declared(neutral) == sql);
    CHECK(read(sql) == neutral);
  }
  CHECK(declared("timestamptz") == "DATETIME");
  CHECK(declared("interval") == "DATETIME");
  CHECK(declared("uuid") == "CHAR(32)");
}

TEST_CASE("types are read in any case and spacing, and what is not known stays as it was written") {
  CHECK(read("varchar ( 50 )") == "varchar(50)");
  CHECK(read("Numeric(12 , 2)") == "numeric(12,2)");
  for (const auto* other :
       {"INT", "INTEGER(11)", "VARCHAR(5,2)", "CHAR", "VARCHAR(-5)", "\"INTEGER\"", "UNSIGNED BIG INT",
        "TEXT /* words */", "VARCHAR(50) x", "FLOAT", "VARCHAR(99999999999)", "NUMERIC(1,2,3)"}) {
    INFO(other);
    CHECK(read(other) == "sqlite:" + std::string(other));
    CHECK(declared("sqlite:" + std::string(other)) == other);
  }
}

TEST_CASE("a type of another database has no declared form, and says what to write") {
  CHECK_THROWS_AS(declared("postgresql:jsonb"), ConfigurationError);
  CHECK_THROWS_AS(declared("enum(role)"), ConfigurationError);
}

TEST_CASE("adapting takes SQLite's own type, and drops comments and what other databases have") {
  Column c = column_of_type("c", "json");
  c.type_by_dialect = {{"sqlite", parse_type("text")}, {"postgresql", parse_type("postgresql:jsonb")}};
  c.comment = "a column";
  c.options = {{"mysql.invisible", true}};
  Schema schema = one_table({c, column_of_type("d", "sqlite:varchar(5)")});
  schema.tables[0].comment = "a table";
  schema.tables[0].schema = "main";
  schema.tables[0].options = {{"mysql.engine", std::string("InnoDB")}, {"sqlite.strict", false}};
  const Table table = adapt_sqlite(schema).tables[0];
  CHECK(table.columns[0] == column_of_type("c", "text"));
  CHECK(table.columns[1].type == parse_type("varchar(5)"));
  CHECK(table.comment.empty());
  CHECK(table.schema.empty());
  CHECK(table.options == Options{{"sqlite.strict", false}});
}

TEST_CASE("an enum becomes a varchar of its longest value, counted in characters") {
  Schema schema = one_table({column_of_type("size", "enum(size)"), column_of_type("order", "enum(size)")});
  schema.enums.push_back({.name = "size", .schema = {}, .values = {"klein", "größer", "it's"}, .comment = {}});
  schema.tables[0].columns[1].options["sqlite.enum_check"] = true;
  const Schema adapted = adapt_sqlite(schema);
  CHECK(adapted.enums.empty());
  CHECK(adapted.tables[0].columns[0].type == parse_type("varchar(6)"));
  CHECK(adapted.tables[0].columns[1].options.empty());
  REQUIRE(adapted.tables[0].checks.size() == 1);
  CHECK(adapted.tables[0].checks[0].name == "ck_t_order");
  CHECK(adapted.tables[0].checks[0].expression == "\"order\" IN ('klein', 'größer', 'it''s')");
}

TEST_CASE("a single integer key is the rowid; a bigint becomes one where an identity is asked for") {
  CHECK(adapt_sqlite(one_table({column_of_type("id", "bigint", true)}, {"id"})).tables[0].columns[0] ==
        column_of_type("id", "integer", true));
  CHECK(adapt_sqlite(one_table({column_of_type("id", "integer")}, {"ID"})).tables[0].columns[0].identity);
  CHECK(adapt_sqlite(one_table({column_of_type("id", "bigint")}, {"id"})).tables[0].columns[0] ==
        column_of_type("id", "bigint"));
  CHECK_FALSE(adapt_sqlite(one_table({column_of_type("a", "integer"), column_of_type("b", "integer")}, {"a", "b"}))
                  .tables[0]
                  .columns[0]
                  .identity);
  Schema without_rowid = one_table({column_of_type("id", "integer")}, {"id"});
  without_rowid.tables[0].options["sqlite.without_rowid"] = true;
  CHECK_FALSE(adapt_sqlite(without_rowid).tables[0].columns[0].identity);
}

TEST_CASE("a strict table gets the types that strict tables have") {
  Schema schema =
      one_table({column_of_type("a", "boolean"), column_of_type("b", "varchar(5)"), column_of_type("c", "double"),
                 column_of_type("d", "uuid"), column_of_type("e", "varbinary(3)"), column_of_type("f", "numeric(5,2)"),
                 column_of_type("g", "sqlite:INT")});
  schema.tables[0].options["sqlite.strict"] = true;
  std::vector<std::string> types;
  const Table table = adapt_sqlite(schema).tables[0];
  for (const auto& c : table.columns) types.push_back(sqlite::declared_type(c.type));
  CHECK(types == std::vector<std::string>{"INTEGER", "TEXT", "REAL", "TEXT", "BLOB", "ANY", "INT"});
}

TEST_CASE("all that SQLite lacks is said at once, with the table and the thing") {
  Schema schema = one_table({column_of_type("id", "integer", true), column_of_type("c", "postgresql:tsvector"),
                             column_of_type("n", "integer", true)},
                            {"id"});
  schema.sequences.emplace_back().name = "seq";
  Table& table = schema.tables[0];
  table.schema = "sales";
  table.options["sqlite.stric"] = true;
  table.columns[0].identity->start = 100;
  table.primary_key->deferrable = true;
  table.exclusions.emplace_back().name = "ex";
  Unique& unique = table.uniques.emplace_back();
  unique.name = "uq";
  unique.nulls_not_distinct = true;
  unique.include = {"c"};
  unique.options["sqlite.on_conflict"] = std::string("explode");
  Index& index = table.indexes.emplace_back();
  index.name = "ix";
  index.using_method = "gin";
  IndexColumn& element = index.columns.emplace_back();
  element.column = "c";
  element.opclass = "jsonb_ops";
  element.length = 10;
  table.foreign_keys.emplace_back().name = "fk";
  table.foreign_keys[0].references_schema = "other";
  CHECK(problems(schema) ==
        std::vector<std::string>{
            "table t: SQLite has no schemas, and it is in 'sales'",
            "table t: SQLite has no option 'sqlite.stric' here, did you mean 'sqlite.strict'?",
            "table t, exclusion ex: SQLite has no exclusion constraints",
            "table t, column id: SQLite's identity has no 'start'",
            "table t, column c: SQLite has no type 'postgresql:tsvector'; give it one with type = { "
            "default = …, sqlite = … }",
            "table t, primary key: SQLite has no deferrable keys",
            "table t, column n: SQLite numbers rows only in a single integer primary key of a table "
            "with rowids",
            "table t, unique uq: 'sqlite.on_conflict' is one of rollback, abort, fail, ignore, replace",
            "table t, unique uq: SQLite has no INCLUDE", "table t, unique uq: SQLite has no NULLS NOT DISTINCT",
            "table t, index ix: SQLite has no index methods ('gin')",
            "table t, index ix: SQLite has no operator classes ('jsonb_ops')",
            "table t, index ix: SQLite has no prefix lengths",
            "table t, foreign key fk: SQLite has no schemas, and it refers to 'other'",
            "sequence seq: SQLite has no sequences"});
}

TEST_CASE("AUTOINCREMENT needs the rowid") {
  Schema schema = one_table({column_of_type("id", "bigint")}, {"id"});
  schema.tables[0].columns[0].options["sqlite.autoincrement"] = true;
  CHECK(problems(schema) ==
        std::vector<std::string>{"table t, column id: AUTOINCREMENT needs a single INTEGER primary key"});
}
