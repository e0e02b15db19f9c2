#include "dialects/sqlite/introspect.hpp"

#include <chrono>
#include <map>
#include <random>
#include <set>

#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/type_text.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

std::unique_ptr<SqliteConnection> database(const std::vector<std::string>& statements) {
  auto out = connect_sqlite(parse_url("sqlite://"), {});
  for (const auto& statement : statements) {
    INFO(statement);
    REQUIRE_NOTHROW(out->execute(statement));
  }
  return out;
}

Schema introspect(const std::vector<std::string>& statements) { return introspect_sqlite(*database(statements)); }

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
  int count = 0;

 private:
  Connection& inner_;
};

// — what the pragmas say, and what introspection says, in one shape —

using Facts = std::multiset<std::string>;

std::string fact(const std::vector<std::string>& parts) { return join(parts, " | "); }

/// The type as table_xinfo has it: it takes the quotes off a type that begins with one, and what follows with them.
std::string shown_type(const Type& type) {
  const std::string declared = sqlite::declared_type(type);
  const auto first = sqlite::next_token(declared, 0);
  if (first.kind == sqlite::TokenKind::quoted_name || first.kind == sqlite::TokenKind::string) {
    return lower(replace_all(sqlite::unquote_name(first.text), " ", ""));
  }
  return lower(replace_all(declared, " ", ""));
}

Facts facts_of_pragmas(Connection& connection, const std::string& table, bool without_rowid) {
  Facts out;
  const std::string quoted = sqlite::quote_text(table);
  std::map<int, std::string> key;
  for (const auto& row : connection.query(
           "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(" + quoted + ")")) {
    const bool in_key = *row[4] != "0";
    if (in_key) key[std::stoi(*row[4])] = *row[0];
    std::string default_sql = row[3].value_or("none");
    out.insert(fact({"column", *row[0], without_rowid && in_key ? "" : lower(replace_all(*row[1], " ", "")),
                     without_rowid && in_key ? "" : *row[2], default_sql, *row[5]}));
  }
  std::string key_text;
  for (const auto& [position, name] : key) key_text += lower(name) + " ";
  out.insert(fact({"key", key_text}));
  for (const auto& row :
       connection.query("SELECT id, \"table\", \"from\", coalesce(\"to\", ''), on_update, on_delete FROM "
                        "pragma_foreign_key_list(" +
                        quoted + ") ORDER BY id, seq")) {
    out.insert(fact({"reference", lower(*row[1]), lower(*row[2]), lower(*row[4]), lower(*row[5])}));
  }
  for (const auto& row :
       connection.query("SELECT name, \"unique\", origin, partial FROM pragma_index_list(" + quoted + ")")) {
    if (*row[2] == "pk") continue;
    std::string columns;
    for (const auto& column :
         connection.query("SELECT coalesce(name, '(expression)'), \"desc\", coll FROM pragma_index_xinfo(" +
                          sqlite::quote_text(*row[0]) + ") WHERE key")) {
      columns += lower(*column[0]) + " " + *column[1] + " " + lower(*column[2]) + ", ";
    }
    out.insert(fact({*row[2] == "u" ? "unique" : "index " + *row[0], *row[1], *row[3], columns}));
  }
  return out;
}

const char* shown_action(Action action) {
  switch (action) {
    case Action::restrict: return "restrict";
    case Action::cascade: return "cascade";
    case Action::set_null: return "set null";
    case Action::set_default: return "set default";
    default: return "no action";
  }
}

std::string shown_columns(const Table& table, const std::vector<IndexColumn>& columns) {
  std::string out;
  for (const auto& element : columns) {
    const Column* column = find_named(table.columns, element.column);
    std::string collation = element.collation;
    if (collation.empty() && column) collation = column->collation;
    out += lower(element.column.empty() ? "(expression)" : element.column) + " " +
           (element.order == Order::desc ? "1" : "0") + " " + lower(collation.empty() ? "binary" : collation) + ", ";
  }
  return out;
}

Facts facts_of(const Table& table) {
  Facts out;
  const bool without_rowid = table.options.contains("sqlite.without_rowid");
  const auto in_key = [&](const std::string& name) {
    return table.primary_key &&
           std::ranges::any_of(table.primary_key->columns, [&](const auto& element) { return element.column == name; });
  };
  for (const auto& column : table.columns) {
    std::string default_sql = column.default_sql.value_or("none");
    // the pragma drops the parentheses, and the quotes of nothing else
    if (default_sql.starts_with("(")) default_sql = default_sql.substr(1, default_sql.size() - 2);
    const std::string hidden = !column.generated ? "0" : column.generated->stored ? "3" : "2";
    const bool loose = without_rowid && in_key(column.name);
    out.insert(fact({"column", column.name, loose ? "" : shown_type(column.type),
                     loose             ? ""
                     : column.nullable ? "0"
                                       : "1",
                     default_sql, hidden}));
  }
  std::string key;
  if (table.primary_key) {
    for (const auto& element : table.primary_key->columns) key += lower(element.column) + " ";
  }
  out.insert(fact({"key", key}));
  for (const auto& foreign : table.foreign_keys) {
    for (const auto& column : foreign.columns) {
      out.insert(fact({"reference", lower(foreign.references), lower(column), shown_action(foreign.on_update),
                       shown_action(foreign.on_delete)}));
    }
  }
  for (const auto& unique : table.uniques) out.insert(fact({"unique", "1", "0", shown_columns(table, unique.columns)}));
  for (const auto& index : table.indexes) {
    out.insert(fact({"index " + index.name, index.unique ? "1" : "0", index.where.empty() ? "0" : "1",
                     shown_columns(table, index.columns)}));
  }
  return out;
}

/// SQLite makes one index for constraints over the same columns and collations, whatever their order, and none for a
/// UNIQUE that says what the key says; the text has them all, and so has introspection.
Facts merged(const Facts& facts, const Table& table) {
  const auto without_order = [](std::string text) { return replace_all(std::move(text), " 1 ", " 0 "); };
  std::string key = table.primary_key ? shown_columns(table, table.primary_key->columns) : "";
  std::set<std::string> uniques;
  Facts out;
  for (const auto& text : facts) {
    if (text.starts_with("unique")) {
      uniques.insert(without_order(text));
    } else {
      out.insert(text);
    }
  }
  uniques.erase(without_order(fact({"unique", "1", "0", key})));
  out.insert(uniques.begin(), uniques.end());
  return out;
}

void check_against_pragmas(Connection& connection) {
  for (const auto& table : introspect_sqlite(connection).tables) {
    INFO(*connection.query("SELECT sql FROM sqlite_schema WHERE name = " + sqlite::quote_text(table.name))[0][0]);
    const Facts shown = facts_of_pragmas(connection, table.name, table.options.contains("sqlite.without_rowid"));
    CHECK(merged(facts_of(table), table) == merged(shown, table));
  }
}

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
    const auto connection = database({"CREATE TABLE t " + text});
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
  const auto connection = database({"CREATE VIRTUAL TABLE doc USING fts5(body)", "CREATE TABLE doc_kept (a)",
                                    "CREATE VIRTUAL TABLE place USING rtree(id, x0, x1)", "CREATE TABLE other (b)"});
  Counting counting(*connection);
  CHECK(table_names(introspect_sqlite(counting)) == Names{"doc_kept", "other"});
  CHECK(counting.count == 2);
}

TEST_CASE("one query is enough, whatever the number of tables") {
  const auto connection = database({"CREATE TABLE a (x)", "CREATE TABLE b (x UNIQUE)", "CREATE INDEX ix ON a (x)"});
  Counting counting(*connection);
  introspect_sqlite(counting);
  CHECK(counting.count == 1);
}

TEST_CASE("a table made from a query, and one that was altered, are read from the text that SQLite keeps") {
  const auto connection = database(
      {"CREATE TABLE a (x INT, \"y z\" TEXT)", "CREATE TABLE b AS SELECT x, \"y z\", x + 1 AS \"w\" FROM a",
       "ALTER TABLE a ADD COLUMN w VARCHAR(3) DEFAULT 'it''s' NOT NULL", "ALTER TABLE a RENAME COLUMN x TO \"order\"",
       "ALTER TABLE a RENAME TO \"a b\"", "ALTER TABLE b DROP COLUMN x"});
  check_against_pragmas(*connection);
  CHECK(table_names(introspect_sqlite(*connection)) == Names{"a b", "b"});
}

TEST_CASE("a text that cannot be read is an error that names the table") {
  const auto connection = database({"CREATE TABLE t (a)", "PRAGMA writable_schema = ON",
                                    "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a CHECK oops)' WHERE name = 't'"});
  try {
    introspect_sqlite(*connection);
    FAIL("no error");
  } catch (const DatabaseError& error) {
    CHECK(std::string(error.what()).find("table t") != std::string::npos);
  }
}

TEST_CASE("hand-written schemas are read as the pragmas show them") {
  const auto connection = database(
      {"CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT COLLATE NOCASE UNIQUE, a INT, b INT, UNIQUE (a DESC, "
       "b))",
       "CREATE TABLE child (id INTEGER NOT NULL, parent_id INT REFERENCES parent ON DELETE SET NULL, code TEXT "
       "REFERENCES"
       " parent(code) ON UPDATE CASCADE, a INT, b INT, FOREIGN KEY (a, b) REFERENCES parent (a, b) ON DELETE RESTRICT,"
       " PRIMARY KEY (id, a))",
       "CREATE TABLE odd (a \"quoted type\" (1), b 'x', c DOUBLE PRECISION DEFAULT -1.5, d DEFAULT +2, e DEFAULT "
       "\"str\","
       " f DEFAULT word, g AS (c + 1), h INT AS (c) STORED, i DEFAULT (1 + (2)), j BLOB DEFAULT x'00', k DEFAULT NULL,"
       " l VARCHAR (10) NOT NULL DEFAULT '' CONSTRAINT lonely, CONSTRAINT c1 CHECK (a) UNIQUE (b, c) CHECK (d))",
       "CREATE TABLE [with \" and '] (a)", "CREATE TABLE \"quo\"\"ted\" (\"a\"\"b\" INT UNIQUE, `c d` TEXT)",
       "CREATE TABLE wr (k TEXT, v INT NOT NULL, PRIMARY KEY (k DESC)) WITHOUT ROWID",
       "CREATE TABLE keyed (\"a\" INTEGER PRIMARY KEY DESC)", "CREATE INDEX child_ix ON child (parent_id DESC, code)",
       "CREATE UNIQUE INDEX parent_ix ON parent (lower(code), a) WHERE a IS NOT NULL",
       "CREATE INDEX parent_collated ON parent (code COLLATE rtrim, (a), b COLLATE nocase DESC)"});
  check_against_pragmas(*connection);
}

namespace {

/// Random schemas: every clause of the grammar, in random order and spelling.
class RandomSchema {
 public:
  explicit RandomSchema(unsigned seed) : random_(seed) {}

  std::vector<std::string> statements() {
    std::vector<std::string> out;
    const int tables = 1 + number(4);
    for (int i = 0; i < tables; ++i) out.push_back(table("t" + std::to_string(i)));
    for (int i = 0; i < tables; ++i) {
      for (int j = number(3); j > 0; --j) out.push_back(index(i, j));
    }
    return out;
  }

 private:
  int number(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  bool chance(int percent) { return number(100) < percent; }
  std::string one(const std::vector<std::string>& of) {
    return of[static_cast<std::size_t>(number(static_cast<int>(of.size())))];
  }
  std::string space() { return one({" ", "  ", "\n", " /* , ( */ ", " -- ' (\n"}); }
  std::string conflict() {
    return chance(20) ? one({" ON CONFLICT REPLACE", " ON CONFLICT IGNORE", " on conflict abort"}) : "";
  }
  std::string name() {
    return chance(20) ? one({"CONSTRAINT c1 ", "CONSTRAINT \"c 2\" ", "constraint x constraint [y] "}) : "";
  }
  std::string quoted(const std::string& name) {
    return one({name, name, "\"" + name + "\"", "[" + name + "]", "`" + name + "`", upper(name)});
  }

  std::string reference() {
    std::string out = "REFERENCES " + one({"t0", "T1", "\"t2\"", "nowhere"}) + one({"", "(c0)", " ( \"c1\" ) "});
    if (chance(30))
      out += one({" ON DELETE CASCADE", " ON DELETE SET NULL", " on delete restrict", " ON DELETE NO ACTION"});
    if (chance(30)) out += one({" ON UPDATE CASCADE", " ON UPDATE SET DEFAULT"});
    if (chance(20)) out += " MATCH FULL";
    if (chance(20)) out += one({" DEFERRABLE", " NOT DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"});
    return out;
  }

  std::string column_constraint() {
    switch (number(7)) {
      case 0: return name() + "NOT NULL" + conflict();
      case 1: return name() + "UNIQUE" + conflict();
      case 2: return name() + "CHECK (" + one({"1", "c0 <> ')'", "(c0) > (1)", "c0 IN (1, 2)"}) + ")";
      case 3:
        return name() + "DEFAULT " +
               one({"1", "-1", "+ 2.5", "'it''s'", "\"x\"", "word", "CURRENT_TIMESTAMP", "(1 + 2)", "NULL", "true",
                    "x'00'", "0x10"});
      case 4: return name() + "COLLATE " + one({"nocase", "\"rtrim\"", "BINARY"});
      case 5: return name() + reference();
      default: return "NULL";
    }
  }

  std::string column(int i, bool key) {
    std::string out =
        quoted("c" + std::to_string(i)) + space() +
        one({"", "INT", "INTEGER", "VARCHAR(20)", "DOUBLE PRECISION", "NUMERIC(5, 2)", "text", "\"odd\" (3)"});
    if (key) out += space() + name() + "PRIMARY KEY" + one({"", " ASC", " DESC"}) + conflict();
    std::set<std::string> used;
    for (int n = number(4); n > 0; --n) out += space() + column_constraint();
    if (!key && chance(10)) out += " " + one({"GENERATED ALWAYS AS (c0 + 1)", "AS (c0) STORED", "AS (c0) VIRTUAL"});
    return out;
  }

  std::string key_columns(int columns) {
    std::string out;
    const int first = number(columns), count = 1 + number(2);
    for (int i = 0; i < count && i < columns; ++i) {
      if (i) out += "," + space();
      out += quoted("c" + std::to_string((first + i) % columns)) + one({"", "", " COLLATE nocase", " COLLATE rtrim"}) +
             one({"", "", " ASC", " DESC"});
    }
    return out;
  }

  std::string table(const std::string& table_name) {
    const int columns = 1 + number(6);
    const int key = chance(40) ? number(columns) : -1;
    std::string out = "CREATE TABLE" + space() + quoted(table_name) + space() + "(" + space();
    for (int i = 0; i < columns; ++i) out += (i ? "," + space() : "") + column(i, i == key);
    std::string separator = ",";
    const auto add = [&](const std::string& constraint) {
      out += separator + space() + name() + constraint;
      separator = chance(50) ? "," : " ";
    };
    const bool table_key = key < 0 && chance(50);
    if (table_key) add("PRIMARY KEY (" + key_columns(columns) + ")" + conflict());
    for (int n = number(3); n > 0; --n) add("UNIQUE (" + key_columns(columns) + ")" + conflict());
    if (chance(30)) add("CHECK (c0 <> '(')");
    if (chance(30)) add("FOREIGN KEY (c0)" + space() + reference());
    return out + space() + ")" + ((table_key || key >= 0) && chance(20) ? space() + "WITHOUT" + space() + "ROWID" : "");
  }

  std::string index(int table, int i) {
    return "CREATE" + std::string(chance(30) ? " UNIQUE" : "") + " INDEX" + space() + "ix" + std::to_string(table) +
           "_" + std::to_string(i) + space() + "ON t" + std::to_string(table) + " (" +
           one({"c0", "c0 COLLATE nocase DESC", "(c0)", "c0 + 1", "lower(c0) COLLATE rtrim", "c0 || 'x' DESC",
                "c0 DESC, abs(c0)"}) +
           ")" + (chance(30) ? space() + "WHERE" + space() + "c0 > 1" : "");
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("random schemas are read as the pragmas show them") {
  std::size_t tables = 0;
  for (unsigned seed = 1; seed <= 400; ++seed) {
    const auto connection = connect_sqlite(parse_url("sqlite://"), {});
    for (const auto& statement : RandomSchema(seed).statements()) {
      // SQLite refuses some combinations (a default in a generated column, an index on one that is missing)
      try {
        connection->execute(statement);
      } catch (const DatabaseError&) {
      }
    }
    INFO("seed " << seed);
    check_against_pragmas(*connection);
    tables += introspect_sqlite(*connection).tables.size();
  }
  CHECK(tables > 400);
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
  const auto begin = std::chrono::steady_clock::now();
  const Schema schema = introspect_sqlite(*connection);
  const auto took = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin);
  CHECK(schema.tables.size() == 1000);
  CHECK(schema.tables[7].indexes.size() == 2);
  WARN("introspection of 1,000 tables: " << took.count() << " ms");
  CHECK(took.count() < 2000);  // a debug build on a busy machine; the release build needs well under 60
}
