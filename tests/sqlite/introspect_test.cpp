#include "dialects/sqlite/introspect.hpp"

#include <ctime>

#include "dialects/sqlite/connection.hpp"
#include "src/base/error.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/type_text.hpp"
#include "tests/sqlite/in_memory.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;
using migrate::test::in_memory;

namespace {

Schema introspect(const std::vector<std::string>& statements) { return introspect_sqlite(*in_memory(statements)); }

Table table(const std::string& statement) {
  const Schema schema = introspect({statement});
  REQUIRE(schema.tables.size() == 1);
  return schema.tables[0];
}

using Names = std::vector<std::string>;

Names table_names(const Schema& schema) {
  Names out;
  for (const auto& table : schema.tables) out.push_back(table.name);
  return out;
}

/// Counts what introspection asks.
class Counting : public Connection {
 public:
  explicit Counting(Connection& inner) : inner_(inner) {}
  std::size_t execute(std::string_view sql) override { return ++count, inner_.execute(sql); }
  SqlRows query(std::string_view sql) override { return ++count, inner_.query(sql); }
  std::size_t execute(std::string_view sql, std::span<const SqlValue> parameters) override {
    return ++count, inner_.execute(sql, parameters);
  }
  std::vector<std::string> stream(std::string_view sql, std::span<const SqlValue> parameters,
                                  const SqlRowSink& sink) override {
    return ++count, inner_.stream(sql, parameters, sink);
  }
  int count = 0;

 private:
  Connection& inner_;
};

}  // namespace

TEST_CASE("a table is read with all that its columns say") {
  const Table hero = table(
      "CREATE TABLE hero (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(50) NOT NULL COLLATE NOCASE,"
      " balance NUMERIC(12, 2) DEFAULT 0 NOT NULL ON CONFLICT IGNORE, made DATETIME DEFAULT CURRENT_TIMESTAMP,"
      " half INT GENERATED ALWAYS AS (balance / 2) STORED, odd, note LONG TEXT DEFAULT ('a' || 'b'))");
  REQUIRE(hero.columns.size() == 7);
  CHECK(hero.columns[0].identity);
  CHECK(hero.columns[0].nullable);
  CHECK(hero.columns[0].type == parse_type("integer"));
  CHECK(hero.columns[0].options == Options{{"sqlite.autoincrement", true}});
  CHECK(hero.columns[1].type == parse_type("varchar(50)"));
  CHECK_FALSE(hero.columns[1].nullable);
  CHECK(hero.columns[1].collation == "NOCASE");
  CHECK(hero.columns[2].type == parse_type("numeric(12,2)"));
  CHECK(hero.columns[2].default_sql == "0");
  CHECK(hero.columns[2].options == Options{{"sqlite.not_null_on_conflict", std::string("ignore")}});
  CHECK(hero.columns[3].type == parse_type("timestamp"));
  CHECK(hero.columns[3].default_sql == "CURRENT_TIMESTAMP");
  CHECK(hero.columns[4].generated == Generated{"balance / 2", true});
  CHECK(hero.columns[5].type == parse_type("sqlite:"));
  CHECK(hero.columns[6].type == parse_type("sqlite:LONG TEXT"));
  CHECK(hero.columns[6].default_sql == "('a' || 'b')");
  REQUIRE(hero.primary_key);
  CHECK(hero.primary_key->name.empty());
  CHECK(column_names(hero.primary_key->columns) == Names{"id"});
}

TEST_CASE("constraints of columns become the table's, with their names") {
  const Table t = table(
      "CREATE TABLE t (a INT CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE, b TEXT UNIQUE ON CONFLICT FAIL,"
      " c INT CONSTRAINT ck CHECK (c > 0) CONSTRAINT fk REFERENCES p (x) ON DELETE CASCADE,"
      " CONSTRAINT uq UNIQUE (B, c COLLATE rtrim DESC), CHECK (a <> c),"
      " FOREIGN KEY (a, b) REFERENCES q ON UPDATE SET DEFAULT MATCH PARTIAL DEFERRABLE INITIALLY DEFERRED)");
  CHECK(t.primary_key->name == "pk");
  CHECK(t.primary_key->options == Options{{"sqlite.on_conflict", std::string("replace")}});
  CHECK_FALSE(t.columns[0].identity);
  REQUIRE(t.uniques.size() == 2);
  CHECK(t.uniques[0].name.empty());
  CHECK(t.uniques[0].options == Options{{"sqlite.on_conflict", std::string("fail")}});
  CHECK(t.uniques[1].name == "uq");
  CHECK(column_names(t.uniques[1].columns) == Names{"b", "c"});
  CHECK(t.uniques[1].columns[1].collation == "rtrim");
  CHECK(t.uniques[1].columns[1].order == Order::desc);
  REQUIRE(t.checks.size() == 2);
  CHECK(t.checks[0].name == "ck");
  CHECK(t.checks[0].expression == "c > 0");
  CHECK(t.checks[1].expression == "a <> c");
  REQUIRE(t.foreign_keys.size() == 2);
  CHECK(t.foreign_keys[0].name == "fk");
  CHECK(t.foreign_keys[0].columns == Names{"c"});
  CHECK(t.foreign_keys[0].target == Names{"x"});
  CHECK(t.foreign_keys[0].on_delete == Action::cascade);
  CHECK(t.foreign_keys[1].target.empty());
  CHECK(t.foreign_keys[1].on_update == Action::set_default);
  CHECK(t.foreign_keys[1].match == Match::partial);
  CHECK(t.foreign_keys[1].deferrable);
  CHECK(t.foreign_keys[1].initially == Initially::deferred);
  CHECK(t.indexes.empty());
}

TEST_CASE("the rowid has another name only by SQLite's own rules") {
  const auto identity = [](const std::string& text) {
    return table("CREATE TABLE t " + text).columns[0].identity.has_value();
  };
  CHECK(identity("(a INTEGER PRIMARY KEY)"));
  CHECK(identity("(a integer primary key asc)"));
  CHECK(identity("(a \"INTEGER\" PRIMARY KEY)"));
  CHECK(identity("(a INTEGER, PRIMARY KEY (a))"));
  CHECK(identity("(a INTEGER, PRIMARY KEY (A DESC))"));
  CHECK(identity("(a INTEGER, PRIMARY KEY ('a' COLLATE nocase))"));
  CHECK_FALSE(identity("(a INTEGER PRIMARY KEY DESC)"));
  CHECK_FALSE(identity("(a INT PRIMARY KEY)"));
  CHECK_FALSE(identity("(a BIGINT PRIMARY KEY)"));
  CHECK_FALSE(identity("(a INTEGER(4) PRIMARY KEY)"));
  CHECK_FALSE(identity("(a INTEGER, b, PRIMARY KEY (a, b))"));
  CHECK_FALSE(identity("(a INTEGER PRIMARY KEY) WITHOUT ROWID"));
}

TEST_CASE("the library agrees on what is another name of the rowid") {
  for (const std::string text :
       {"(a INTEGER PRIMARY KEY)", "(a integer primary key asc)", "(a \"INTEGER\" PRIMARY KEY)",
        "(a [integer] PRIMARY KEY)", "(a INTEGER, PRIMARY KEY (a))", "(a INTEGER, PRIMARY KEY (A DESC))",
        "(a INTEGER, PRIMARY KEY ('a' COLLATE nocase))", "(a INTEGER PRIMARY KEY DESC)", "(a INT PRIMARY KEY)",
        "(a INTEGER(4) PRIMARY KEY)", "(a INTEGER PRIMARY KEY) STRICT"}) {
    INFO(text);
    const auto connection = in_memory({"CREATE TABLE t " + text});
    connection->execute("INSERT INTO t (rowid, a) VALUES (7, 5)");
    const bool alias = connection->query("SELECT rowid FROM t")[0][0] == "5";
    CHECK(introspect_sqlite(*connection).tables[0].columns[0].identity.has_value() == alias);
  }
}

TEST_CASE("indexes are read with expressions, collations, orders and predicates, automatic ones are not") {
  const Schema schema =
      introspect({"CREATE TABLE t (Name TEXT UNIQUE, b INT, PRIMARY KEY (b, name))",
                  "CREATE UNIQUE INDEX ix ON t (name COLLATE nocase DESC, lower(b) , b + 1) WHERE b > 3",
                  "CREATE INDEX a ON t ('b')"});
  const auto& indexes = schema.tables[0].indexes;
  REQUIRE(indexes.size() == 2);
  CHECK(indexes[0].name == "a");
  CHECK(column_names(indexes[0].columns) == Names{"b"});
  CHECK(indexes[1].unique);
  CHECK(indexes[1].where == "b > 3");
  CHECK(indexes[1].columns[0].column == "Name");
  CHECK(indexes[1].columns[0].collation == "nocase");
  CHECK(indexes[1].columns[0].order == Order::desc);
  CHECK(indexes[1].columns[1].expression == "lower(b)");
  CHECK(indexes[1].columns[2].expression == "b + 1");
}

TEST_CASE("options of tables are read") {
  CHECK(table("CREATE TABLE t (a INT PRIMARY KEY) STRICT, WITHOUT ROWID").options ==
        Options{{"sqlite.strict", true}, {"sqlite.without_rowid", true}});
}

TEST_CASE("a foreign key without columns means the parent's key, in the parent's spelling") {
  const Schema schema =
      introspect({"CREATE TABLE Parent (ID INTEGER PRIMARY KEY)",
                  "CREATE TABLE child (a INT REFERENCES PARENT, b INT, c INT REFERENCES parent (id),"
                  " d INT REFERENCES missing, e INT REFERENCES child, FOREIGN KEY (a, b) REFERENCES parent)"});
  const auto& keys = schema.tables[1].foreign_keys;
  REQUIRE(keys.size() == 5);
  CHECK(keys[0].references == "Parent");
  CHECK(keys[0].target == Names{"ID"});
  CHECK(keys[1].target == Names{"ID"});
  CHECK(keys[2].references == "missing");
  CHECK(keys[2].target.empty());
  CHECK(keys[3].target.empty());  // a table without a key has nothing to be meant
  CHECK(keys[4].target.empty());  // two columns cannot mean a key of one
}

TEST_CASE("tables come in order of name; views, triggers and SQLite's own objects do not come") {
  const Schema schema = introspect({"CREATE TABLE zebra (id INTEGER PRIMARY KEY AUTOINCREMENT)", "CREATE TABLE ant (a)",
                                    "CREATE INDEX ix ON ant (a)", "CREATE VIEW bee AS SELECT * FROM ant",
                                    "CREATE TRIGGER tr AFTER INSERT ON ant BEGIN SELECT 1; END", "ANALYZE"});
  CHECK(table_names(schema) == Names{"ant", "zebra"});
}

TEST_CASE("virtual tables and their shadow tables do not come, tables with names like theirs do") {
  const auto connection = in_memory({"CREATE VIRTUAL TABLE doc USING fts5(body)", "CREATE TABLE doc_kept (a)",
                                     "CREATE VIRTUAL TABLE place USING rtree(id, x0, x1)", "CREATE TABLE other (b)"});
  Counting counting(*connection);
  CHECK(table_names(introspect_sqlite(counting)) == Names{"doc_kept", "other"});
  CHECK(counting.count == 2);
}

TEST_CASE("one query is enough, whatever the number of tables") {
  const auto connection = in_memory({"CREATE TABLE a (x)", "CREATE TABLE b (x UNIQUE)", "CREATE INDEX ix ON a (x)"});
  Counting counting(*connection);
  introspect_sqlite(counting);
  CHECK(counting.count == 1);
}

TEST_CASE("a text that cannot be read is an error that names the table") {
  const auto connection =
      in_memory({"CREATE TABLE t (a)", "PRAGMA writable_schema = ON",
                 "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a CHECK oops)' WHERE name = 't'"});
  try {
    introspect_sqlite(*connection);
    FAIL("no error");
  } catch (const DatabaseError& error) {
    CHECK(std::string(error.what()).find("table t") != std::string::npos);
  }
}

TEST_CASE("a thousand tables are read in a moment") {
  const auto connection = connect_sqlite(parse_url("sqlite://"), {});
  connection->execute("BEGIN");
  for (int i = 0; i < 1000; ++i) {
    const std::string name = "table_" + std::to_string(i);
    std::string sql = "CREATE TABLE " + name + " (\n  id INTEGER NOT NULL, \n";
    for (int c = 1; c < 10; ++c) sql += "  column_" + std::to_string(c) + " VARCHAR(50) DEFAULT 'x' NOT NULL, \n";
    connection->execute(sql + "  CONSTRAINT pk_" + name + " PRIMARY KEY (id)\n)");
    connection->execute("CREATE INDEX ix_" + name + "_1 ON " + name + " (column_1)");
    connection->execute("CREATE UNIQUE INDEX ix_" + name + "_2 ON " + name + " (column_2, column_3 DESC)");
  }
  const std::clock_t begin = std::clock();
  const Schema schema = introspect_sqlite(*connection);
  const double milliseconds = 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  CHECK(schema.tables.size() == 1000);
  CHECK(schema.tables[7].indexes.size() == 2);
  INFO("the processor took " << milliseconds << " ms");
  CHECK(milliseconds < 3000);  // of a debug build with sanitizers; a release build takes about 13
}
