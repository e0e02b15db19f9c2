// Random tables with rows of every sort, random changes, twice: once with edits in place allowed, once with every table
// copied. Both must come to the same end: the same catalog, the same rows byte for byte, or the same refusal. The same
// is asked of the way back. MIGRATE_TEST_CASES sets the number of cases, MIGRATE_TEST_SEED the first seed.
#include "src/operations/invert.hpp"
#include "tests/sqlite/random_changes.hpp"
#include "tests/sqlite/random_table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/descriptions.hpp"
#include "tests/support/sqlite.hpp"

#include "dialects/sqlite/edit_text.hpp"
#include "dialects/sqlite/tokens.hpp"

using namespace migrate;
using migrate::test::Changes;
using migrate::test::described;
using migrate::test::from_environment;
using migrate::test::hero;
using migrate::test::Random;
using migrate::test::SqliteDatabase;
using migrate::test::TableText;

namespace {

/// Statements that make a database. Some may fail: a row that its table does not take is left out.
class DatabaseScript {
 public:
  explicit DatabaseScript(Random& random) : random_(random) {}

  std::vector<std::string> write() {
    out_ = {"CREATE TABLE team (id INTEGER PRIMARY KEY, code TEXT UNIQUE COLLATE NOCASE)",
            "INSERT INTO team VALUES (1, 'A'), (2, 'b'), (10, '10'), (20, '20')", "CREATE TABLE log (x)",
            "PRAGMA foreign_keys = OFF"};
    TableText table(random_, true);
    out_.push_back(table.write());
    strict_ = table.strict();
    rows(1 + random_.below(4));
    while (random_.chance(40)) add_column();
    rows(random_.below(4));
    objects();
    if (random_.chance(30)) out_.emplace_back("ANALYZE");
    return std::move(out_);
  }

 private:
  std::string value() {
    return random_.pick({"NULL", "0", "1", "5", "10", "3.5", "2.0", "-1", "'x'", "'10'", "'3.5'", "'A'", "'a '",
                         "x'00'", "x'3130'", "'20'", "9007199254740993", "'seven'"});
  }

  void rows(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      std::string sql = "INSERT INTO hero (id";
      std::string values = std::to_string(++id_ * 10);
      for (int column = 0; column < 7; ++column) {
        if (random_.chance(15)) continue;
        sql += ", c" + std::to_string(column);
        values += ", " + value();
      }
      // not every table has as many columns: take away from the end until one fits
      for (auto names = sql, these = values;;) {
        out_.push_back(names + ") VALUES (" + these + ")");
        const auto comma = names.rfind(", c");
        if (comma == names.npos) break;
        names.resize(comma), these.resize(these.rfind(", "));
      }
    }
  }

  void add_column() {
    auto sql = "ALTER TABLE hero ADD COLUMN a" + std::to_string(added_++) + " ";
    sql += strict_ ? random_.pick({"TEXT", "INTEGER", "ANY"})
                   : random_.pick({"TEXT", "INTEGER", "REAL", "VARCHAR(9)", ""});
    if (random_.chance(60)) {
      sql += strict_ ? random_.pick({" DEFAULT 5", " NOT NULL DEFAULT 1"})
                     : random_.pick({" DEFAULT 5", " DEFAULT '7'", " NOT NULL DEFAULT 1", " DEFAULT x'01'"});
    }
    out_.push_back(sql);
    if (random_.chance(30)) out_.push_back("CREATE INDEX ix_a" + std::to_string(added_) + " ON hero (a0)");
  }

  void objects() {
    const std::vector<std::string> all = {
        "CREATE INDEX ix_kept ON hero (abs(id) DESC)",
        "CREATE INDEX ix_expression ON hero (c0 || c1)",
        "CREATE INDEX ix_partial ON hero (c1) WHERE c0 > '5'",
        "CREATE UNIQUE INDEX ix_unique ON hero (id, c0 COLLATE NOCASE)",
        "CREATE VIEW kept AS SELECT id, c0 FROM hero",
        "CREATE TRIGGER kept_1 AFTER UPDATE OF c0 ON hero BEGIN INSERT INTO log VALUES (old.c0); END",
        "CREATE TRIGGER kept_2 AFTER INSERT ON team BEGIN UPDATE hero SET c1 = c1 WHERE id = new.id; END",
        "CREATE TABLE child (hero_id REFERENCES hero (id) ON DELETE CASCADE)",
    };
    for (const auto& sql : all) {
      if (random_.chance(40)) out_.push_back(sql);
    }
    out_.emplace_back("INSERT INTO child SELECT id FROM hero");
  }

  Random& random_;
  std::vector<std::string> out_;
  bool strict_ = false;
  int added_ = 0;
  int id_ = 0;
};

void run_what_can_be_run(SqliteDatabase& db, const std::vector<std::string>& script) {
  for (const auto& sql : script) {
    try {
      db.connection->execute(sql);
    } catch (const DatabaseError&) {  // a row that the table does not take
    }
  }
}

/// A table's text without what a rebuild changes in it, how its name is written and `hero.` before columns.
std::string plain_text(const std::string& type, const std::string& name, const std::string& sql) {
  if (type != "table") return sql;
  return sqlite::set_table_name(sqlite::remove_qualifiers(sql, name), name);
}

std::string catalog(SqliteDatabase& db) {
  std::string out;
  for (const auto& row : db.rows("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")) {
    const auto text = row[3] && !row[1]->starts_with("sqlite_") ? plain_text(*row[0], *row[1], *row[3]) : "";
    out += *row[0] + " " + *row[1] + " on " + *row[2] + ": " + text + "\n";
  }
  return out;
}

/// Every row of every table: rowid where there is one that means something, and of each value its type and itself.
std::string all_rows(SqliteDatabase& db) {
  std::string out;
  for (const auto& table : db.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
    const auto name = sqlite::quote_name(*table[0]);
    std::string columns;
    for (const auto& row : db.rows("SELECT name FROM pragma_table_xinfo(" + sqlite::quote_text(*table[0]) + ")")) {
      const auto column = sqlite::quote_name(*row[0]);
      columns += ", typeof(" + column + "), quote(" + column + ")";
    }
    const bool has_rowid =
        !table[0]->starts_with("sqlite_") &&
        db.value("SELECT wr FROM pragma_table_list WHERE name = " + sqlite::quote_text(*table[0])) == "0";
    out += name + "\n" +
           db.dump("SELECT " + std::string(has_rowid ? "rowid" : "''") + columns + " FROM " + name +
                   " NOT INDEXED ORDER BY 1, 2, 3");
  }
  return out;
}

/// Both databases through the same operations; whether they were taken.
class BothWays {
 public:
  explicit BothWays(const std::vector<std::string>& script) {
    for (auto* db : {&edits, &copies}) run_what_can_be_run(*db, script);
  }

  bool apply(const std::vector<Operation>& operations) {
    const auto first = refusal(edits, operations), second = refusal(copies, operations);
    INFO("edits: " << first << "\ncopies: " << second);
    CHECK(first.empty() == second.empty());
    check();
    return first.empty() && second.empty();
  }

  void check() {
    CHECK(catalog(edits) == catalog(copies));
    CHECK(all_rows(edits) == all_rows(copies));
    for (auto* db : {&edits, &copies}) CHECK(db->dump("PRAGMA integrity_check") == integrity_);
    CHECK(edits.dump("PRAGMA foreign_key_list(hero)").size() == copies.dump("PRAGMA foreign_key_list(hero)").size());
  }

  SqliteDatabase edits, copies{"", false};
  std::size_t in_place = 0;

 private:
  std::string refusal(SqliteDatabase& db, const std::vector<Operation>& operations) {
    try {
      db.apply(operations);
    } catch (const Error& error) {
      return error.what();
    }
    for (const auto& way : db.ways) in_place += way.find(" in place") != way.npos;
    return "";
  }

  std::string integrity_ = "ok\n";
};

/// As they are, or all in one batch; sometimes the table gets another name at the end.
std::vector<Operation> dressed(Random& random, std::vector<Operation> operations) {
  if (random.chance(30)) operations = {{Batch{hero, Recreate::automatic, std::move(operations)}, {}}};
  if (random.chance(15)) operations.push_back({RenameTable{hero, "heroes"}, {}});
  return operations;
}

std::size_t run_both_ways(unsigned long seed) {
  Random random(seed);
  const auto script = DatabaseScript(random).write();
  BothWays both(script);
  both.check();
  const auto catalog_before = catalog(both.edits), rows_before = all_rows(both.edits);
  Changes changes(random, both.edits.schema(), true);
  const auto operations = dressed(random, changes.make());
  std::string texts;
  for (const auto& sql : script) texts += sql + ";\n";
  INFO(texts << described(operations));

  if (!both.apply(operations)) {
    CHECK(catalog(both.edits) == catalog_before);
    CHECK(all_rows(both.edits) == rows_before);
    return 0;
  }
  const auto back = invert(operations);
  const auto* inverse = std::get_if<std::vector<Operation>>(&back);
  if (inverse && both.apply(*inverse)) both.apply(operations);
  return both.in_place;
}

}  // namespace

TEST_CASE("an edit in place and a rebuild come to the same") {
  const auto first = from_environment("MIGRATE_TEST_SEED", 1);
  const auto cases = from_environment("MIGRATE_TEST_CASES", 200);
  std::size_t in_place = 0;
  for (auto seed = first; seed < first + cases; ++seed) {
    INFO("MIGRATE_TEST_SEED=" << seed);
    try {
      in_place += run_both_ways(seed);
    } catch (const Error& error) {
      FAIL_CHECK("seed " << seed << ": " << error.what());
    }
  }
  if (cases >= 100) CHECK(in_place > cases / 10);
}
