// Which changes are edits in place, which are not, and what each says of itself.
#include <sqlite3.h>

#include "dialects/sqlite/edit.hpp"
#include "dialects/sqlite/edit_verdict.hpp"
#include "tests/sqlite/short.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sqlite.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;
using migrate::test::error_of;
using migrate::test::hero;
using migrate::test::SqliteDatabase;

namespace {

Operation alter(const std::string& column, ColumnChange change) {
  AlterColumn out;
  out.table = hero, out.column = column, out.set = std::move(change);
  return {out, {}};
}
Operation to_type(const std::string& column, TypeKind kind, std::optional<int> length = {}) {
  ColumnChange change;
  change.type = Type{};
  change.type->kind = kind;
  change.type->length = length;
  return alter(column, change);
}
/// As they are written in SQLite.
Operation to_words(const std::string& column, const std::string& type) {
  ColumnChange change;
  change.type = Type{.kind = TypeKind::native, .name = type, .dialect = "sqlite"};
  return alter(column, change);
}
Operation to_null(const std::string& column, bool nullable) { return alter(column, {.nullable = nullable}); }
Operation to_default(const std::string& column, const std::string& value) {
  return alter(column, {.default_sql = value});
}
Operation drop(const std::string& constraint) { return {DropConstraint{hero, constraint, {}}, {}}; }
Operation check(const std::string& name, const std::string& expression) {
  CreateCheck out{hero, {}};
  out.check.name = name, out.check.expression = expression;
  return {out, {}};
}
Operation foreign_key(const std::string& name, const std::string& column) {
  CreateForeignKey out{hero, {}};
  out.foreign_key.name = name, out.foreign_key.columns = {column};
  out.foreign_key.references = "team", out.foreign_key.target = {"id"};
  return {out, {}};
}
Operation add(const std::string& column, std::optional<std::string> value = {}) {
  AddColumn out{hero, {}, ""};
  out.column.name = column, out.column.type.kind = TypeKind::integer, out.column.default_sql = std::move(value);
  return {out, {}};
}

/// What `operations` say of their way on a table `sql` with a few rows; each table's, one a line.
std::string way_on(const std::string& sql, const std::vector<Operation>& operations) {
  SqliteDatabase db;
  db.run("CREATE TABLE team (id INTEGER PRIMARY KEY); INSERT INTO team VALUES (1); " + sql);
  db.apply(operations);
  CHECK(db.value("PRAGMA integrity_check") == "ok");
  std::string out;
  for (const auto& way : db.ways) out += (out.empty() ? "" : "\n") + way;
  return out;
}

const std::string constrained_heroes =
    "CREATE TABLE hero (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL, age INT DEFAULT 1, team_id INT, note TEXT, "
    "stamp TEXT NOT NULL, CONSTRAINT ck_age CHECK (age > 0), CONSTRAINT fk_team FOREIGN KEY (team_id) REFERENCES team "
    "(id)); CREATE INDEX ix_name ON hero (name); "
    "INSERT INTO hero VALUES (1, 'a', 1, 1, 'x', 's'), (2, 'b', 2, NULL, NULL, 's');";

}  // namespace

TEST_CASE("what leaves the rows as they are is an edit in place, and says what it reads") {
  struct Case {
    Operation operation;
    std::string way;
  };
  for (const auto& [operation, way] : std::vector<Case>{
           {drop("ck_age"), "drop check ck_age (reads no row)"},
           {drop("fk_team"), "drop foreign key fk_team (reads no row)"},
           {to_null("name", true), "drop NOT NULL of name (reads no row)"},
           {to_type("name", TypeKind::varchar, 50),
            "change type of name from VARCHAR(20) to VARCHAR(50) (reads no row)"},
           {to_default("age", "18"), "change default of age (reads no row)"},
           {to_default("note", "'none'"), "change default of note (reads no row)"},
           {alter("note", {.collation = "NOCASE"}), "change collation of note (reads no row)"},
           {{RenameConstraint{hero, "ck_age", "ck_years"}, {}}, "rename constraint ck_age to ck_years (reads no row)"},
           {to_null("age", false), "set NOT NULL on age (reads 2 rows)"},
           {check("ck_new", "age < 200"), "add check ck_new (reads 2 rows)"},
           {foreign_key("fk_new", "team_id"), "add foreign key fk_new (reads 2 rows)"},
       }) {
    CHECK(way_on(constrained_heroes, {operation}) == "edit hero in place: " + way);
  }
}

TEST_CASE("what changes how rows or indexes are stored is a rebuild, and says why") {
  const std::string base = "INSERT INTO hero VALUES (1, '2', 'x');";
  const auto rebuilt = [&](const std::string& table, const Operation& operation, const std::string& why) {
    const auto way = way_on("CREATE TABLE hero " + table + "; " + base, {operation});
    INFO(table << "\n" << way);
    CHECK(way.starts_with("rebuild hero: "));
    CHECK(contains(way, "(" + why + "; copies 1 row)"));
  };
  rebuilt("(id INTEGER PRIMARY KEY, v TEXT, w TEXT)", to_type("v", TypeKind::integer), "values are stored otherwise");
  rebuilt("(id INTEGER PRIMARY KEY, v REAL, w TEXT)", to_type("v", TypeKind::integer), "values are stored otherwise");
  rebuilt("(id INT, v TEXT, w TEXT) STRICT", to_words("v", "ANY"), "values are stored otherwise");
  const auto collation = alter("w", {.collation = "NOCASE"});
  const std::string compares = "what compares or sorts by w must be built again";
  rebuilt("(id INT, v TEXT, w TEXT UNIQUE)", collation, compares);
  rebuilt("(id INT, v TEXT, w TEXT CHECK (w > 'a'))", collation, compares);
  rebuilt("(id INT, v TEXT, w TEXT, g AS (w = 'X') STORED)", collation, compares);
  rebuilt("(id INT, v TEXT, w TEXT, PRIMARY KEY (v, w)) WITHOUT ROWID", collation, compares);
  rebuilt("(id INT, v TEXT, w TEXT); CREATE INDEX i ON hero (w || v)", collation, compares);
  rebuilt("(id INT, v TEXT, w TEXT); CREATE INDEX i ON hero (v) WHERE w > 'a'", collation, compares);
  CreateUnique unique{hero, {}};
  unique.unique.name = "uq";
  unique.unique.columns.emplace_back().column = "v";
  rebuilt("(id INT, v TEXT, w TEXT)", {unique, {}}, "a key has an index, which must be built");
  SetTableOptions strict;
  strict.table = hero, strict.to["sqlite.strict"] = true;
  rebuilt("(id INT, v TEXT, w TEXT)", {strict, {}}, "it concerns how rows are stored");
  AlterColumn converted{.table = hero, .column = "w"};
  converted.using_expression = "upper(w)";
  rebuilt("(id INT, v TEXT, w TEXT)", {converted, {}}, "the rows get new values");
}

TEST_CASE("an edit of a text is harmless only where it is known to be") {
  const auto obstacle = [](const std::string& before, const std::string& after) {
    const auto sql = [](const std::string& body) { return "CREATE TABLE t (" + body + ")"; };
    return sqlite::judge_edit({}, {sql(before), sql(after), {}, false, {}}).obstacle;
  };
  CHECK(obstacle("a, b CHECK (b > 1), CHECK (a)", "a, b") == "");
  CHECK(obstacle("a, b CHECK (b > 1)", "a, b /* c */ CONSTRAINT x CHECK ( b>1 )") == "");
  CHECK(obstacle("a UNIQUE, b, UNIQUE (b)", "a CONSTRAINT x UNIQUE, b, CONSTRAINT y UNIQUE (b)") == "");
  CHECK(obstacle("a INT, b VARCHAR(5)", "a BIGINT, b TEXT") == "");
  CHECK(obstacle("a INTEGER PRIMARY KEY", "a BIGINT PRIMARY KEY") == "values are stored otherwise");
  CHECK(obstacle("a INT PRIMARY KEY", "a INTEGER PRIMARY KEY") == "values are stored otherwise");
  CHECK(obstacle("a INT, PRIMARY KEY (a)", "a INTEGER, PRIMARY KEY (a)") == "values are stored otherwise");
  CHECK(obstacle("a INT PRIMARY KEY", "a BIGINT PRIMARY KEY") == "values are stored otherwise");
  CHECK(obstacle("a REAL", "a INT") == "values are stored otherwise");
  CHECK(obstacle("a UNIQUE, b UNIQUE", "a, b UNIQUE, UNIQUE (a)") != "");
  CHECK(obstacle("a UNIQUE", "a UNIQUE ON CONFLICT IGNORE") != "");
  CHECK(obstacle("a INTEGER PRIMARY KEY", "a INTEGER PRIMARY KEY AUTOINCREMENT") != "");
  CHECK(obstacle("a, b AS (a)", "a, b AS (a + 1)") != "");
  CHECK(obstacle("a, b AS (a)", "a, b AS (a) STORED") != "");
  CHECK(obstacle("a, b", "b, a") != "");
  CHECK(obstacle("a, b", "a NOT NULL, b") == "nothing has looked for NULL in a");
  CHECK(obstacle("a, b", "a, b CHECK (a)") != "");
  CHECK(obstacle("a, b", "a, b REFERENCES t (a)") != "");
  CHECK(obstacle("a, b REFERENCES t (a)", "a, b REFERENCES t (a) ON DELETE CASCADE") == "");
}

TEST_CASE("rows that read a column from its DEFAULT keep their values when the DEFAULT changes") {
  SqliteDatabase db;
  db.run(
      "CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO hero VALUES (1, 'a'); "
      "ALTER TABLE hero ADD COLUMN age INT DEFAULT 5; INSERT INTO hero VALUES (2, 'b', 6);");
  db.apply({to_default("age", "18")});
  CHECK(db.ways == std::vector<std::string>{
                       "rebuild hero: change default of age (rows read age from its DEFAULT; copies 2 rows)"});
  CHECK(db.dump("SELECT id, age FROM hero") == "1|5\n2|6\n");
  db.apply({to_default("age", "21")});  // the copy has written the value into the row
  CHECK(db.ways == std::vector<std::string>{"edit hero in place: change default of age (reads no row)"});
  CHECK(db.dump("SELECT id, age FROM hero") == "1|5\n2|6\n");
  db.run("ALTER TABLE hero ADD COLUMN note TEXT");
  db.apply({to_default("note", "'none'")});  // the same of a column that had no DEFAULT
  CHECK(db.ways.at(0).starts_with("rebuild"));
  CHECK(db.dump("SELECT id, note FROM hero") == "1|NULL\n2|NULL\n");
}

TEST_CASE("the type of a key says which of a table's indexes is which") {
  SqliteDatabase db;
  db.run(
      "CREATE TABLE hero (id INTEGER PRIMARY KEY NOT NULL, a TEXT, b TEXT, UNIQUE (id, a)) WITHOUT ROWID; "
      "INSERT INTO hero VALUES (1, 'a', 'b')");
  AlterColumn change{.table = hero, .column = "id"};
  change.from = change.to = db.table("hero").columns.at(0);
  change.to->type.kind = TypeKind::bigint;
  change.to->identity.reset();
  db.apply({{change, {}}});
  CHECK(contains(db.sql_of("hero"), "id BIGINT"));
  CHECK(db.dump("SELECT * FROM hero") == "1|a|b\n");
  CHECK(db.value("PRAGMA integrity_check") == "ok");
}

TEST_CASE("an index does not tell whether rows hold a column") {
  for (const std::string words : {"", "WITHOUT ROWID"}) {
    SqliteDatabase db;
    db.run("CREATE TABLE hero (id INT PRIMARY KEY, name TEXT) " + words + "; INSERT INTO hero VALUES (1, 'a'); " +
           "ALTER TABLE hero ADD COLUMN age INT DEFAULT 5; CREATE INDEX ix_age ON hero (age, id);");
    db.apply({to_default("age", "18")});
    CHECK(db.dump("SELECT age FROM hero NOT INDEXED") == "5\n");
    CHECK(db.value("PRAGMA integrity_check") == "ok");
  }
}

TEST_CASE("looking for rows that read a DEFAULT leaves nothing behind") {
  SqliteDatabase db;
  db.run("CREATE TABLE hero (id INTEGER PRIMARY KEY, age INT DEFAULT 5); INSERT INTO hero VALUES (1, 5)");
  const auto version = db.value("PRAGMA schema_version");
  db.run("BEGIN");
  const auto text = db.sql_of("hero");
  CHECK(db.render({to_default("age", "6")}).size() > 1);
  CHECK(db.sql_of("hero") == text);
  db.run("COMMIT");
  CHECK(db.value("PRAGMA schema_version") == version);
  CHECK(db.value("PRAGMA writable_schema") == "0");
}

TEST_CASE("a text proves that rows hold a column only by a later one that is never NULL") {
  const auto proves = [](const std::string& sql) {
    return sqlite::is_in_every_row(sqlite::parse_create_table(sql), sql, "b");
  };
  CHECK(proves("CREATE TABLE t (a, b NOT NULL)"));
  CHECK(proves("CREATE TABLE t (a, b, c NOT NULL)"));
  CHECK(proves("CREATE TABLE t (a, b, PRIMARY KEY (b)) WITHOUT ROWID"));
  CHECK_FALSE(proves("CREATE TABLE t (a, b, c)"));
  CHECK_FALSE(proves("CREATE TABLE t (a NOT NULL, b)"));
  CHECK_FALSE(proves("CREATE TABLE t (a, b, c NOT NULL DEFAULT 1)"));
  CHECK_FALSE(proves("CREATE TABLE t (a, b, c INTEGER PRIMARY KEY NOT NULL)"));
  CHECK_FALSE(proves("CREATE TABLE t (a, b, c TEXT NOT NULL, PRIMARY KEY (c)) WITHOUT ROWID"));
  CHECK_FALSE(proves("CREATE TABLE t (a, b, c AS (a) NOT NULL)"));
  CHECK_FALSE(proves("CREATE TABLE t (a, b, CHECK (a > b))"));  // ADD COLUMN puts its column before the constraints
}

TEST_CASE("what SQLite can do by itself goes along with an edit in place") {
  SqliteDatabase db;
  db.run("CREATE TABLE team (id INTEGER PRIMARY KEY); " + constrained_heroes);
  db.apply({drop("ck_age"),
            {DropColumn{hero, "age", {}, ""}, {}},
            add("boss"),
            foreign_key("fk_boss", "boss"),
            to_type("name", TypeKind::varchar, 50)});
  REQUIRE(db.ways.size() == 1);
  CHECK(db.ways[0].starts_with("edit hero in place: drop column age, add column boss, drop check ck_age, "));
  CHECK(contains(db.sql_of("hero"),
                 "name VARCHAR(50) NOT NULL, team_id INT, note TEXT, stamp TEXT NOT NULL, boss "
                 "INTEGER, CONSTRAINT fk_team"));
  CHECK(contains(db.sql_of("hero"), "CONSTRAINT fk_boss FOREIGN KEY (boss) REFERENCES team (id)"));
  CHECK(db.dump("SELECT * FROM hero") == "1|a|1|x|s|NULL\n2|b|NULL|NULL|s|NULL\n");
  CHECK(db.value("PRAGMA integrity_check") == "ok");
}

TEST_CASE("a column goes with its foreign key, and no row is copied for the key") {
  CHECK(way_on(constrained_heroes, {{DropColumn{hero, "team_id", {}, ""}, {}}}) ==
        "edit hero in place: drop column team_id, drop foreign key fk_team (writes 2 rows)");
}

TEST_CASE("a SQLite that can change constraints by itself is asked to") {
  const auto native = [](int version, const Operation& operation) {
    sqlite::TableDraft draft;
    draft.name = "hero", draft.version = version;
    draft.sql = draft.original_sql = "CREATE TABLE hero (id INT, age INT NOT NULL, CONSTRAINT ck CHECK (age > 0))";
    sqlite::apply(draft, operation);
    CHECK(draft.reasons.empty() != draft.native.empty());
    return draft.native.empty() ? "" : draft.native.at(0).sql;
  };
  CHECK(native(3053000, to_null("age", true)) == "ALTER TABLE hero ALTER COLUMN age DROP NOT NULL");
  CHECK(native(3053000, to_null("id", false)) == "ALTER TABLE hero ALTER COLUMN id SET NOT NULL");
  CHECK(native(3053000, check("ck_2", "age < 9")) == "ALTER TABLE hero ADD CONSTRAINT ck_2 CHECK (age < 9)");
  CHECK(native(3053000, drop("ck")) == "ALTER TABLE hero DROP CONSTRAINT ck");
  CHECK(native(3053000, check("", "age < 9")) == "");
  CHECK(native(3053000, to_default("age", "7")) == "");
  CHECK(native(3052000, drop("ck")) == "");
}

TEST_CASE("a check of a new column's default is SQLite's to make") {
  CHECK(way_on(constrained_heroes, {add("level", "3"), check("ck_level", "level > '2'")}).starts_with("rebuild hero"));
  CHECK(way_on(constrained_heroes, {add("level"), check("ck_level", "level > '2'")}).starts_with("edit hero in place"));
}

TEST_CASE("rows that a tightened constraint does not allow are refused, and nothing has changed") {
  SqliteDatabase db;
  db.run("CREATE TABLE team (id INTEGER PRIMARY KEY); " + constrained_heroes);
  const auto before = db.dump("SELECT * FROM sqlite_master") + db.value("PRAGMA schema_version");
  const auto refusal = [&](const Operation& operation) { return error_of([&] { db.apply({operation}); }); };
  CHECK(refusal(to_null("note", false)).details == std::vector<std::string>{"1 row", "row 2: note is NULL"});
  CHECK(refusal(check("ck", "age > 1")).details == std::vector<std::string>{"1 row", "row 1: age = 1"});
  CHECK(refusal(foreign_key("fk", "age")).details.front() == "2 rows");
  CHECK(db.dump("SELECT * FROM sqlite_master") + db.value("PRAGMA schema_version") == before);
  CHECK(db.value("PRAGMA writable_schema") == "0");
}

TEST_CASE("a new foreign key compares as SQLite does, and not as an equation would") {
  SqliteDatabase db;
  db.run(
      "CREATE TABLE team (id TEXT PRIMARY KEY); INSERT INTO team VALUES ('010'); "
      "CREATE TABLE hero (id INTEGER PRIMARY KEY, team_id INT); INSERT INTO hero VALUES (1, 10);");
  const auto error = error_of([&] { db.apply({foreign_key("fk", "team_id")}); });
  CHECK(contains(error.what(), "without the row that a foreign key names"));
  CHECK_FALSE(contains(db.sql_of("hero"), "fk"));
}

TEST_CASE("an edit in place takes effect at once, for every connection, and after a rollback not at all") {
  const TemporaryFolder folder;
  const auto file = (folder.path / "app.db").string();
  SqliteDatabase db(file), other(file);
  db.run("CREATE TABLE hero (id INTEGER PRIMARY KEY, age INT CHECK (age > 0))");
  const auto insert = [](SqliteDatabase& to) { to.run("INSERT INTO hero (age) VALUES (-1)"); };
  CHECK(contains(error_of([&] { insert(other); }).what(), "CHECK constraint failed"));
  const std::vector<Operation> change = {{DropConstraint{hero, "", Check{.expression = "age > 0"}}, {}}};
  {
    const auto transaction = sqlite_dialect().begin(*db.connection, change);
    for (const auto& statement : db.render(change)) {
      if (statement.must_be_empty.empty()) db.connection->execute(statement.sql);
    }
    insert(db);
  }
  CHECK(contains(error_of([&] { insert(db); }).what(), "CHECK constraint failed"));
  db.apply(change);
  insert(db);
  insert(other);
  CHECK(db.value("SELECT count(*) FROM hero") == "2");
}

TEST_CASE("the ways can be chosen: never a copy, always one, never an edit") {
  SqliteDatabase db, copies = SqliteDatabase::that_copies();
  for (auto* each : {&db, &copies}) each->run("CREATE TABLE team (id INTEGER PRIMARY KEY); " + constrained_heroes);
  const auto batch = [](Recreate recreate) { return Operation{Batch{hero, recreate, {drop("ck_age")}}, {}}; };
  const auto error = error_of([&] { copies.apply({batch(Recreate::never)}); });
  CHECK(contains(error.what(), "would have to be rebuilt (drop check ck_age: sqlite_edit_in_place is false)"));
  copies.apply({batch(Recreate::automatic)});
  CHECK(copies.ways.at(0) == "rebuild hero: drop check ck_age (sqlite_edit_in_place is false; copies 2 rows)");
  db.apply({batch(Recreate::always)});
  CHECK(db.ways.at(0) == "rebuild hero: drop check ck_age (the batch says recreate = \"always\"; copies 2 rows)");
  db.apply({{Batch{hero, Recreate::never, {drop("fk_team")}}, {}}});
  CHECK(db.ways.at(0) == "edit hero in place: drop foreign key fk_team (reads no row)");
}

namespace {

int make_defensive(sqlite3* database, char**, const sqlite3_api_routines*) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
}

}  // namespace

TEST_CASE("where SQLite lets nobody write to its schema, the table is rebuilt") {
  const auto entry = reinterpret_cast<void (*)()>(make_defensive);
  REQUIRE(sqlite3_auto_extension(entry) == SQLITE_OK);
  SqliteDatabase db;
  sqlite3_cancel_auto_extension(entry);
  db.run("CREATE TABLE team (id INTEGER PRIMARY KEY); " + constrained_heroes);
  db.apply({drop("ck_age")});
  CHECK(db.ways.at(0) == "rebuild hero: drop check ck_age (SQLite is in defensive mode; copies 2 rows)");
}
