// What runs where only part of SQL has a place: data steps, scripts of a schema, guards of scripts.
#include "dialects/postgresql/confine.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;

TEST_CASE("a data step changes rows and nothing else") {
  const auto refused = [](std::string_view sql) { return !postgresql::refusal(sql, Confines::data_step).empty(); };
  for (const auto* sql :
       {"CREATE TABLE t (a int)", "/* x */ drop table t", "ALTER TABLE t ADD b int", "GRANT ALL ON t TO x",
        "COMMENT ON TABLE t IS 'x'", "VACUUM t", "SET search_path = x", "COPY t FROM STDIN"}) {
    INFO(sql);
    CHECK(refused(sql));
  }
  for (const auto* sql : {"SELECT 1", "UPDATE t SET a = 'DROP TABLE t'", "CREATE TEMP TABLE x (a int)",
                          "DROP TABLE pg_temp.x", "TRUNCATE t", "LOCK TABLE t", "SAVEPOINT a"}) {
    INFO(sql);
    CHECK_FALSE(refused(sql));
  }
}

TEST_CASE("a script of a schema does nothing to the server") {
  const auto refused = [](std::string_view sql) { return !postgresql::refusal(sql, Confines::schema_script).empty(); };
  for (const auto* sql : {"CREATE DATABASE x", "create role x", "ALTER SYSTEM SET fsync = off", "DROP TABLESPACE x",
                          "COPY t FROM '/etc/passwd'"}) {
    INFO(sql);
    CHECK(refused(sql));
  }
  for (const auto* sql : {"CREATE TABLE t (a int)", "CREATE EXTENSION citext", "SET client_encoding = 'UTF8'",
                          "CREATE USER MAPPING FOR x SERVER y"}) {
    INFO(sql);
    CHECK_FALSE(refused(sql));
  }
}

TEST_CASE("what ends a transaction is known behind a comment too") {
  const auto& dialect = postgresql_dialect();
  for (const auto* sql :
       {"COMMIT", "-- done\nrollback", "BEGIN;", "END", "start transaction", "PREPARE TRANSACTION 'x'"}) {
    INFO(sql);
    CHECK(dialect.controls_transaction(sql));
  }
  for (const auto* sql : {"SELECT 'COMMIT'", "PREPARE x AS SELECT 1", "SAVEPOINT x", ""}) {
    INFO(sql);
    CHECK_FALSE(dialect.controls_transaction(sql));
  }
}

TEST_CASE("a private database is empty, and goes with its connection") {
  PostgresqlDatabase database;
  const std::string count = "SELECT count(*) FROM pg_database WHERE datname = ";
  std::string name;
  {
    ConnectOptions options;
    options.search_path = "nowhere";
    const auto own = postgresql_dialect().empty_database(database.url, options);
    REQUIRE(own);
    name = own->query("SELECT current_database()")[0][0].value_or("");
    CHECK(name.starts_with("migrate_scratch_"));
    own->execute("CREATE TABLE t (a int)");
    CHECK(postgresql_dialect().introspect(*own).tables.size() == 1);
    CHECK(database.value(count + "'" + name + "'") == "1");
  }
  CHECK(database.value(count + "'" + name + "'") == "0");
}

TEST_CASE("an account that may make no databases is told what to do instead") {
  PostgresqlDatabase database;
  const auto role = "modest_" + database.url.database;
  database.run("CREATE ROLE " + role + " LOGIN");
  auto url = database.url;
  url.user = role;
  try {
    postgresql_dialect().empty_database(url, {});
    FAIL("no error");
  } catch (const DatabaseError& error) {
    CHECK(error.hint.find("CREATEDB") != error.hint.npos);
    CHECK(error.hint.find("models.database") != error.hint.npos);
  }
  database.run("DROP ROLE " + role);
}

TEST_CASE("a guard of a script fails with its message, and shows the row") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (a int)");
  const Statement guard{
      .sql = "SELECT a FROM t WHERE a IS NULL", .must_be_empty = "it's not so: $$", .hint = "fill it"};
  const auto statements = postgresql_dialect().script_guard(guard);
  REQUIRE(statements.size() == 1);
  CHECK_NOTHROW(database.connection->execute(statements[0].sql));
  database.run("INSERT INTO t VALUES (NULL)");
  try {
    database.connection->execute(statements[0].sql);
    FAIL("no error");
  } catch (const DatabaseError& error) {
    CHECK(std::string(error.what()) == "it's not so: $$");
    CHECK(error.hint == "fill it");
  }
}
