// Data steps where a schema change commits what went before it.
#include "tests/support/catch.hpp"
#include "tests/support/mysql_bench.hpp"
#include "tests/support/noticing_steps.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

const std::string call = "[[upgrade]]\nop = \"call\"\nstep = \"notice\"\n";

std::string add_column(const std::string& name) {
  return "[[upgrade]]\nop = \"add_column\"\ntable = \"t\"\ncolumn = { name = \"" + name + "\", type = \"integer\" }\n";
}

struct Stepping {
  Stepping() {
    bench.options.steps = &steps;
    bench.database.run(
        "CREATE TABLE t (id int PRIMARY KEY, name text, bytes blob, seen boolean, at datetime(3)) ENGINE = InnoDB");
  }
  RevisionFailed failure() {
    try {
      bench.upgrade("head");
    } catch (const RevisionFailed& error) {
      return error;
    }
    throw std::logic_error("nothing failed");
  }

  MysqlBench bench;
  NoticingSteps steps;
};

}  // namespace

TEST_CASE("a data step reads rows of all kinds and writes while it reads") {
  Stepping one;
  std::string values;
  for (int i = 1; i <= 3000; ++i) {
    values += (i > 1 ? ", (" : "(") + std::to_string(i) + ", " + (i % 3 == 0 ? "NULL" : "'n'") +
              ", x'00ff', NULL, '2026-01-02 03:04:05.678')";
  }
  one.bench.database.connection->execute("INSERT INTO t VALUES " + values);
  one.bench.folder.add("aaaa", "", call);
  one.steps.work = [](StepDatabase& database) {
    const std::vector<SqlValue> most{std::int64_t{3000}};
    const auto rows = database.query("SELECT id, name, bytes, seen, at FROM t WHERE id <= ? ORDER BY id", most);
    std::vector<SqlValue> row;
    while (rows->next(row)) {
      const bool named = std::holds_alternative<std::string>(row[1]);
      const std::vector<SqlValue> changed{
          named, row[2], named ? SqlValue(SqlNull{}) : SqlValue(std::string("was NULL")), row[4], row[0]};
      CHECK(database.execute("UPDATE t SET seen = ?, bytes = ?, name = ?, at = ? WHERE id = ?", changed) == 1);
    }
  };
  one.bench.upgrade("head");
  CHECK(one.bench.database.value("SELECT count(*) FROM t WHERE seen AND name IS NULL AND bytes = x'00ff' AND at = "
                                 "'2026-01-02 03:04:05.678'") == "2000");
  CHECK(one.bench.database.value("SELECT count(*) FROM t WHERE NOT seen AND name = 'was NULL'") == "1000");
}

TEST_CASE("a data step that would end its transaction is refused, and what it wrote is rolled back") {
  Stepping one;
  one.bench.folder.add("aaaa", "", call);
  for (const std::string statement : {"CREATE TABLE x (a int)", "ALTER TABLE t ADD COLUMN x int", "TRUNCATE TABLE t",
                                      "COMMIT", "LOCK TABLES t WRITE", "SET autocommit = 1"}) {
    INFO(statement);
    one.steps.work = [&](StepDatabase& database) {
      database.execute("INSERT INTO t (id) VALUES (1)", {});
      database.execute(statement, {});
    };
    CHECK_THAT(one.failure().what(), Catch::Contains("the data step 'notice' failed"));
    CHECK(one.bench.database.rows_of("t").empty());
    CHECK(one.bench.database.value("SELECT count(*) FROM migrate_version") == "0");
  }
}

TEST_CASE("a data step between schema changes that fails is begun again by the next run, and they are not") {
  Stepping one;
  one.bench.folder.add("aaaa", "", add_column("a") + call + add_column("b"));
  one.steps.work = [](StepDatabase& database) {
    database.execute("INSERT INTO t (id, a) VALUES (1, 1)", {});
    throw RevisionError("the step has had enough");
  };
  const auto failed = one.failure();
  CHECK_THAT(failed.what(), Catch::Contains("the step has had enough"));
  CHECK(one.bench.database.rows_of("t").empty());
  one.steps.work = [](StepDatabase& database) { database.execute("INSERT INTO t (id, a) VALUES (2, 2)", {}); };
  one.bench.upgrade("head");
  CHECK(one.steps.calls == 2);
  CHECK(one.bench.database.lines("SELECT id, a, b FROM t") == std::vector<std::string>{"2|2|NULL"});
  CHECK(one.bench.interrupted().empty());
}
