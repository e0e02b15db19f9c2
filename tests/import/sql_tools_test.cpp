// The SQL files of other tools become a chain of revisions.
#include "src/import/sql_tools.hpp"

#include <algorithm>

#include "src/base/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/caught.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

class Folder {
 public:
  explicit Folder(const Files& files) {
    for (const auto& [name, text] : files) folder_.write(name, text);
  }
  Import read() const { return read_sql_migrations(find_sql_tool(folder_.path), folder_.path); }
  Import read(SqlTool tool) const { return read_sql_migrations(tool, folder_.path); }
  SqlTool tool() const { return find_sql_tool(folder_.path); }

 private:
  TemporaryFolder folder_;
};

/// "2 <- 1: add users": the chain, a line each.
std::string chain(const Import& import) {
  std::string out;
  for (const auto& [revision, sections, incomplete] : import.revisions) {
    out += revision.id + " <- " + join(revision.down_revisions, ",") + ": " + revision.message + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("dbmate: one file with both directions") {
  const Folder folder(
      {{"20240102_second.sql", "-- migrate:up transaction:false\nVACUUM;\n\n-- migrate:down transaction:false\n"},
       {"20240101_create_users.sql",
        "\xEF\xBB\xBF-- why\n-- MIGRATE:up\nCREATE TABLE users (id INT);\n\n-- migrate:down\nDROP TABLE users;\n"},
       {"README.md", "x"}});
  CHECK(folder.tool() == SqlTool::dbmate);
  const auto read = folder.read();
  CHECK(chain(read) == "20240101 <- : create users\n20240102 <- 20240101: second\n");
  CHECK(read.revisions[0].sections.upgrade == "CREATE TABLE users (id INT);\n");
  CHECK(read.revisions[0].sections.downgrade == "DROP TABLE users;\n");
  CHECK_FALSE(read.revisions[0].revision.transaction);
  CHECK(read.revisions[1].revision.transaction == false);
  CHECK(contains(refusal_of([] {
                   Folder(Files{{"1_a.sql", "-- migrate:up transactoin:false\n"}}).read();
                 }),
                 "dbmate knows no option 'transactoin:false'"));
  CHECK(contains(refusal_of([] {
                   Folder(Files{{"notes.sql", ""}}).read(SqlTool::dbmate);
                 }),
                 "notes.sql: its name does not begin with a version"));
  const auto with_others =
      Folder(Files{{"1-a.sql", "-- migrate:up\n"}, {"2b.sql", "-- migrate:up\n"}, {"notes.sql", ""}}).read();
  CHECK(chain(with_others) == "1 <- : a\n2 <- 1: b\n");
  REQUIRE(with_others.notes.size() == 1);
  CHECK(contains(with_others.notes[0], "left out: "));
  CHECK(contains(with_others.notes[0], "notes.sql: its name does not begin with a version"));
}

TEST_CASE("golang-migrate: a file for each direction, in the order of numbers") {
  const Folder folder({{"000010_c.up.sql", "C"},
                       {"000002_b.up.sql", "BEGIN;\nB;\nCOMMIT;\n"},
                       {"000002_b.down.sql", "undo B"},
                       {"1_a.up.sql", "A"}});
  CHECK(folder.tool() == SqlTool::golang_migrate);
  const auto read = folder.read();
  CHECK(chain(read) == "1 <- : a\n2 <- 1: b\n10 <- 2: c\n");
  CHECK(read.revisions[1].sections.upgrade == "B;\n");
  CHECK(read.revisions[1].sections.downgrade == "undo B");
  CHECK_FALSE(read.revisions[2].sections.downgrade);
  const auto down_alone = Folder(Files{{"1_a.up.sql", ""}, {"2_b.down.sql", ""}, {"3_c.up.sql", ""}}).read();
  CHECK(chain(down_alone) == "1 <- : a\n3 <- 1: c\n");
  REQUIRE(down_alone.notes.size() == 1);
  CHECK(contains(down_alone.notes[0], "2_b.down.sql: there is no .up.sql of its version"));
  const auto twice = [](const Files& files) { return refusal_of([&] { Folder(files).read(); }); };
  CHECK(contains(twice({{"1_a.up.sql", ""}, {"01_b.up.sql", ""}}), "two files have the version 1"));
  const auto both = twice({{"1_a.up.sql", ""}, {"1_a.down.sql", ""}, {"1_b.up.sql", ""}, {"1_b.down.sql", ""}});
  CHECK(contains(both, "1_a.up.sql and "));
  CHECK(contains(both, "1_b.up.sql"));
  CHECK(contains(twice({{"1_a.up.sql", ""}, {"1_a.down.sql", ""}, {"1_b.down.sql", ""}}), "1_b.down.sql"));
}

TEST_CASE("goose: annotations, blocks and files of Go") {
  const Folder folder({{"00001_a.sql",
                        "-- +goose Up\n-- +goose StatementBegin\nCREATE TRIGGER x BEGIN a; b; END;\n-- +goose "
                        "StatementEnd\nSELECT 1;\n-- +goose Down\nDROP TRIGGER x;\n"},
                       {"00002_backfill.go", "package migrations"},
                       {"00002_backfill_test.go", "package migrations"},
                       {"main.go", "package main"},
                       {"00003_c.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nVACUUM;\n"},
                       {"00004_d.sql", "-- +goose Up\n-- +goose ENVSUB ON\nSELECT '${X}';\n-- +goose ENVSUB OFF\n"}});
  CHECK(folder.tool() == SqlTool::goose);
  const auto read = folder.read();
  CHECK(chain(read) == "1 <- : a\n2 <- 1: backfill\n3 <- 2: c\n4 <- 3: d\n");
  CHECK(read.revisions[0].sections.upgrade == "CREATE TRIGGER x BEGIN a; b; END;\nSELECT 1;\n");
  CHECK(read.revisions[0].incomplete.empty());
  CHECK(read.revisions[1].incomplete == "it is written in Go");
  CHECK(read.revisions[2].revision.transaction == false);
  CHECK(read.revisions[3].incomplete == "line 2 has variables put into the SQL (ENVSUB ON)");
  const auto blocks = Folder(Files{{"1_a.sql",
                                    "-- +goose Up\n-- +goose StatementBegin\nA;\nB -- b\n-- +goose StatementEnd\nC;\n"
                                    "-- +goose StatementBegin\n-- +goose StatementEnd\n"}})
                          .read();
  CHECK(blocks.revisions[0].sections.upgrade == "A;\nB -- b\n;\nC;\n");
  CHECK(blocks.revisions[0].incomplete.empty());
  CHECK(contains(refusal_of([] {
                   Folder(Files{{"1_a.sql", "-- +goose upp\n"}}).read();
                 }),
                 "goose has no annotation 'upp'"));
}

TEST_CASE("Flyway: versions with dots, undo, and what is no SQL of a version") {
  const Folder folder({{"V1_10__later.sql", "SELECT 10;"},
                       {"V1.2__users.sql", "SELECT 2;"},
                       {"U1.2__users.sql", "SELECT -2;"},
                       {"V2__seed.java", ""},
                       {"sub/V3__schema.sql", "SELECT 1;\nCREATE TABLE ${schema}.t (id INT);"},
                       {"sub/V3__schema.sql.conf", "executeInTransaction=false"},
                       {"R__view.sql", "SELECT 1;"},
                       {"B1_3__base.sql", ""},
                       {"afterMigrate.sql", ""}});
  CHECK(folder.tool() == SqlTool::flyway);
  const auto read = folder.read();
  CHECK(chain(read) == "1.2 <- : users\n1.10 <- 1.2: later\n2 <- 1.10: seed\n3 <- 2: schema\n");
  CHECK(read.revisions[0].sections.downgrade == "SELECT -2;");
  CHECK(read.revisions[2].incomplete == "it is written in Java");
  CHECK(read.revisions[3].incomplete == "V3__schema.sql has the placeholder ${schema} in line 2");
  CHECK(read.revisions[3].revision.transaction == false);
  REQUIRE(read.notes.size() == 3);
  CHECK(contains(read.notes[2], "B1_3__base.sql is a baseline"));
  CHECK(contains(read.notes[0], "R__view.sql is repeatable and was left out"));
  CHECK(contains(read.notes[1], "afterMigrate.sql is a callback"));
  const auto others = Folder(Files{{"V1__a.sql", ""}, {"x.sql", ""}, {"U2__b.sql", ""}}).read();
  CHECK(chain(others) == "1 <- : a\n");
  REQUIRE(others.notes.size() == 2);
  CHECK(contains(others.notes[0], "x.sql: its name is not of the form V1__name.sql"));
  CHECK(contains(others.notes[1], "U2__b.sql: there is no migration of the version that it takes back"));
  const auto squashed = Folder(Files{{"B1__old.sql", "O"}, {"B2.0__base.sql", "B"}, {"V2_1__a.sql", "A"}}).read();
  CHECK(chain(squashed) == "2 <- : base\n2.1 <- 2: a\n");
  REQUIRE(squashed.notes.size() == 1);
  CHECK(contains(squashed.notes[0], "B1__old.sql is a baseline and was left out: there is a newer one"));
}

TEST_CASE("whose files they are is said where it cannot be found out") {
  CHECK(contains(refusal_of([] {
                   Folder(Files{{"a.sql", "SELECT 1;"}}).tool();
                 }),
                 "holds no SQL migrations of a tool"));
  const auto several = refusal_of([] { Folder(Files{{"1_a.up.sql", ""}, {"V1__a.sql", ""}}).tool(); });
  CHECK(contains(several, "golang-migrate: 1_a.up.sql\nflyway: V1__a.sql\n"));
  CHECK(contains(several, "--from dbmate, --from golang-migrate"));
  CHECK(contains(refusal_of([] { find_sql_tool("nowhere"); }), "cannot read the folder nowhere"));
}
