// A revision that stopped half-way where nothing is rolled back: corrected, taken back, forgotten.
#include "src/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mysql_bench.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

using Lines = std::vector<std::string>;

struct HalfWayBench : MysqlBench {
  HalfWayBench() {
    folder.add_table("r0", "");
    write_r1("bigint");
    upgrade("r0");
  }

  /// Two tables of which the second refers to the first: with a type that the server takes, or not.
  void write_r1(const std::string& type) {
    folder.add("r1", "r0",
               R"toml([[upgrade]]
op = "create_table"
table = "p"
columns = [ { name = "id", type = "integer", nullable = false } ]
primary_key = { columns = ["id"] }
[[upgrade]]
op = "create_table"
table = "c"
columns = [ { name = "id", type = "bigint", nullable = false }, { name = "p", type = ")toml" +
                   type + R"toml(" } ]
primary_key = { columns = ["id"] }
foreign_keys = [ { columns = ["p"], references = "p", target = ["id"] } ]
)toml");
  }
  std::string failure() {
    try {
      upgrade("r1");
    } catch (const Error& error) {
      return error.hint;
    }
    return "it did not fail";
  }
  Lines tables() {
    Lines out;
    for (auto& name : database.texts("SHOW TABLES")) {
      if (!name.starts_with("migrate_")) out.push_back(name);
    }
    return out;
  }
};

}  // namespace

TEST_CASE("half of a revision is taken back by a downgrade, and the message says so") {
  HalfWayBench bench;
  CHECK_THAT(bench.failure(), Catch::Contains("migrate downgrade -1"));
  CHECK(bench.tables() == Lines{"p", "table_r0"});
  for (const std::string target : {"r0", "-1"}) {
    const auto result = bench.downgrade(target);
    CHECK(result.revisions == Lines{"r1"});
    CHECK(result.after == Lines{"r0"});
    CHECK(bench.tables() == Lines{"table_r0"});
    CHECK(bench.interrupted().empty());
    bench.failure();
  }
  CHECK(bench.downgrade("base").revisions == Lines{"r1", "r0"});
  CHECK(bench.tables().empty());
  bench.write_r1("integer");
  CHECK(bench.upgrade("r1").revisions == Lines{"r0", "r1"});
}

TEST_CASE("half of a downgrade is taken back by an upgrade") {
  HalfWayBench bench;
  bench.write_r1("integer");
  bench.upgrade("r1");
  const auto whole = bench.snapshot();
  bench.database.run("CREATE TABLE q (p int, FOREIGN KEY (p) REFERENCES p (id))");
  CHECK_THROWS_AS(bench.downgrade("r0"), Error);
  bench.database.run("DROP TABLE q");
  CHECK(bench.upgrade("r1").after == Lines{"r1"});
  CHECK(bench.snapshot() == whole);
  CHECK(bench.interrupted().empty());
}

TEST_CASE("the way back from half a revision is killed at any statement, and goes on") {
  bool whole = false;
  for (long deadly = 1; !whole; ++deadly) {
    HalfWayBench bench;
    bench.failure();
    INFO("killed before its statement " << deadly);
    whole = bench.move_and_die("r0", false, deadly);
    if (!whole) bench.downgrade("-1");
    CHECK(bench.tables() == Lines{"table_r0"});
    CHECK(bench.interrupted().empty());
    REQUIRE(deadly < 40);
  }
}

TEST_CASE("what somebody else has changed meanwhile is not taken for what a killed run was to do") {
  bool whole = false;
  for (long deadly = 1; !whole; ++deadly) {
    INFO("killed before its statement " << deadly);
    HalfWayBench bench;
    bench.folder.add(
        "r1", "r0",
        "[[upgrade]]\nop = \"add_column\"\ntable = \"table_r0\"\ncolumn = { name = \"age\", type = \"integer\" }\n");
    whole = bench.move_and_die("r1", true, deadly);
    bench.database.run("ALTER TABLE table_r0 ADD COLUMN theirs int");
    if (!whole) bench.upgrade("r1");
    CHECK(bench.database.value("SELECT count(age) FROM table_r0") == "0");
    CHECK(bench.interrupted().empty());
    REQUIRE(deadly < 40);
  }
}

TEST_CASE("half of a revision is forgotten by a stamp that purges") {
  HalfWayBench bench;
  bench.failure();
  const auto graph = bench.folder.graph();
  Engine engine(mysql_dialect(), *bench.database.connection, bench.database.url, graph, bench.options);
  CHECK(engine.stamp({"r0"}, true).forgotten);
  CHECK(bench.interrupted().empty());
  CHECK(bench.tables() == Lines{"p", "table_r0"});
}
