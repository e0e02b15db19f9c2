// What the server and libpq say, as a person reads it: one case for each kind of failure, met on a real server.
#include <thread>

#include "dialects/postgresql/connect.hpp"
#include "dialects/postgresql/server_report.hpp"
#include "tests/postgresql/role.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/caught.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/postgresql.hpp"

using namespace migrate;
using namespace migrate::test;
using Lines = std::vector<std::string>;

namespace {

DatabaseError failure_of(Connection& connection, const std::string& sql) {
  return caught([&] { connection.execute(sql); });
}

DatabaseError failure_to_connect(const Url& url, const ConnectOptions& options = {}) {
  return caught([&] { postgresql_dialect().connect(url, options); });
}

}  // namespace

TEST_CASE("a mistake in a statement is shown with its line and a caret") {
  PostgresqlDatabase database;
  const std::string sql = "CREATE TABLE t (\n  a int,\n  \xC3\xBC text,\n  b intt\n)";
  const auto error = failure_of(*database.connection, sql);
  CHECK(std::string(error.what()) == "type \"intt\" does not exist");
  CHECK(error.sqlstate == "42704");
  CHECK(error.statement == sql);
  CHECK(error.position == sql.find("intt") + 1);
  CHECK(error.details == Lines{"LINE 4:   b intt", "            ^", "SQLSTATE: 42704"});
  const auto transaction = postgresql_dialect().begin(*database.connection, {});
  CHECK(failure_of(*database.connection, sql).details == error.details);
}

TEST_CASE("a mistake far along a line is shown with what is around it") {
  PostgresqlDatabase database;
  const std::string sql =
      "SELECT 1 AS first_column, 2 AS second_column,\t3 AS third_column, nonsense, 5 AS fifth_column, 6 AS "
      "sixth_column";
  const auto error = failure_of(*database.connection, sql);
  CHECK(error.position == sql.find("nonsense") + 1);
}

TEST_CASE("a message of libpq that has no parts is the message") {
  const auto report = postgresql::parse_report("no connection to the server\n");
  CHECK(report.message == "no connection to the server");
  CHECK(report.sqlstate.empty());
  CHECK(postgresql::parse_report("").message.empty());
}

TEST_CASE("rows that break a constraint are shown, with what to do") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (a int CONSTRAINT only_once UNIQUE, b int CHECK (b > 0)); INSERT INTO t VALUES (1, 1)");
  const auto twice = failure_of(*database.connection, "INSERT INTO t VALUES (1, 1)");
  CHECK(twice.sqlstate == "23505");
  CHECK(twice.details.at(0) == "DETAIL: Key (a)=(1) already exists.");
  CHECK(contains(twice.hint, "there twice"));
  CHECK(contains(failure_of(*database.connection, "INSERT INTO t VALUES (2, 0)").hint, "break the check"));
}

TEST_CASE("a missing privilege names the account and the GRANT") {
  PostgresqlDatabase database;
  Role role(database, "");
  database.run("CREATE TABLE secret (a int); CREATE SCHEMA app");
  const auto connection = postgresql_dialect().connect(role.url(), {});
  CHECK(contains(failure_of(*connection, "SELECT * FROM secret").hint,
                 "GRANT SELECT, INSERT, UPDATE, DELETE, "
                 "REFERENCES ON secret TO " +
                     role.name));
  CHECK(contains(failure_of(*connection, "CREATE TABLE app.t (a int)").hint,
                 "GRANT USAGE, CREATE ON SCHEMA app TO " + role.name));
  CHECK(contains(failure_of(*connection, "DROP TABLE secret").hint, "ALTER TABLE secret OWNER TO " + role.name));
  CHECK(contains(failure_of(*connection, "CREATE DATABASE x_" + role.name).hint, "CREATEDB"));
  ConnectOptions options;
  options.role = "postgres";
  CHECK(contains(failure_to_connect(role.url(), options).hint, "[database]"));
}

TEST_CASE("a read-only account or server is told as such") {
  PostgresqlDatabase database;
  Role role(database, "");
  database.run("ALTER ROLE " + role.name + " SET default_transaction_read_only = on");
  const auto error = failure_of(*postgresql_dialect().connect(role.url(), {}),
                                "CREATE TEMP TABLE x AS SELECT 1; CREATE TABLE t (a int)");
  CHECK(error.sqlstate == "25006");
  CHECK(contains(error.hint, "ALTER ROLE " + role.name));
}

TEST_CASE("what cannot run in a transaction says how to run it") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (a int)");
  const auto transaction = postgresql_dialect().begin(*database.connection, {});
  database.connection->execute("SELECT 1");
  CHECK(contains(failure_of(*database.connection, "CREATE INDEX CONCURRENTLY i ON t (a)").hint, "transaction = false"));
}

TEST_CASE("a statement that runs too long names the limit") {
  PostgresqlDatabase database;
  ConnectOptions options;
  options.statement_timeout = std::chrono::milliseconds(50);
  const auto error = failure_of(*postgresql_dialect().connect(database.url, options), "SELECT pg_sleep(5)");
  CHECK(error.sqlstate == "57014");
  CHECK(contains(error.hint, "statement_timeout"));
}

TEST_CASE("a full disk and other errors of the server's surroundings say what to do") {
  PostgresqlDatabase database;
  const auto raised = [&](const std::string& sqlstate) {
    return failure_of(*database.connection,
                      "DO $$ BEGIN RAISE EXCEPTION 'so it is' USING ERRCODE = '" + sqlstate + "'; END $$");
  };
  CHECK(contains(raised("53100").hint, "make room"));
  CHECK(contains(raised("53200").hint, "memory"));
  CHECK(contains(raised("53300").hint, "max_connections"));
}

TEST_CASE("a type of an extension that is not there names the extension") {
  PostgresqlDatabase database;
  CHECK(contains(failure_of(*database.connection, "CREATE TABLE t (a citext)").hint, "CREATE EXTENSION citext"));
  CHECK(contains(failure_of(*database.connection, "CREATE TABLE t (a geometry(Point, 4326))").hint,
                 "CREATE EXTENSION postgis"));
}

TEST_CASE("a lock that others hold is a LockError that names them") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE t (a int)");
  auto url = database.url;
  url.query["application_name"] = "the shop";
  const auto shop = postgresql_dialect().connect(url, {});
  const auto open = postgresql_dialect().begin(*shop, {});
  shop->execute("LOCK TABLE t");
  ConnectOptions options;
  options.lock_attempt = std::chrono::milliseconds(900);
  const auto connection = postgresql_dialect().connect(database.url, options);
  const auto error = caught<LockError>([&] { connection->execute("ALTER TABLE t ADD b int"); });
  CHECK(error.sqlstate == "55P03");
  CHECK(contains(error.what(), "did not let go within 0.9 s: process "));
  CHECK(contains(error.what(), "the shop"));
  CHECK(contains(error.what(), "LOCK TABLE t"));
}

TEST_CASE("two that wait for each other are a LockError too") {
  PostgresqlDatabase database;
  database.run("CREATE TABLE a (x int); CREATE TABLE b (x int)");
  ConnectOptions patient;
  patient.lock_attempt = std::chrono::seconds(20);
  const auto other = postgresql_dialect().connect(database.url, patient);
  const auto first = postgresql_dialect().begin(*database.connection, {});
  const auto second = postgresql_dialect().begin(*other, {});
  database.connection->execute("LOCK TABLE a");
  other->execute("LOCK TABLE b");
  std::string state;
  const auto lock = [&](Connection& connection, const std::string& table) {
    try {
      connection.execute("SET LOCAL lock_timeout = 20000");
      connection.execute("LOCK TABLE " + table);
    } catch (const LockError& error) {
      state = error.sqlstate;
      connection.execute("ROLLBACK");
    }
  };
  std::thread thread([&] { lock(*other, "a"); });
  lock(*database.connection, "b");
  thread.join();
  CHECK(state == "40P01");
}

TEST_CASE("a connection that is lost says so") {
  PostgresqlDatabase database;
  const auto connection = postgresql_dialect().connect(database.url, {});
  const auto error = failure_of(*connection, "SELECT pg_terminate_backend(pg_backend_pid())");
  CHECK(contains(error.what(), "the connection to the server was lost"));
  CHECK(contains(failure_of(*connection, "SELECT 1").what(), "lost"));
}

TEST_CASE("a database that is not there names the command that makes it") {
  PostgresqlDatabase database;
  auto url = database.url;
  url.database = "nowhere";
  const auto error = failure_to_connect(url);
  CHECK(contains(error.what(), "database \"nowhere\" does not exist"));
  CHECK(contains(error.hint, "createdb -h " + url.query.at("host") + " -U postgres nowhere"));
}

TEST_CASE("an unknown user, too many connections and a server that is not there each say what to do") {
  PostgresqlDatabase database;
  auto url = database.url;
  url.user = "nobody_here";
  CHECK(contains(failure_to_connect(url).hint, "createuser nobody_here"));
  Role role(database, "CONNECTION LIMIT 0");
  CHECK(contains(failure_to_connect(role.url()).hint, "wait until connections become free"));
  CHECK(contains(failure_to_connect(parse_url("postgresql://ann@127.0.0.1:1/d")).hint, "start the server"));
  CHECK(contains(failure_to_connect(parse_url("postgresql://ann@/d?host=/nowhere")).hint, "start the server"));
}

TEST_CASE("a password that is wrong or missing is told without showing it") {
  PostgresqlDatabase database;
  database.run(
      "DO $$ BEGIN CREATE ROLE needs_password LOGIN PASSWORD 'right'; EXCEPTION WHEN duplicate_object OR "
      "unique_violation THEN NULL; END $$");
  auto url = database.url;
  url.user = "needs_password";
  CHECK(contains(failure_to_connect(url).hint, "PGPASSWORD"));
  url.password = "verysecret";
  const auto error = failure_to_connect(url);
  CHECK(contains(error.what(), "password authentication failed for user \"needs_password\""));
  CHECK_FALSE(contains(error.what(), "verysecret"));
  url.password = "right";
  CHECK(postgresql_dialect().connect(url, {})->query("SELECT 1").size() == 1);
  url.password = "wrong";
  url.query["password"] = "right";  // as libpq has it: the query goes before the place in front of the host
  CHECK(postgresql_dialect().connect(url, {})->query("SELECT 1").size() == 1);
}

TEST_CASE("parameters of the URL go to libpq, those of other drivers are translated or left out") {
  const auto text = [](const std::string& url) {
    return postgresql::connection_text(postgresql::libpq_parameters(parse_url(url)));
  };
  const auto neon =
      text("postgres://ann:it's@ep-1.neon.tech/app?options=endpoint%3Dep-1&channel_binding=require&sslmode=require");
  CHECK(contains(neon, "options='endpoint=ep-1'"));
  CHECK(contains(neon, "channel_binding='require'"));
  CHECK(contains(neon, "password='it\\'s'"));
  CHECK(contains(neon, "client_encoding='UTF8'"));
  CHECK(contains(neon, "connect_timeout='10'"));
  CHECK(contains(text("postgresql+asyncpg://h/d?ssl=verify-full&prepared_statement_cache_size=0"),
                 "sslmode='verify-full'"));
  CHECK_FALSE(contains(text("postgresql+asyncpg://h/d?prepared_statement_cache_size=0"), "prepared"));
  CHECK(contains(text("postgresql://h/d?ssl=true"), "sslmode='require'"));
  CHECK(contains(text("postgresql://h1:5433,h2/d"), "host='h1,h2'"));
  CHECK(contains(text("postgresql://h1:5433,h2/d"), "port='5433,'"));
  CHECK(contains(text("postgresql:///d?host=h1:5433&host=h2:5434"), "port='5433,5434'"));
  CHECK_FALSE(contains(text("postgresql:///d?service=prod"), "connect_timeout"));
  CHECK_FALSE(contains(text("postgresql:///"), "dbname"));
}

TEST_CASE("a parameter that nobody has is refused by name") {
  const auto refused = [](const std::string& url) {
    return caught<ConfigurationError>([&] { postgresql::libpq_parameters(parse_url(url)); });
  };
  CHECK(std::string(refused("postgresql://h/d?sslmod=require").what()) ==
        "PostgreSQL has no parameter 'sslmod' for its database URL, did you mean 'sslmode'?");
  CHECK(contains(refused("postgresql://h/d?schema=app").hint, "search_path"));
}
