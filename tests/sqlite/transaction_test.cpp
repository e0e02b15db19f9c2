#include "dialects/sqlite/transaction.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/sqlite.hpp"

using namespace migrate;
using migrate::test::error_of;
using migrate::test::SqliteDatabase;

namespace {

const char* const family = R"(
CREATE TABLE parent (id INTEGER PRIMARY KEY);
CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INT REFERENCES parent (id) ON DELETE CASCADE);
INSERT INTO parent VALUES (1), (2);
INSERT INTO child VALUES (10, 1), (20, 2);
)";

Operation execute(const std::string& sql) { return {Execute{{{"default", sql}}, {}}, {}}; }

Operation nullable(const std::string& table, const std::string& column) {
  AlterColumn out;
  out.table = {table, ""};
  out.column = column;
  out.set.nullable = false;
  return {out, {}};
}

}  // namespace

TEST_CASE("a script of a rebuild, run where foreign keys are on, keeps the rows that refer to the table") {
  SqliteDatabase db;
  db.run(family);
  db.run("ALTER TABLE parent ADD COLUMN name TEXT; UPDATE parent SET name = 'x'; PRAGMA foreign_keys = ON");
  const std::vector<Operation> planned{nullable("parent", "name")};
  const auto statements = db.render(planned);
  const auto frame = sqlite_dialect().frame(planned);
  std::string script;
  for (const auto* part : {&frame.before, &statements, &frame.after}) {
    for (const auto& statement : *part) {
      if (statement.must_be_empty.empty()) script += statement.sql + ";\n";
    }
  }
  db.run(script);
  CHECK(db.dump("SELECT * FROM child") == "10|1\n20|2\n");
  CHECK(contains(db.sql_of("parent"), "name TEXT NOT NULL"));
  CHECK(db.value("PRAGMA foreign_keys") == "1");
}

TEST_CASE("a script that drops no table leaves foreign keys alone") {
  CreateTable create;
  create.table.name = "t";
  const std::vector<Operation> planned{{create, {}}};
  const auto frame = sqlite_dialect().frame(planned);
  REQUIRE(frame.before.size() == 1);
  CHECK(frame.before.front().sql == "BEGIN IMMEDIATE");
  REQUIRE(frame.after.size() == 1);
  CHECK(frame.after.front().sql == "COMMIT");
}

TEST_CASE("a transaction that is not committed leaves nothing behind") {
  SqliteDatabase db;
  db.run("PRAGMA foreign_keys = ON");
  {
    const auto transaction = sqlite_dialect().begin(*db.connection, {});
    db.run("CREATE TABLE t (a)");
  }
  CHECK(db.schema().tables.empty());
  CHECK(db.value("PRAGMA foreign_keys") == "1");
}

TEST_CASE("data steps obey foreign keys where nothing is rebuilt") {
  SqliteDatabase db;
  db.run(family);
  db.run("PRAGMA foreign_keys = OFF");
  db.apply({execute("DELETE FROM parent WHERE id = 1")});
  CHECK(db.dump("SELECT * FROM child") == "20|2\n");
  CHECK(db.value("PRAGMA foreign_keys") == "0");
}

TEST_CASE("foreign keys are off while a table may be dropped, and new orphans are refused by name") {
  SqliteDatabase db;
  db.run(family);
  db.run("PRAGMA foreign_keys = ON");
  const auto error = error_of([&] {
    db.apply({execute("DELETE FROM parent WHERE id = 1"), {DropTable{{"nobody", ""}, {}}, {}}});
  });
  CHECK(contains(error.what(), "nobody"));
  const auto orphans = error_of([&] {
    db.apply({nullable("child", "parent_id"), execute("DELETE FROM parent WHERE id = 1")});
  });
  CHECK(contains(orphans.what(), "1 row without the row that a foreign key names"));
  CHECK(orphans.details == std::vector<std::string>{"table child, row 10 → parent"});
  CHECK(db.dump("SELECT * FROM child") == "10|1\n20|2\n");
  CHECK(db.dump("SELECT * FROM parent") == "1\n2\n");
  CHECK(db.value("PRAGMA foreign_keys") == "1");
}

TEST_CASE("orphans that were there before do not stand in the way") {
  SqliteDatabase db;
  db.run(family);
  db.run("PRAGMA foreign_keys = OFF; INSERT INTO child VALUES (30, 99);");
  db.apply({nullable("child", "parent_id")});
  CHECK(db.value("SELECT count(*) FROM child") == "3");
  db.apply({nullable("parent", "id"), {RenameTable{{"child", ""}, "kid"}, {}}});
  CHECK(db.value("SELECT count(*) FROM kid") == "3");
}

TEST_CASE("dropping a table that others refer to is refused while they have rows") {
  SqliteDatabase db;
  db.run(family);
  const auto error = error_of([&] { db.apply({{DropTable{{"parent", ""}, {}}, {}}}); });
  CHECK(contains(error.what(), "2 rows without the row"));
  CHECK(db.value("SELECT count(*) FROM parent") == "2");
}

TEST_CASE("a foreign key that SQLite cannot check was there before or is refused") {
  SqliteDatabase db;
  db.run("CREATE TABLE odd (x REFERENCES loose (y)); CREATE TABLE loose (y);");
  db.run("CREATE TABLE team (id INT, code TEXT UNIQUE); CREATE TABLE hero (a INT, code TEXT REFERENCES team (code));");
  db.apply({nullable("hero", "a")});
  Unique unique;
  unique.columns.emplace_back();
  unique.columns[0].column = "code";
  const auto error = error_of([&] { db.apply({{DropConstraint{{"team", ""}, "", unique}, {}}}); });
  CHECK(contains(error.what(), "table hero with a foreign key that SQLite cannot check"));
}

TEST_CASE("only what may drop a table turns foreign keys off") {
  AddColumn plain{{"t", ""}, {}, ""};
  plain.column.name = "a";
  auto required = plain;
  required.column.default_sql = "CURRENT_TIMESTAMP";
  const auto may = [](AnyOperation operation) {
    const Operation one{std::move(operation), {}};
    return sqlite::may_drop_tables(std::span(&one, 1));
  };
  CHECK_FALSE(may(plain));
  CHECK(may(required));
  CHECK_FALSE(may(RenameTable{{"t", ""}, "u"}));
  CHECK(may(DropTable{{"t", ""}, {}}));
  CHECK(may(Batch{{"t", ""}, Recreate::always, {}}));
  CHECK_FALSE(may(Batch{{"t", ""}, Recreate::automatic, {{plain, {}}}}));
}

TEST_CASE("a rebuild by hand in SQL loses no row that refers to the table") {
  SqliteDatabase db;
  db.run(family);
  db.run("PRAGMA foreign_keys = ON");
  db.apply(
      {execute("CREATE TABLE new (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO new (id) SELECT id FROM parent; "
               "DROP /* the old one */ TABLE parent; ALTER TABLE new RENAME TO parent;")});
  CHECK(db.dump("SELECT * FROM child") == "10|1\n20|2\n");
  const auto error = error_of([&] { db.apply({execute("DROP TABLE parent")}); });
  CHECK(contains(error.what(), "2 rows without the row"));
}

TEST_CASE("what is checked at the end is what the revision could have touched") {
  SqliteDatabase db;
  db.run(family);
  db.run(
      "CREATE TABLE other (a); CREATE TABLE far (id INT, parent_id INT REFERENCES other (a)); INSERT INTO far VALUES "
      "(1, 5);");
  db.apply({nullable("child", "parent_id")});  // other has no key on a: checking far would fail
  CHECK(db.value("SELECT count(*) FROM far") == "1");
  db.run("PRAGMA foreign_keys = OFF");
  const auto error = error_of([&] {
    db.apply({nullable("parent", "id"), execute("INSERT INTO child VALUES (40, 77)")});
  });
  CHECK(contains(error.what(), "1 row without the row"));
}

TEST_CASE("statements that begin or end a transaction are known, and savepoints are not among them") {
  for (const auto* sql :
       {"BEGIN", " /* x */ begin immediate", "COMMIT", "End Transaction", "ROLLBACK", "ROLLBACK TRANSACTION"}) {
    CHECK(sqlite_dialect().controls_transaction(sql));
  }
  for (const auto* sql :
       {"SAVEPOINT a", "ROLLBACK TO a", "ROLLBACK TRANSACTION TO a", "RELEASE a", "SELECT 'COMMIT'", ""}) {
    CHECK_FALSE(sqlite_dialect().controls_transaction(sql));
  }
}
