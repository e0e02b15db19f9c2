// What comes of operations as people write them by hand: without names, on tables that are not plain, with values that
// the new type would change.
#include <cmath>

#include "dialects/sqlite/edit.hpp"
#include "tests/sqlite/short.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sqlite.hpp"

using namespace migrate;
using migrate::test::column;
using migrate::test::error_of;
using migrate::test::hero;
using migrate::test::key;
using migrate::test::SqliteDatabase;
using migrate::test::type;

namespace {

AlterColumn change_of_type(TypeKind kind, std::optional<int> length = {}) {
  AlterColumn out;
  out.table = hero;
  out.column = "v";
  out.set.type = type(kind, length);
  return out;
}

/// What the change of the one value of a column says; "no error was thrown" where it is done.
std::string said_of_change(const std::string& declared, const std::string& value, const AlterColumn& operation) {
  SqliteDatabase db;
  db.run("CREATE TABLE hero (v " + declared + "); INSERT INTO hero VALUES (" + value + ")");
  return error_of([&] { db.apply({{operation, {}}}); }).what();
}

const std::string no_refusal = "no error was thrown";

}  // namespace

TEST_CASE("text that a number's type would write in another way is not changed without being asked") {
  for (const std::string text :
       {"007", "1e3", " 5", "+5", "-0", "12.50", "9007199254740993.5", "", "forty", "123456789012345678901234567890"}) {
    for (const auto kind : {TypeKind::integer, TypeKind::numeric, TypeKind::real}) {
      CAPTURE(text);
      CHECK(contains(said_of_change("TEXT", "'" + text + "'", change_of_type(kind)), "would not survive"));
    }
  }
  for (const std::string text : {"0", "-5", "12.5", "9007199254740992"}) {
    for (const auto kind : {TypeKind::integer, TypeKind::numeric, TypeKind::real}) {
      CAPTURE(text);
      CHECK(said_of_change("TEXT", "'" + text + "'", change_of_type(kind)) == no_refusal);
    }
  }
}

TEST_CASE("text in a date's column stays text, and what would become a number is refused") {
  CHECK(contains(said_of_change("TEXT", "'00012026'", change_of_type(TypeKind::date)), "would not survive"));
  CHECK(said_of_change("TEXT", "'2026-01-31'", change_of_type(TypeKind::date)) == no_refusal);
  CHECK(said_of_change("TEXT", "'2026-01-31 12:00:00'", change_of_type(TypeKind::timestamp)) == no_refusal);
}

TEST_CASE("whole numbers that REAL would round are refused") {
  for (const std::string number : {"9223372036854775807", "9007199254740993", "'9007199254740993'"}) {
    CAPTURE(number);
    CHECK(contains(said_of_change(number[0] == '\'' ? "TEXT" : "BIGINT", number, change_of_type(TypeKind::real)),
                   "not survive"));
  }
  CHECK(said_of_change("BIGINT", "-9223372036854775808", change_of_type(TypeKind::real)) == no_refusal);
  CHECK(said_of_change("BIGINT", "4611686018427387904", change_of_type(TypeKind::real)) == no_refusal);
}

TEST_CASE("a conversion that is said is done") {
  auto operation = change_of_type(TypeKind::integer);
  operation.using_expression = "CAST(v AS INTEGER)";
  SqliteDatabase db;
  db.run("CREATE TABLE hero (v TEXT); INSERT INTO hero VALUES ('007'), ('1e3')");
  db.apply({{operation, {}}});
  CHECK(db.dump("SELECT v, typeof(v) FROM hero") == "7|integer\n1|integer\n");
}

TEST_CASE("an index without a name gets it by convention, and goes by what it is made of") {
  SqliteDatabase db;
  CreateTable create;
  create.table.name = "hero";
  create.table.columns = {column("a", type(TypeKind::integer)), column("b", type(TypeKind::integer))};
  create.table.indexes.emplace_back().columns = {key("a")};
  CreateIndex index{hero, {}};
  index.index.columns = {key("b")};
  db.apply({{create, {}}, {index, {}}});
  CHECK(contains(db.sql_of("ix_hero_a"), "ON hero (a)"));
  CHECK(contains(db.sql_of("ix_hero_b"), "ON hero (b)"));

  DropIndex drop;
  drop.table = hero;
  CHECK(contains(error_of([&] { db.apply({{drop, {}}}); }).what(), "drop_index does not say which index"));
  drop.index = index.index;
  db.apply({{drop, {}}});
  CHECK(db.sql_of("ix_hero_b").empty());
}

TEST_CASE("a column that is added to a strict table gets a type that it can have") {
  SqliteDatabase db;
  db.run("CREATE TABLE hero (v INTEGER) STRICT");
  AddColumn text{hero, {}, ""}, moment{hero, {}, ""};
  text.column = column("name", type(TypeKind::varchar, 10));
  moment.column = column("at", type(TypeKind::timestamp));
  db.apply({{text, {}}, {moment, {}}, {change_of_type(TypeKind::varchar, 10), {}}});
  CHECK(db.sql_of("hero") == "CREATE TABLE \"hero\" (v TEXT, name TEXT, at TEXT) STRICT");
}

TEST_CASE("a virtual table is refused by name, and can be renamed and dropped") {
  SqliteDatabase db;
  db.run("CREATE VIRTUAL TABLE hero USING fts5(name)");
  AddColumn addition{hero, {}, ""};
  addition.column = column("age", type(TypeKind::integer));
  const auto error = error_of([&] { db.apply({{addition, {}}}); });
  CHECK(contains(error.what(), "hero is a virtual table (fts5)"));
  CHECK(contains(error.hint, "execute"));
  DropTable drop;
  drop.table = {"heroes", ""};
  db.apply({{RenameTable{hero, "heroes"}, {}}, {drop, {}}});
  CHECK(db.value("SELECT count(*) FROM sqlite_master") == "0");
}

TEST_CASE("an error in a rebuild names the table, not the one that takes its place") {
  auto db = SqliteDatabase::that_copies();
  db.run("CREATE TABLE hero (a INTEGER NOT NULL, v INTEGER NOT NULL UNIQUE); INSERT INTO hero VALUES (1, 1), (2, 2)");
  auto operation = change_of_type(TypeKind::integer);
  operation.using_expression = "7";
  const auto error = error_of([&] { db.apply({{operation, {}}}); });
  CHECK(contains(error.what(), "UNIQUE constraint failed: hero.v"));
}

TEST_CASE("a strict table gets no column whose default it could not hold") {
  SqliteDatabase db;
  db.run("CREATE TABLE hero (a INTEGER) STRICT; INSERT INTO hero VALUES (1)");
  AddColumn add{hero, {}, ""};
  add.column.name = "n", add.column.type.kind = TypeKind::integer, add.column.default_sql = "'x'";
  CHECK(contains(error_of([&] { db.apply({{add, {}}}); }).what(), "cannot hold its default 'x'"));
  add.column.default_sql = "'7'";
  db.apply({{add, {}}});
  CHECK(db.value("PRAGMA integrity_check") == "ok");
}

TEST_CASE("a table without columns is refused with a sentence") {
  SqliteDatabase db;
  CreateTable create;
  create.table.name = "hero";
  CHECK(contains(error_of([&] { db.apply({{create, {}}}); }).what(), "table hero has no columns"));
}

TEST_CASE("a PRAGMA foreign_keys that would do nothing is refused") {
  const auto execute = [](const std::string& sql) { return Operation{Execute{{{"default", sql}}, {}}, {}}; };
  SqliteDatabase db;
  const auto error = error_of([&] { db.apply({execute("SELECT 1; PRAGMA foreign_keys = OFF")}); });
  CHECK(contains(error.what(), "SQLite ignores PRAGMA foreign_keys"));
  CHECK(contains(error.hint, "transaction = false"));
  CHECK_NOTHROW(db.apply({execute("PRAGMA foreign_keys")}));
  CHECK(db.render({execute("PRAGMA foreign_keys = OFF")}).size() == 1);
}

TEST_CASE("an index that a foreign key refers to is not dropped") {
  SqliteDatabase db;
  db.run(
      "CREATE TABLE p (id INTEGER PRIMARY KEY, k TEXT); CREATE UNIQUE INDEX pk ON p (k); INSERT INTO p VALUES (1, 'a');"
      "CREATE TABLE c (id INTEGER PRIMARY KEY, k TEXT REFERENCES p (k)); INSERT INTO c VALUES (1, 'a')");
  DropIndex drop{{"p", ""}, "pk", {}};
  CHECK(contains(error_of([&] { db.apply({{drop}}); }).what(), "a foreign key that SQLite cannot check"));
  CHECK(db.value("SELECT count(*) FROM sqlite_schema WHERE name = 'pk'") == "1");
}

TEST_CASE("a table that a view or a trigger of another table names is not dropped") {
  SqliteDatabase db;
  db.run(
      "CREATE TABLE log (id INTEGER PRIMARY KEY, m TEXT); CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);"
      "CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log (m) VALUES (new.a); END;"
      "CREATE TRIGGER own AFTER INSERT ON log BEGIN SELECT 1; END");
  CHECK(contains(error_of([&] { db.apply({{DropTable{{"log", ""}, {}}}}); }).what(), "would break trigger tr"));
  db.run("DROP TRIGGER tr; CREATE VIEW v AS SELECT m FROM log");
  CHECK(contains(error_of([&] { db.apply({{DropTable{{"log", ""}, {}}}}); }).what(), "would break view v"));
  db.run("DROP VIEW v");
  db.apply({{DropTable{{"log", ""}, {}}}});
  CHECK(db.value("SELECT count(*) FROM sqlite_schema WHERE name = 'log'") == "0");
}

TEST_CASE("a row of bulk_insert that SQLite would not keep as it is written is refused") {
  SqliteDatabase db;
  db.run("CREATE TABLE t (a TEXT)");
  const auto insert = [&](std::map<std::string, Cell> row) {
    return std::string(error_of([&] { db.apply({{BulkInsert{{"t", ""}, {std::move(row)}}}}); }).what());
  };
  CHECK(contains(insert({{"a", std::string("x")}, {"A", std::string("y")}}), "names the column"));
  CHECK(contains(insert({{"a", std::nan("")}}), "has nan for a"));
  CHECK(db.value("SELECT count(*) FROM t") == "0");
}

TEST_CASE("a check on a new DATE column sees its text") {
  SqliteDatabase db;
  db.run("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2);");
  AddColumn addition{{"t", ""}, {}, ""};
  addition.column.name = "born";
  addition.column.type.kind = TypeKind::date;
  addition.column.default_sql = "'2026-01-01'";
  const auto check = [](const std::string& expression) {
    CreateCheck out{{"t", ""}, {}};
    out.check.name = "ck_t_born";
    out.check.expression = expression;
    return Operation{out, {}};
  };
  const auto error = error_of([&] { db.apply({{addition, {}}, check("born < '2000-01-01'")}); });
  CHECK(contains(error.what(), "ck_t_born"));
  db.apply({{addition, {}}, check("born > '2000-01-01'")});
  CHECK(db.dump("SELECT born FROM t") == "2026-01-01\n2026-01-01\n");
}
