#include <cmath>

#include "dialects/postgresql/connection.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

std::vector<std::vector<SqlValue>> all_rows(Connection& connection, const std::string& sql,
                                            const std::vector<SqlValue>& parameters = {}) {
  std::vector<std::vector<SqlValue>> out;
  connection.stream(sql, parameters, [&](std::span<SqlValue> row) { out.emplace_back(row.begin(), row.end()); });
  return out;
}

}  // namespace

TEST_CASE("a statement runs and its rows come back as text") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x'), (2, NULL)");
  CHECK(database.rows_of("t") == std::vector<std::string>{"1|x", "2|NULL"});
  CHECK(database.connection->execute("UPDATE t SET b = 'y'") == 2);
}

TEST_CASE("values go in and come out as what they are") {
  PostgresqlDatabase database;
  database.run(
      "CREATE TABLE t (n int, a bool, b bigint, c double precision, d text, e bytea, f numeric, g timestamptz, h "
      "jsonb, "
      "i smallint, j real, k uuid)");
  const std::string bytes("\0\1\xff\\'x", 6);
  const std::vector<SqlValue> values{std::int64_t{1},
                                     true,
                                     std::int64_t{-9'000'000'000},
                                     0.1,
                                     std::string("it's ünï\\cödé ?"),
                                     SqlBlob{bytes},
                                     std::string("12.50"),
                                     std::string("2026-11-20T12:00:00Z"),
                                     std::string("{\"a\": 1}"),
                                     std::int64_t{7},
                                     1.5,
                                     std::string("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")};
  const std::string insert = "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  CHECK(database.connection->execute(insert, values) == 1);
  std::vector<SqlValue> nulls(12, SqlNull{});
  nulls[0] = std::int64_t{2};
  CHECK(database.connection->execute(insert, nulls) == 1);
  const auto rows = all_rows(*database.connection, "SELECT n, a, b, c, d, e, f::text, h, i, j, k FROM t ORDER BY n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0] == std::vector<SqlValue>{std::int64_t{1}, true, std::int64_t{-9'000'000'000}, 0.1,
                                         std::string("it's ünï\\cödé ?"), SqlBlob{bytes}, std::string("12.50"),
                                         std::string("{\"a\": 1}"), std::int64_t{7}, 1.5,
                                         std::string("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")});
  for (std::size_t i = 1; i < rows[1].size(); ++i) CHECK(rows[1][i] == SqlValue(SqlNull{}));

  database.run("SET bytea_output = 'escape'");
  CHECK(all_rows(*database.connection, "SELECT e FROM t WHERE n = ?", {std::int64_t{1}}).at(0).at(0) ==
        SqlValue(SqlBlob{bytes}));
  const auto odd = all_rows(*database.connection, "SELECT 'NaN'::float8, '-Infinity'::float8");
  CHECK(std::isnan(std::get<double>(odd.at(0).at(0))));
  CHECK(std::get<double>(odd.at(0).at(1)) == -INFINITY);
}

TEST_CASE("a question mark is a place only where it stands by itself") {
  PostgresqlDatabase database;
  const std::vector<SqlValue> one{std::int64_t{5}};
  const auto rows = all_rows(*database.connection,
                             "SELECT '?', $$?$$, E'\\'?', \"?\" /* ? /* ? */ ? */, '{\"a\":1}'::jsonb ?? 'a' -- ?\n"
                             "FROM (SELECT 1 AS \"?\") AS s WHERE 5 = ?",
                             one);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0] == std::vector<SqlValue>{std::string("?"), std::string("?"), std::string("'?"), std::int64_t{1}, true});
  CHECK_THROWS_AS(database.connection->execute("SELECT ?", {}), DatabaseError);
  CHECK_THROWS_AS(database.connection->execute("SELECT 1", one), DatabaseError);
}

TEST_CASE("a text with a zero byte is refused rather than cut off") {
  PostgresqlDatabase database;
  const std::vector<SqlValue> value{std::string("a\0b", 3)};
  CHECK_THROWS_AS(database.connection->execute("SELECT ?::text", value), DatabaseError);
}

TEST_CASE("the same statement with other values runs many times, also behind a change of the table") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (a int)");
  for (std::int64_t i = 0; i < 200; ++i) {
    const std::vector<SqlValue> value{i};
    CHECK(database.connection->execute("INSERT INTO t (a) VALUES (?)", value) == 1);
  }
  CHECK(database.value("SELECT count(*) || ' ' || sum(a) FROM t") == "200 19900");
  const auto transaction = postgresql_dialect().begin(*database.connection, {});
  database.connection->execute("ALTER TABLE t ALTER a TYPE bigint");
  CHECK(database.connection->execute("INSERT INTO t (a) VALUES (?)", std::vector<SqlValue>{std::int64_t{1} << 40}) ==
        1);
  transaction->commit();
}

TEST_CASE("many rows are streamed, in a transaction of others and in one of their own") {
  PostgresqlDatabase database;
  const std::string query = "WITH n AS (SELECT generate_series(1, ?) AS i) SELECT i, repeat('x', 100) FROM n";
  const std::vector<SqlValue> count{std::int64_t{2500}};
  const auto look = [&] {
    std::int64_t sum = 0;
    const auto names = database.connection->stream(
        query, count, [&](std::span<SqlValue> row) { sum += std::get<std::int64_t>(row[0]); });
    CHECK(names == std::vector<std::string>{"i", "repeat"});
    CHECK(sum == 2500 * 2501 / 2);
  };
  look();
  {
    const auto transaction = postgresql_dialect().begin(*database.connection, {});
    database.connection->execute("CREATE TABLE t (a int)");
    look();
    look();
    transaction->commit();
  }
  CHECK(database.value("SELECT count(*) FROM t") == "0");
  CHECK(database.connection->stream("SELECT 1 AS a WHERE false", {}, [](auto) {}) == std::vector<std::string>{"a"});
}

TEST_CASE("what no cursor goes through is streamed as well") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (a int, b int)");
  CHECK(all_rows(*database.connection, "INSERT INTO t VALUES (1, 2), (3, 4) RETURNING b").size() == 2);
  CHECK(all_rows(*database.connection, "WITH x AS (DELETE FROM t RETURNING a) SELECT * FROM x").size() == 2);
  CHECK(all_rows(*database.connection, "SHOW server_version").size() == 1);
  CHECK(all_rows(*database.connection, "(SELECT 1) UNION ALL (SELECT 2)").size() == 2);
}

TEST_CASE("an exception of whoever takes the rows leaves the connection usable") {
  PostgresqlDatabase database;
  CHECK_THROWS_AS(database.connection->stream("SELECT generate_series(1, 5000)", {},
                                              [](auto) { throw std::runtime_error("enough"); }),
                  std::runtime_error);
  CHECK(database.value("SELECT 1") == "1");
}

TEST_CASE("a transaction that is not committed leaves nothing") {
  PostgresqlDatabase database;
  {
    const auto transaction = postgresql_dialect().begin(*database.connection, {});
    database.connection->execute("CREATE TABLE t (a int)");
  }
  CHECK(database.value("SELECT to_regclass('t')") == "NULL");
  {
    const auto transaction = postgresql_dialect().begin(*database.connection, {});
    CHECK_THROWS_AS(database.connection->execute("SELECT nonsense"), DatabaseError);
  }
  CHECK(database.value("SELECT 1") == "1");
}

TEST_CASE("what a statement sets for the session is put back") {
  PostgresqlDatabase database;
  database.run("CREATE SCHEMA other; CREATE ROLE r_" + database.url.database + "; CREATE TABLE t (a int)");
  const auto transaction = postgresql_dialect().begin(*database.connection, {});
  database.connection->execute("SELECT pg_catalog.set_config('search_path', '', false)");
  database.connection->execute("SET ROLE r_" + database.url.database);
  CHECK(database.value("SELECT to_regclass('t')") == "NULL");
  transaction->put_back_settings();
  CHECK(database.value("SELECT to_regclass('t')") == "t");
  CHECK(database.value("SELECT current_user = session_user") == "t");
  transaction->commit();
  CHECK(database.value("SELECT to_regclass('t')") == "t");
  database.run("DROP ROLE r_" + database.url.database);
}

TEST_CASE("role, search_path and timeouts are those of the configuration") {
  PostgresqlDatabase database;
  const auto role = "owner_" + database.url.database;
  database.run("CREATE ROLE " + role + "; CREATE SCHEMA app AUTHORIZATION " + role);
  ConnectOptions options;
  options.role = role;
  options.search_path = "app, public";
  options.statement_timeout = std::chrono::milliseconds(1234);
  options.lock_attempt = std::chrono::milliseconds(777);
  database.run("ALTER DATABASE " + database.url.database + " SET idle_session_timeout = '2s'");
  const auto connection = postgresql_dialect().connect(database.url, options);
  connection->execute("CREATE TABLE t (a int)");
  CHECK(connection->query("SELECT tableowner || ' ' || schemaname FROM pg_tables WHERE tablename = 't'")[0][0] ==
        role + " app");
  CHECK(connection->query("SHOW statement_timeout")[0][0] == "1234ms");
  CHECK(connection->query("SHOW lock_timeout")[0][0] == "777ms");
  CHECK(connection->query("SHOW idle_session_timeout")[0][0] == "0");
  CHECK(connection->query("SHOW idle_in_transaction_session_timeout")[0][0] == "0");
  CHECK(connection->query("SHOW application_name")[0][0] == "migrate");
  CHECK(connection->query("SHOW client_encoding")[0][0] == "UTF8");
  connection->execute("DROP SCHEMA app CASCADE");
  database.run("DROP ROLE " + role);
}

TEST_CASE("a connection that only reads cannot write") {
  PostgresqlDatabase database;
  ConnectOptions options;
  options.read_only = true;
  const auto connection = postgresql_dialect().connect(database.url, options);
  CHECK_THROWS_AS(connection->execute("CREATE TABLE t (a int)"), DatabaseError);
}

TEST_CASE("notices reach whoever wants them") {
  PostgresqlDatabase database;
  std::vector<std::string> notices;
  ConnectOptions options;
  options.on_notice = [&](const std::string& notice) { notices.push_back(notice); };
  const auto connection = postgresql_dialect().connect(database.url, options);
  connection->execute("DROP TABLE IF EXISTS nowhere");
  CHECK(notices == std::vector<std::string>{"NOTICE: table \"nowhere\" does not exist, skipping"});
}
