#include "tests/support/catch.hpp"
#include "tests/support/mysql.hpp"

using namespace migrate;
using namespace migrate::test;

TEST_CASE("a statement runs and its rows come back as text") {
  MysqlDatabase database;
  database.run("CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x'), (2, NULL)");
  CHECK(database.rows_of("t") == std::vector<std::string>{"1|x", "2|NULL"});
}

TEST_CASE("parameters come back as they went, typed") {
  MysqlDatabase database;
  database.run("CREATE TABLE t (a bigint, b text, c blob, d double, e datetime(3), f decimal(10,2))");
  const std::vector<SqlValue> row{std::int64_t{-7},
                                  std::string("ä'\\\"?"),
                                  SqlBlob{std::string("\0\xff", 2)},
                                  0.5,
                                  std::string("2026-01-02 03:04:05.678"),
                                  std::string("12.30")};
  CHECK(database.connection->execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", row) == 1);
  CHECK(database.connection->execute("INSERT INTO t (a) VALUES (?)", std::vector<SqlValue>{SqlNull{}}) == 1);
  std::vector<std::vector<SqlValue>> found;
  const auto names = database.connection->stream(
      "SELECT * FROM t WHERE ? = 1 ORDER BY a DESC", std::vector<SqlValue>{std::int64_t{1}},
      [&](std::span<SqlValue> values) { found.emplace_back(values.begin(), values.end()); });
  CHECK(names == std::vector<std::string>{"a", "b", "c", "d", "e", "f"});
  REQUIRE(found.size() == 2);
  CHECK(found[0] == row);
  CHECK(found[1] == std::vector<SqlValue>(6, SqlNull{}));
}

TEST_CASE("a SELECT that is executed leaves nothing behind for the next statement") {
  MysqlDatabase database;
  database.connection->execute("SELECT 1 UNION SELECT 2");
  CHECK(database.value("SELECT 3") == "3");
  database.connection->execute("CREATE PROCEDURE p() BEGIN SELECT 4; SELECT 5; END");
  database.connection->execute("CALL p()");
  CHECK(database.value("SELECT 6") == "6");
}

TEST_CASE("a guard of a script fails with its message") {
  MysqlDatabase database;
  database.run("CREATE TABLE t (a int)");
  const Statement guard{.sql = "SELECT * FROM t", .must_be_empty = "t has rows"};
  const auto run = [&] {
    for (const auto& statement : mysql_dialect().script_guard(guard)) database.connection->execute(statement.sql);
  };
  run();
  database.run("INSERT INTO t VALUES (1)");
  CHECK_THROWS_WITH(run(), Catch::Contains("t has rows"));
}

TEST_CASE("a sink that throws in the middle leaves the connection usable") {
  MysqlDatabase database;
  const auto stop = [](std::span<SqlValue>) { throw std::runtime_error("enough"); };
  CHECK_THROWS(database.connection->stream("SELECT 1 UNION SELECT 2 UNION SELECT 3", {}, stop));
  CHECK(database.value("SELECT 7") == "7");
}
