// What a server holds beside the tables, and what its rows say: named when a revision is written, and asked before the
// first statement of an upgrade, which could not be taken back.
#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/mysql.hpp"
#include "tests/support/program.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

/// item (id, a, b) and other (id) in a database, and a project that is about them.
struct Bench {
  Bench() {
    database.run(
        "CREATE TABLE item (id int PRIMARY KEY, a int, b int); CREATE TABLE other (id int AUTO_INCREMENT PRIMARY KEY, "
        "y "
        "int)");
    run.folder.write("migrate.toml",
                     "[database]\nurl = \"" + database.url_text() + "\"\n[models]\nfile = \"models.toml\"\n");
    run.folder.write("migrations/.gitkeep", "");
  }
  /// Models with the table `other`, and what is said besides.
  void models(const std::string& item) const {
    run.folder.write(
        "models.toml",
        "format = 1\n[[table]]\nname = \"other\"\ncolumns = [{ name = \"id\", type = \"integer\", nullable "
        "= false, identity = true }, { name = \"y\", type = \"integer\" }]\nprimary_key = { columns = "
        "[\"id\"] }\n" +
            item);
  }
  void revision(const std::string& operations) const {
    run.folder.write("migrations/aaaa.toml", "format = 1\nrevision = \"aaaa\"\nmessage = \"several\"\n" + operations);
  }
  std::string written() const {
    for (const auto& file : std::filesystem::directory_iterator(run.folder.path / "migrations"))
      if (file.path().extension() == ".toml") return read_file(file.path());
    return {};
  }

  MysqlDatabase database;
  Program run{MIGRATE_PROGRAM};
};

std::string item_with(const std::string& columns) {
  return "[[table]]\nname = \"item\"\ncolumns = [{ name = \"id\", type = \"integer\", nullable = false }, { name = "
         "\"a\", type = \"integer\" }" +
         columns + "]\nprimary_key = { columns = [\"id\"] }\n";
}

const std::string view = "CREATE VIEW item_view AS SELECT id, b FROM item";
const std::string over_view = "CREATE VIEW over_view AS SELECT b FROM item_view";
const std::string trigger =
    "CREATE TRIGGER other_trigger AFTER INSERT ON other FOR EACH ROW UPDATE item SET b = 1 WHERE id = new.id";

/// The first operation can be done, the second one is on the table `other`.
std::string two(const std::string& operation) {
  return "[[upgrade]]\nop = \"add_column\"\ntable = \"item\"\ncolumn = { name = \"z\", type = \"integer\" "
         "}\n[[upgrade]]\ntable = \"other\"\n" +
         operation;
}

const std::string drop_y = "op = \"drop_column\"\ncolumn = { name = \"y\", type = \"integer\" }\n";
const std::string y_not_null =
    "op = \"alter_column\"\nfrom = { name = \"y\", type = \"integer\" }\nto = { name = \"y\", type = \"integer\", "
    "nullable = false }\n";
const std::string y_unique = "op = \"create_unique\"\nunique = { name = \"uq_other_y\", columns = [\"y\"] }\n";

}  // namespace

TEST_CASE("what a view or a trigger of another table forbids is said when it is written, and nothing of it is run") {
  const auto [models, objects, named] = GENERATE(table<std::string, std::string, std::string>({
      {item_with(""), view, "view item_view"},
      {item_with(""), view + ";" + over_view, "view over_view"},
      {item_with(", { name = \"c\", type = \"integer\", renamed_from = \"b\" }"), view, "view item_view"},
      {"", view, "view item_view"},
      {"", trigger, "trigger other_trigger of other"},
      {item_with(""), trigger, "trigger other_trigger of other"},
  }));
  Bench bench;
  bench.database.run(objects);
  bench.models(models);
  const auto before = bench.database.schema();
  const auto generated = bench.run({"revision", "--autogenerate", "-m", "change"});
  INFO(objects << "\n" << generated.err);
  REQUIRE(generated.code == 0);
  CHECK(contains(generated.err, "upgrade will refuse to "));
  CHECK(contains(generated.err, named));
  CHECK(contains(bench.written(), "# is refused as long as it would break " + named));
  const auto upgraded = bench.run({"upgrade"});
  INFO(upgraded.err);
  CHECK(upgraded.code == 1);
  CHECK(contains(upgraded.err, named));
  CHECK(bench.database.schema() == before);
  CHECK_FALSE(contains(bench.run({"status"}).err, "half"));
}

TEST_CASE("a trigger that goes with its table is named where the table is dropped, and does not stand in its way") {
  Bench bench;
  bench.database.run(
      "CREATE TRIGGER note_item AFTER INSERT ON item FOR EACH ROW INSERT INTO other VALUES (NULL, new.b)");
  bench.models("");
  const auto generated = bench.run({"revision", "--autogenerate", "-m", "drop"});
  INFO(generated.err);
  CHECK(contains(generated.err, "loses trigger note_item"));
  CHECK(contains(bench.written(), "# loses trigger note_item, which the downgrade does not bring back\n[[upgrade]]"));
  CHECK(bench.run({"upgrade"}).code == 0);
  CHECK(bench.run({"downgrade", "base"}).code == 0);
  CHECK(bench.database.other_objects().empty());
  CHECK(bench.run({"upgrade"}).code == 0);
}

TEST_CASE("words in a string, and the own columns of a trigger's table, stand in nobody's way") {
  Bench bench;
  bench.database.run(
      "CREATE TABLE notes (id int, what varchar(20), b int);"
      "CREATE TRIGGER other_trigger AFTER INSERT ON other FOR EACH ROW INSERT INTO notes VALUES (new.y, 'item b', 1)");
  bench.run.folder.write(
      "migrations/aaaa.toml",
      "format = 1\nrevision = \"aaaa\"\n[[upgrade]]\nop = \"drop_column\"\ntable = \"item\"\ncolumn = "
      "{ name = \"b\", type = \"integer\" }\n");
  const auto upgraded = bench.run({"upgrade"});
  INFO(upgraded.err);
  CHECK(upgraded.code == 0);
}

TEST_CASE("what the catalog or the rows refuse is asked before the first statement, also by a dry run") {
  const auto [what, preparation, operation] = GENERATE(table<std::string, std::string, std::string>({
      {"a view", "CREATE VIEW v AS SELECT y FROM other", drop_y},
      {"a trigger", "CREATE TRIGGER t AFTER INSERT ON other FOR EACH ROW INSERT INTO item VALUES (new.id, new.y, 1)",
       drop_y},
      {"NULLs", "INSERT INTO other VALUES (1, NULL)", y_not_null},
      {"duplicates", "INSERT INTO other VALUES (1, 1), (2, 1)", y_unique},
      {"orphans", "INSERT INTO other VALUES (1, 7)",
       "op = \"create_foreign_key\"\nforeign_key = { name = \"fk_y\", columns = [\"y\"], references = \"item\", target "
       "= "
       "[\"id\"] }\n"},
      {"a check", "INSERT INTO other VALUES (1, 7)",
       "op = \"create_check\"\ncheck = { name = \"ck_y\", expression = \"y < 5\" }\n"},
      {"AUTO_INCREMENT in a check", "DO 0",
       "op = \"create_check\"\ncheck = { name = \"ck_id\", expression = \"id > 0\" }\n"},
      {"no such column", "DO 0", "op = \"create_index\"\nindex = { name = \"ix_w\", columns = [\"w\"] }\n"},
      {"an index of that name", "CREATE INDEX ix_y ON other (y)",
       "op = \"create_index\"\nindex = { name = \"ix_y\", columns = [\"y\"] }\n"},
      {"no such column to drop", "DO 0", "op = \"drop_column\"\ncolumn = { name = \"w\", type = \"integer\" }\n"},
      {"no such parent", "DO 0",
       "op = \"create_foreign_key\"\nforeign_key = { name = \"fk_y\", columns = [\"y\"], references = \"nobody\", "
       "target "
       "= [\"id\"] }\n"},
      {"ends of two types", "DO 0",
       "op = \"create_foreign_key\"\nforeign_key = { name = \"fk_y\", columns = [\"y\"], references = \"far\", target "
       "= "
       "[\"id\"] }\n"},
  }));
  Bench bench;
  bench.database.run("CREATE TABLE far (id bigint PRIMARY KEY);" + preparation);
  bench.revision(two(operation));
  const auto before = bench.database.schema();
  const auto tried = bench.run({"upgrade", "--dry-run"});
  INFO(what << "\n" << tried.err);
  CHECK(tried.code == 1);
  const auto upgraded = bench.run({"upgrade"});
  INFO(upgraded.err);
  CHECK(upgraded.code == 1);
  CHECK(contains(upgraded.err, "nothing of aaaa is done"));
  CHECK(bench.database.schema().tables.size() >= before.tables.size());
  CHECK(bench.database
            .lines("SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name "
                   "= 'z'")
            .empty());
}

TEST_CASE("what SQL of the revision puts right is asked right before its operation, and a dry run says so") {
  const auto [preparation, sql, operation] = GENERATE(table<std::string, std::string, std::string>({
      {"INSERT INTO other VALUES (1, NULL)", "UPDATE other SET y = 0 WHERE y IS NULL", y_not_null},
      {"INSERT INTO other VALUES (1, 1), (2, 1)", "DELETE FROM other WHERE id = 2", y_unique},
      {"CREATE VIEW v AS SELECT y FROM other", "DROP VIEW v", drop_y},
      {"INSERT INTO other VALUES (1, NULL);"
       "CREATE TRIGGER t AFTER UPDATE ON item FOR EACH ROW UPDATE other SET y = 0 WHERE y IS NULL;"
       "INSERT INTO item VALUES (1, 1, 1)",
       "UPDATE item SET a = 2", y_not_null},
      {"INSERT INTO other VALUES (1, NULL);CREATE PROCEDURE fill() UPDATE other SET y = 0 WHERE y IS NULL",
       "CALL fill()", y_not_null},
  }));
  Bench bench;
  bench.database.run(preparation);
  bench.revision("[[upgrade]]\nop = \"execute\"\nsql = \"" + sql + "\"\n[[upgrade]]\ntable = \"other\"\n" + operation);
  const auto tried = bench.run({"upgrade", "--dry-run"});
  INFO(sql << "\n" << tried.err);
  CHECK(tried.code == 0);
  if (operation != drop_y) CHECK(contains(tried.out, "-- asked right before this: "));
  const auto upgraded = bench.run({"upgrade"});
  INFO(upgraded.err);
  CHECK(upgraded.code == 0);
}

TEST_CASE("SQL about another table puts off no question") {
  Bench bench;
  bench.database.run("INSERT INTO other VALUES (1, NULL); INSERT INTO item VALUES (1, 1, 1)");
  bench.revision("[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE item SET a = 5\"\n[[upgrade]]\ntable = \"other\"\n" +
                 y_not_null);
  const auto upgraded = bench.run({"upgrade"});
  INFO(upgraded.err);
  CHECK(upgraded.code == 1);
  CHECK(bench.database.value("SELECT a FROM item") == "1");
}

TEST_CASE("inspect counts in one line what it leaves out, and says nothing where that is nothing") {
  Bench bench;
  CHECK_FALSE(contains(bench.run({"inspect"}).err, "left out"));
  bench.database.run(view + ";" + over_view + ";" + trigger +
                     ";CREATE PROCEDURE p() SELECT 1;CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1");
  const auto all = bench.run({"inspect"});
  CHECK(contains(all.err, ": 2 views, 1 trigger, 1 procedure, 1 function\n"));
  CHECK_FALSE(contains(all.out, "item_view"));
}
