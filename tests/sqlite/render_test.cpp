#include "dialects/sqlite/render.hpp"

#include "dialects/sqlite/render_table.hpp"
#include "tests/sqlite/short.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sqlite.hpp"

using namespace migrate;
using migrate::test::column;
using migrate::test::error_of;
using migrate::test::SqliteDatabase;

namespace {

/// The schema of a database that is made of what was rendered from the schema of another.
Schema rendered_again(const Schema& schema) {
  SqliteDatabase db;
  for (const auto& table : schema.tables) {
    db.run(sqlite::render_table(table));
    for (const auto& index : table.indexes) db.run(sqlite::render_index(table.name, index));
  }
  return db.schema();
}

std::string sql_of(const std::vector<Statement>& statements) {
  std::string out;
  for (const auto& statement : statements) out += statement.sql + "\n";
  return out;
}

}  // namespace

TEST_CASE("introspecting what was rendered from a catalog gives the catalog") {
  const std::vector<const char*> tables{
      "CREATE TABLE t (a)",
      "CREATE TABLE t (id INTEGER PRIMARY KEY)",
      "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)",
      "CREATE TABLE t (id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT)",
      "CREATE TABLE t (id INTEGER PRIMARY KEY DESC)",
      "CREATE TABLE t (id INTEGER, PRIMARY KEY (id DESC))",
      "CREATE TABLE t (id INT PRIMARY KEY)",
      "CREATE TABLE t (a TEXT COLLATE NOCASE, b, PRIMARY KEY (b COLLATE RTRIM DESC, a) ON CONFLICT IGNORE)",
      "CREATE TABLE t (a TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID",
      "CREATE TABLE t (a INT, b ANY, c TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
      "CREATE TABLE t (a INT NOT NULL ON CONFLICT FAIL UNIQUE ON CONFLICT ROLLBACK, b UNIQUE, CONSTRAINT u UNIQUE (a, "
      "b DESC))",
      "CREATE TABLE t (a DEFAULT 1, b DEFAULT -1.5, c DEFAULT 'it''s', d DEFAULT NULL, e DEFAULT (1 + 1), f DEFAULT "
      "x'00', "
      "g DEFAULT CURRENT_TIMESTAMP, h DEFAULT (datetime('now')), i DEFAULT TRUE, j DEFAULT word, k DEFAULT ((1) + "
      "(2)))",
      "CREATE TABLE t (a INT CHECK (a > 0), b INT, CONSTRAINT both CHECK (a > b OR b IS NULL), CHECK (b <> ')'))",
      "CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a + 1) STORED, c AS (a || ',') VIRTUAL NOT NULL)",
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT REFERENCES t, b INT CONSTRAINT fk REFERENCES t (id) ON DELETE "
      "CASCADE "
      "ON UPDATE SET DEFAULT DEFERRABLE INITIALLY DEFERRED, FOREIGN KEY (a) REFERENCES t (id) ON DELETE SET NULL MATCH "
      "FULL)",
      "CREATE TABLE \"odd \"\"name\" (\"select\" \"my type\"(3), `b c` VARCHAR(20) COLLATE \"NOCASE\", [d] NUMERIC(10, "
      "2))",
      "CREATE TABLE t (a, b); CREATE INDEX i ON t (a DESC, b COLLATE NOCASE); CREATE UNIQUE INDEX j ON t (lower(a), b "
      "|| 'x') "
      "WHERE a IS NOT NULL AND b > 'x'",
  };
  for (const auto* text : tables) {
    INFO(text);
    SqliteDatabase db;
    db.run(text);
    const auto schema = db.schema();
    CHECK(rendered_again(schema) == schema);
  }
}

TEST_CASE("a table is written with one column or constraint a line, and names for what has them") {
  Table team;
  team.name = "team";
  auto id = column("id", TypeKind::bigint);
  id.nullable = false;
  id.identity.emplace();
  auto name = column("name", TypeKind::varchar);
  name.type.length = 80;
  name.nullable = false;
  auto made = column("order", TypeKind::timestamp);
  made.default_sql = "datetime('now')";
  team.columns = {id, name, made};
  team.primary_key.emplace();
  team.primary_key->name = "pk_team";
  team.primary_key->columns.emplace_back().column = "id";
  Index index;
  index.name = "ix_team_name", index.unique = true;
  index.columns.emplace_back().column = "name";
  team.indexes = {index};
  SqliteDatabase db;
  CHECK(sql_of(db.render({{CreateTable{team}, {}}})) ==
        "CREATE TABLE team (\n    id INTEGER NOT NULL,\n    name VARCHAR(80) NOT NULL,\n"
        "    \"order\" DATETIME DEFAULT (datetime('now')),\n    CONSTRAINT pk_team PRIMARY KEY (id)\n)\n"
        "CREATE UNIQUE INDEX ix_team_name ON team (name)\n");
  team.columns[0].options["sqlite.autoincrement"] = true;
  CHECK(contains(sql_of(db.render({{CreateTable{team}, {}}})),
                 "id INTEGER NOT NULL CONSTRAINT pk_team PRIMARY KEY AUTOINCREMENT,\n"));
}

TEST_CASE("what ALTER TABLE can do is left to it, and the purpose says what is done") {
  SqliteDatabase db;
  db.run("CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT, age INT); CREATE INDEX ix ON hero (name);");
  const TableName hero{"hero", ""};
  CHECK(sql_of(db.render({{AddColumn{hero, column("note", TypeKind::text), ""}, {}},
                          {RenameIndex{hero, "ix", "ix_name"}, {}},
                          {DropColumn{hero, "age", {}, ""}, {}}})) ==
        "ALTER TABLE hero ADD COLUMN note TEXT\nDROP INDEX ix\nCREATE INDEX ix_name ON hero (name)\n"
        "ALTER TABLE hero DROP COLUMN age\n");
  AlterColumn alter;
  alter.table = hero, alter.column = "age";
  alter.set.nullable = false;
  alter.set.default_sql = "18";
  auto copying = SqliteDatabase::that_copies();
  copying.run("CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT, age INT)");
  const auto statements = copying.render({{AddColumn{hero, column("note", TypeKind::text), ""}, {}}, {alter, {}}});
  const auto purpose =
      std::ranges::find_if(statements, [](const auto& s) { return s.sql.starts_with("CREATE TABLE"); });
  REQUIRE(purpose != statements.end());
  CHECK(purpose->purpose == "rebuild hero: set NOT NULL on age, change default of age");
}

TEST_CASE("a batch is one unit, and its recreate is obeyed") {
  SqliteDatabase db;
  db.run("CREATE TABLE hero (a INT, b INT, c INT); INSERT INTO hero VALUES (1, 2, 3);");
  const TableName hero{"hero", ""};
  Batch batch{hero, Recreate::always, {{AddColumn{hero, column("note", TypeKind::text), ""}, {}}}};
  db.apply({{batch, {}}});
  CHECK(db.rebuilt());
  AlterColumn alter;
  alter.table = hero, alter.column = "a";
  alter.set.nullable = false;
  batch.recreate = Recreate::never;
  auto retype = alter;
  retype.set = {};
  retype.set.type = Type{.kind = TypeKind::text};
  batch.operations = {{retype, {}}};
  const auto error = error_of([&] { db.apply({{batch, {}}}); });
  CHECK(contains(error.what(), "would have to be rebuilt (change type of a from INT to TEXT: values are stored "));

  auto rename = alter;
  rename.column = "b", rename.set = {};
  rename.set.name = "bee";
  rename.set.default_sql = "9";
  Index index;
  index.name = "ix_bee";
  index.columns.emplace_back().column = "bee";
  batch.recreate = Recreate::automatic;
  batch.operations = {{alter, {}}, {rename, {}}, {CreateIndex{hero, index}, {}}};
  db.apply({{batch, {}}});
  CHECK(contains(db.sql_of("hero"), "(a INT NOT NULL, bee INT DEFAULT 9, c INT, note TEXT)"));
  CHECK(db.sql_of("ix_bee") == "CREATE INDEX ix_bee ON hero (bee)");
  CHECK(db.dump("SELECT * FROM hero") == "1|2|3|NULL\n");
}

TEST_CASE("SQL is run for its dialect, and each statement knows its line") {
  SqliteDatabase db;
  Execute execute;
  execute.sql = {{"default", "SELECT 1"}, {"sqlite", "CREATE TABLE a (x);\n\n  CREATE TABLE b (x);"}};
  execute.where["sqlite"] = {"r.toml", 10, 7};
  const auto statements = db.render({{execute, {}}});
  REQUIRE(statements.size() == 2);
  CHECK(statements[0].where == Where{"r.toml", 10, 7});
  CHECK(statements[1].where == Where{"r.toml", 12, 3});
  CHECK(db.render({{Execute{{{"mysql", "SELECT 1"}}, {}}, {}}}).empty());
}

TEST_CASE("rows are inserted as they are, many in one statement") {
  SqliteDatabase db;
  db.run("CREATE TABLE t (a, b, c DEFAULT 7)");
  BulkInsert insert;
  insert.table = {"t", ""};
  insert.rows = {{{"a", std::int64_t{1}}, {"b", std::string("it's")}},
                 {{"a", 0.1}, {"b", true}},
                 {{"b", std::string("zero\0byte", 9)}},
                 {}};
  CHECK(db.render({{insert, {}}}).size() == 3);
  db.apply({{insert, {}}});
  CHECK(db.dump("SELECT a, typeof(a), b, length(CAST(b AS BLOB)), c FROM t") ==
        "1|integer|it's|4|7\n0.1|real|1|1|7\n" + std::string("NULL|null|zero\0byte|9|7\n", 24) +
            "NULL|null|NULL|NULL|7\n");
}

TEST_CASE("a row may have NULL, an expression and bytes, and one that fails is named by its line") {
  SqliteDatabase db;
  db.run("CREATE TABLE t (a PRIMARY KEY, b DEFAULT 7, c)");
  BulkInsert insert;
  insert.table = {"t", ""};
  insert.rows = {{{"a", std::int64_t{1}}, {"b", NullCell{}}, {"c", SqlCell{"upper('x') || 1"}}},
                 {{"a", BytesCell{std::string("\0\xFF", 2)}}}};
  insert.lines = {4, 5};
  db.apply({{insert, {"r.toml", 2, 1}}});
  CHECK(db.dump("SELECT hex(a), b, c FROM t") == "31|NULL|X1\n00FF|7|NULL\n");
  const auto statements = db.render({{insert, {"r.toml", 2, 1}}});
  REQUIRE(statements.size() == 2);
  CHECK(statements[1].where == Where{"r.toml", 5, 0});
}

TEST_CASE("many rows become few statements, and large ones more") {
  SqliteDatabase db;
  db.run("CREATE TABLE t (a)");
  BulkInsert insert;
  insert.table = {"t", ""};
  for (std::int64_t i = 0; i < 2000; ++i) insert.rows.push_back({{"a", i}});
  CHECK(db.render({{insert, {}}}).size() == 4);
  for (auto& row : insert.rows) row["a"] = std::string(10'000, 'x');
  CHECK(db.render({{insert, {}}}).size() > 50);
  db.apply({{insert, {}}});
  CHECK(db.dump("SELECT count(*), sum(length(a)) FROM t") == "2000|20000000\n");
}

TEST_CASE("what SQLite lacks is refused with what to write instead") {
  SqliteDatabase db;
  const auto refusal = [&](AnyOperation operation) {
    return error_of([&] { db.apply({{std::move(operation), {"r.toml", 3, 1}}}); });
  };
  Table table;
  table.name = "hero";
  table.columns = {column("role", TypeKind::enumeration)};
  table.columns[0].type.name = "role";
  CHECK(contains(refusal(CreateTable{table}).what(), "table hero, column role: SQLite has no enum types"));
  CHECK(contains(refusal(CreateTable{table}).hint, "sqlite = \"varchar(20)\""));
  CHECK(contains(refusal(CreateEnum{}).what(), "no enum types"));
  CHECK(contains(refusal(CreateSequence{}).what(), "no sequences"));
  CHECK(contains(refusal(CreateSchema{}).what(), "no schemas"));
  CHECK(contains(refusal(DropTable{{"t", "archive"}, {}}).what(), "no schemas: archive.t"));
  CHECK(contains(refusal(Call{"backfill"}).what(), "is C++ code, which cannot be said in SQL"));
  CHECK(refusal(CreateEnum{}).where == Where{"r.toml", 3, 1});
}

TEST_CASE("a comment is nothing to do") {
  SqliteDatabase db;
  db.run("CREATE TABLE t (a INT)");
  AlterColumn alter;
  alter.table = {"t", ""}, alter.column = "a";
  alter.set.comment = "the a";
  CHECK(db.render({{SetTableComment{{"t", ""}, "", "all of t"}, {}}, {alter, {}}}).empty());
}
