// Random tables with rows, random changes: what introspection then says is what the operations say, rows of columns
// that nobody named are as before, and so are all other objects. MIGRATE_TEST_CASES sets the number of cases,
// MIGRATE_TEST_SEED the first seed; a failure prints its own.
#include "dialects/sqlite/render_table.hpp"
#include "dialects/sqlite/sqlite.hpp"
#include "src/operations/invert.hpp"
#include "tests/sqlite/random_changes.hpp"
#include "tests/sqlite/random_table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/descriptions.hpp"
#include "tests/support/sqlite.hpp"

using namespace migrate;
using migrate::test::Changes;
using migrate::test::described;
using migrate::test::from_environment;
using migrate::test::Random;
using migrate::test::SqliteDatabase;
using migrate::test::TableText;

namespace {

void add_rows(SqliteDatabase& db, Random& random) {
  const auto columns = db.rows("SELECT name FROM pragma_table_info('hero')");
  for (int row = 1; row <= 6; ++row) {
    std::string names, values;
    for (const auto& column : columns) {
      const auto& name = column[0].value_or("");
      names += (names.empty() ? "" : ", ") + name;
      values += values.empty() ? std::to_string(row * 10) : ", " + random.pick({"10", "20", "30"});
    }
    db.run("INSERT INTO hero (" + names + ") VALUES (" + values + ")");
  }
  db.run("DELETE FROM hero WHERE id = 60");
}

/// A schema as text, for messages.
std::string text_of(const Schema& schema) {
  std::string out;
  for (const auto& table : schema.tables) {
    out += sqlite::render_table(table) + "\n";
    for (const auto& index : table.indexes) out += sqlite::render_index(table.name, index) + "\n";
  }
  return out;
}

void check_same(const Schema& now, const Schema& expected) {
  if (now == expected) return;
  FAIL_CHECK("the catalog is\n" << text_of(now) << "and should be\n" << text_of(expected));
}

/// In an order where the order says nothing, and without the collation that goes without saying.
Schema ordered(Schema schema) {
  const auto by_text = [](auto& list) {
    std::ranges::stable_sort(list, {}, [](const auto& one) { return sqlite::render_constraint(one); });
  };
  for (auto& table : schema.tables) {
    std::ranges::sort(table.indexes, {}, &Index::name);
    by_text(table.uniques);
    by_text(table.checks);
    by_text(table.foreign_keys);
    for (auto& column : table.columns) {
      if (column.collation == "BINARY") column.collation.clear();
    }
  }
  return schema;
}

void there_and_back(unsigned long seed) {
  Random random(seed);
  SqliteDatabase db;
  const auto text = TableText(random).write();
  db.run("CREATE TABLE team (id INTEGER PRIMARY KEY); INSERT INTO team VALUES (10), (20), (30);");
  db.run(text);
  db.run(
      "CREATE INDEX ix_kept ON hero (abs(id) DESC); CREATE VIEW kept AS SELECT id FROM hero; CREATE TABLE log (x);"
      "CREATE TRIGGER kept_1 AFTER DELETE ON hero BEGIN INSERT INTO log VALUES (old.id); END;"
      "CREATE TRIGGER kept_2 AFTER INSERT ON team BEGIN UPDATE hero SET id = id WHERE id = new.id; END;"
      "CREATE TABLE child (hero_id REFERENCES hero (id) ON DELETE CASCADE)");
  add_rows(db, random);
  db.run("INSERT INTO child SELECT id FROM hero; PRAGMA foreign_keys = ON; ANALYZE;");

  const auto before = db.schema();
  Changes changes(random, before);
  const auto operations = changes.make();
  INFO(text << "\n" << described(operations));
  std::string kept = "id";
  for (const auto& row : db.rows("SELECT name FROM pragma_table_xinfo('hero')")) {
    const auto name = row[0].value_or("");
    if (std::ranges::count(changes.touched(), name) == 0 && name != "id")
      kept += ", typeof(" + name + "), quote(" + name + ")";
  }
  const auto rows = "SELECT " + kept + " FROM hero ORDER BY id";
  const auto objects =
      "SELECT type, name, sql FROM sqlite_master WHERE name IN ('ix_kept', 'kept', 'kept_1', 'kept_2', "
      "'child', 'team', 'log') ORDER BY name";
  const auto rows_before = db.dump(rows), objects_before = db.dump(objects);
  const auto counter_before = db.dump("SELECT * FROM child") + db.dump("SELECT * FROM log");

  db.apply(operations);

  check_same(ordered(db.schema()), ordered(changes.expected()));
  CHECK(db.dump(rows) == rows_before);
  CHECK(db.dump(objects) == objects_before);
  CHECK(db.dump("SELECT * FROM child") + db.dump("SELECT * FROM log") == counter_before);
  CHECK(db.value("PRAGMA integrity_check") == "ok");

  const auto back = invert(operations);
  if (const auto* inverse = std::get_if<std::vector<Operation>>(&back)) {
    db.apply(*inverse);
    auto now = ordered(db.schema()), then = ordered(before);
    for (auto* schema : {&now, &then}) {
      for (auto& table : schema->tables)
        std::ranges::sort(table.columns, {}, &Column::name);  // one that was dropped comes back last
    }
    check_same(now, then);
    CHECK(db.dump(objects) == objects_before);

    db.apply(operations);
    CHECK(db.value("PRAGMA integrity_check") == "ok");
    now = ordered(db.schema()), then = ordered(changes.expected());
    for (auto* schema : {&now, &then}) {
      for (auto& table : schema->tables) std::ranges::sort(table.columns, {}, &Column::name);
    }
    check_same(now, then);
  }
}

}  // namespace

TEST_CASE("whatever is changed on whatever table, nothing else is") {
  const auto first = from_environment("MIGRATE_TEST_SEED", 1);
  const auto cases = from_environment("MIGRATE_TEST_CASES", 200);
  for (auto seed = first; seed < first + cases; ++seed) {
    INFO("MIGRATE_TEST_SEED=" << seed);
    try {
      there_and_back(seed);
    } catch (const Error& error) {
      std::string details;
      for (const auto& line : error.details) details += "\n" + line;
      FAIL_CHECK("seed " << seed << ": " << error.what() << details);
    }
  }
}
