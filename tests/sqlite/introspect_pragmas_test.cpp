// Introspection reads the texts of sqlite_schema; here it is compared with what SQLite's own pragmas say of the same
// tables, on schemas written by hand and by chance.
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/equivalence.hpp"
#include "dialects/sqlite/introspect.hpp"
#include "dialects/sqlite/render_table.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/autogenerate/compare.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/read_toml.hpp"
#include "tests/sqlite/in_memory.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;
using migrate::test::in_memory;

namespace {

// What the pragmas say, and what introspection says, in one shape.

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

/// No row gets the default of a column that is the rowid, and none is read.
bool is_rowid(const Table& table, const std::string& column) {
  const auto* held = find_named(table.columns, column);
  return held && held->identity;
}

Facts facts_of_pragmas(Connection& connection, const Table& table) {
  Facts out;
  const bool without_rowid = table.options.contains("sqlite.without_rowid");
  const std::string quoted = sqlite::quote_text(table.name);
  std::map<int, std::string> key;
  for (const auto& row : connection.query(
           "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(" + quoted + ")")) {
    const bool in_key = *row[4] != "0";
    if (in_key) key[std::stoi(*row[4])] = *row[0];
    const std::string default_sql = is_rowid(table, *row[0]) ? "none" : row[3].value_or("none");
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
    const Facts shown = facts_of_pragmas(connection, table);
    CHECK(merged(facts_of(table), table) == merged(shown, table));
  }
}

}  // namespace

TEST_CASE("a table made from a query, and one that was altered, are read from the text that SQLite keeps") {
  const auto connection = in_memory(
      {"CREATE TABLE a (x INT, \"y z\" TEXT)", "CREATE TABLE b AS SELECT x, \"y z\", x + 1 AS \"w\" FROM a",
       "ALTER TABLE a ADD COLUMN w VARCHAR(3) DEFAULT 'it''s' NOT NULL", "ALTER TABLE a RENAME COLUMN x TO \"order\"",
       "ALTER TABLE a RENAME TO \"a b\"", "ALTER TABLE b DROP COLUMN x"});
  check_against_pragmas(*connection);
  CHECK(introspect_sqlite(*connection).tables.size() == 2);
}

TEST_CASE("hand-written schemas are read as the pragmas show them") {
  const auto connection = in_memory(
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

namespace {

/// The database of a seed, without the statements that SQLite refuses: a default in a generated column, an index on a
/// column that is missing.
std::unique_ptr<SqliteConnection> random_database(unsigned seed) {
  auto connection = connect_sqlite(parse_url("sqlite://"), {});
  for (const auto& statement : RandomSchema(seed).statements()) {
    try {
      connection->execute(statement);
    } catch (const DatabaseError&) {
    }
  }
  return connection;
}

unsigned cases() {
  const char* number = std::getenv("MIGRATE_TEST_CASES");
  return number ? static_cast<unsigned>(std::stoul(number)) : 400;
}

std::vector<Operation> differences(const Schema& current, const Schema& wanted) {
  return compare(current, adapt_sqlite(wanted), SqliteEquivalence(), {});
}

}  // namespace

TEST_CASE("random schemas that are rendered afresh are read as the same values") {
  for (unsigned seed = 1; seed <= cases(); ++seed) {
    const auto schema = introspect_sqlite(*random_database(seed));
    const auto copy = connect_sqlite(parse_url("sqlite://"), {});
    INFO("seed " << seed);
    for (const auto& table : schema.tables) {
      INFO(sqlite::render_table(table));
      REQUIRE_NOTHROW(copy->execute(sqlite::render_table(table)));
      for (const auto& index : table.indexes) REQUIRE_NOTHROW(copy->execute(sqlite::render_index(table.name, index)));
    }
    CHECK(introspect_sqlite(*copy) == schema);
    CHECK(read_schema(write_schema(schema), "inspected") == schema);
    CHECK(differences(schema, schema).empty());
  }
}

TEST_CASE("random schemas are read as the pragmas show them") {
  std::size_t tables = 0;
  for (unsigned seed = 1; seed <= cases(); ++seed) {
    const auto connection = random_database(seed);
    INFO("seed " << seed);
    check_against_pragmas(*connection);
    tables += introspect_sqlite(*connection).tables.size();
  }
  CHECK(tables > cases());
}
