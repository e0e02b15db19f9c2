#include "dialects/sqlite/rebuild.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/sqlite.hpp"

using namespace migrate;
using migrate::test::error_of;
using migrate::test::SqliteDatabase;

namespace {

/// Everything that can hang on a table, hanging on `hero`.
const char* const everything = R"(
PRAGMA foreign_keys = ON;
CREATE TABLE team (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE hero (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- the number of the hero
    name TEXT NOT NULL COLLATE NOCASE CONSTRAINT uq_name UNIQUE ON CONFLICT FAIL,
    age INTEGER NOT NULL DEFAULT 18 CHECK (hero.age >= 0),
    team_id INTEGER REFERENCES team (id) ON DELETE SET NULL,
    leader INTEGER REFERENCES hero (id) ON DELETE CASCADE,
    shout TEXT GENERATED ALWAYS AS (upper(name)) STORED
);
CREATE TABLE power (id INTEGER PRIMARY KEY, hero_id INTEGER NOT NULL REFERENCES hero (id) ON DELETE CASCADE, what TEXT);
CREATE TABLE log (what TEXT);
CREATE INDEX ix_expression ON hero (lower(name), age DESC);
CREATE INDEX ix_partial ON hero (age) WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX ix_collated ON hero (name COLLATE RTRIM, age);
CREATE TRIGGER hero_logged AFTER UPDATE OF name ON hero BEGIN
  INSERT INTO log VALUES ('renamed ' || old.name || ' to ' || new.name);
END;
CREATE TRIGGER team_makes_hero AFTER INSERT ON team BEGIN
  INSERT INTO hero (name, team_id) VALUES (new.name || ' leader', new.id);
END;
CREATE VIEW adults AS SELECT name, age FROM hero WHERE age >= 18;
INSERT INTO team VALUES (1, 'Preventers');
INSERT INTO hero (id, name, age, team_id, leader) VALUES (2, 'Deadpond', 30, NULL, NULL), (7, 'Rusty-Man', 48, 1, 2);
INSERT INTO hero (id, name) VALUES (100, 'gone');
DELETE FROM hero WHERE id = 100;
INSERT INTO power VALUES (1, 2, 'jokes'), (2, 7, 'rust');
ANALYZE;
)";

AlterColumn drop_not_null_of_age() {
  AlterColumn change{.table = {"hero", ""}, .column = "age"};
  change.set.nullable = true;
  return change;
}

}  // namespace

TEST_CASE("a rebuild keeps whatever hangs on the table") {
  auto db = SqliteDatabase::that_copies();
  db.run(everything);
  const auto objects = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name <> 'hero' ORDER BY name";
  const auto objects_before = db.dump(objects);
  const auto rows_before = db.dump("SELECT rowid, * FROM hero ORDER BY id");
  const auto powers_before = db.dump("SELECT * FROM power");
  const auto statistics_before = db.dump("SELECT * FROM sqlite_stat1 ORDER BY tbl, idx");

  db.apply({{drop_not_null_of_age(), {}}});

  CHECK(db.rebuilt());
  CHECK(db.table("hero").columns[2].nullable);
  CHECK(db.dump(objects) == objects_before);
  CHECK(db.dump("SELECT rowid, * FROM hero ORDER BY id") == rows_before);
  CHECK(db.dump("SELECT * FROM power") == powers_before);
  CHECK(db.dump("SELECT * FROM sqlite_stat1 ORDER BY tbl, idx") == statistics_before);
  CHECK(db.value("SELECT seq FROM sqlite_sequence WHERE name = 'hero'") == "100");
  CHECK(db.value("PRAGMA foreign_keys") == "1");
  CHECK(db.value("PRAGMA legacy_alter_table") == "0");
  CHECK(db.value("PRAGMA integrity_check") == "ok");
  CHECK(db.dump("PRAGMA foreign_key_check") == "");
}

TEST_CASE("what hangs on a rebuilt table still works") {
  auto db = SqliteDatabase::that_copies();
  db.run(everything);
  db.apply({{drop_not_null_of_age(), {}}});

  db.run("UPDATE hero SET name = 'Wade' WHERE id = 2; INSERT INTO team VALUES (2, 'Z-Force');");
  CHECK(db.value("SELECT what FROM log") == "renamed Deadpond to Wade");
  CHECK(db.value("SELECT id FROM hero WHERE name = 'z-force LEADER'") == "101");
  CHECK(db.value("SELECT count(*) FROM adults") == "4");
  db.run("DELETE FROM hero WHERE id = 2;");
  CHECK(db.value("SELECT count(*) FROM power") == "0");  // of hero 2, and of hero 7, whom it led
}

TEST_CASE("a rebuild changes nothing in the table's text but what the operation names") {
  auto db = SqliteDatabase::that_copies();
  db.run(everything);
  db.apply({{drop_not_null_of_age(), {}}});
  const auto text = db.sql_of("hero");
  CHECK(contains(text, "-- the number of the hero"));
  CHECK(contains(text, "CONSTRAINT uq_name UNIQUE ON CONFLICT FAIL"));
  CHECK(contains(text, "age INTEGER DEFAULT 18 CHECK (age >= 0)"));
  CHECK(contains(text, "leader INTEGER REFERENCES hero (id) ON DELETE CASCADE"));
}

TEST_CASE("a rebuild that fails leaves the schema and the rows as they were") {
  auto db = SqliteDatabase::that_copies();
  db.run(everything);
  const auto schema = db.dump("SELECT * FROM sqlite_master");
  const auto rows = db.dump("SELECT * FROM hero");
  const auto error = error_of([&] {
    db.apply({{drop_not_null_of_age(), {}}, {Execute{{{"default", "INSERT INTO nowhere VALUES (1)"}}, {}}, {}}});
  });
  CHECK(contains(error.what(), "nowhere"));
  CHECK(db.dump("SELECT * FROM sqlite_master") == schema);
  CHECK(db.dump("SELECT * FROM hero") == rows);
  CHECK(db.value("PRAGMA foreign_keys") == "1");
}

TEST_CASE("a rebuild does not run where foreign keys are on") {
  auto db = SqliteDatabase::that_copies();
  db.run(everything);
  const auto statements = db.render({{drop_not_null_of_age(), {}}});
  db.run("BEGIN");
  bool refused = false;
  for (const auto& statement : statements) {
    if (!statement.must_be_empty.empty() && !db.rows(statement.sql).empty()) refused = true;
    if (refused) break;
    if (statement.must_be_empty.empty()) FAIL("a statement wrote before the guard: " << statement.sql);
  }
  db.run("ROLLBACK");
  CHECK(refused);
}

TEST_CASE("what an interrupted run left behind is named, with the way to remove it") {
  auto db = SqliteDatabase::that_copies();
  db.run("CREATE TABLE hero (age INT NOT NULL); CREATE TABLE _alembic_tmp_hero (age INT);");
  const auto error = error_of([&] { db.apply({{drop_not_null_of_age(), {}}}); });
  CHECK(contains(error.what(), "_alembic_tmp_hero"));
  CHECK(contains(error.hint, "DROP TABLE _alembic_tmp_hero"));
}

TEST_CASE("rows keep their rowids where no column carries them") {
  auto db = SqliteDatabase::that_copies();
  db.run(
      "CREATE TABLE hero (rowid TEXT, age INT NOT NULL); INSERT INTO hero (_rowid_, rowid, age) VALUES (5, 'x', 1), "
      "(9, 'y', 2)");
  db.apply({{drop_not_null_of_age(), {}}});
  CHECK(db.dump("SELECT _rowid_, rowid, age FROM hero") == "5|x|1\n9|y|2\n");
}

TEST_CASE("a table without rowid is rebuilt") {
  auto db = SqliteDatabase::that_copies();
  db.run(
      "CREATE TABLE hero (name TEXT PRIMARY KEY, age INT NOT NULL) STRICT, WITHOUT ROWID; INSERT INTO hero VALUES "
      "('a', 1);");
  db.apply({{drop_not_null_of_age(), {}}});
  CHECK(db.dump("SELECT * FROM hero") == "a|1\n");
  CHECK(db.sql_of("hero") == "CREATE TABLE \"hero\" (name TEXT PRIMARY KEY, age INT) STRICT, WITHOUT ROWID");
}
