// Getting in: TLS, accounts, places that are wrong, and what the server's own settings must not change.
#include "dialects/mysql/connection.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/support/mysql_bench.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

/// The tests' own server by TCP, which has a certificate for the name localhost.
class Door {
 public:
  explicit Door(const std::string& identified = "BY 'p@ss/w:d'") : account_("'ann_" + database.url.database + "'@'%'") {
    database.run("CREATE USER " + account_ + " IDENTIFIED " + identified);
  }
  ~Door() { database.run("DROP USER " + account_); }
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  void grant(const std::string& rights) {
    database.run("GRANT " + rights + " ON " + database.url.database + ".* TO " + account_);
  }
  std::string url(const std::string& query = "", const std::string& host = "localhost",
                  const std::string& scheme = "mysql", const std::string& password = "p%40ss%2Fw%3Ad") const {
    return scheme + "://ann_" + database.url.database + ":" + password + "@" + host + ":" + port() + "/" +
           database.url.database + query;
  }
  static std::string file(const std::string& name) { return (TestServer::of("mariadb").folder() / name).string(); }

  MysqlDatabase database{parse_url("mariadb://root@localhost/?unix_socket=" + file("socket"))};

 private:
  static std::string port() {
    std::ifstream in(file("port"));
    std::string out;
    in >> out;
    return out;
  }

  std::string account_;
};

std::unique_ptr<Connection> enter(const std::string& url) { return mysql_dialect().connect(parse_url(url), {}); }

/// What is said where nobody gets in, with the hint behind it.
std::string refusal_to_connect(const std::string& url) {
  try {
    enter(url);
  } catch (const Error& error) {
    return error.what() + (" | " + error.hint);
  }
  return "no refusal";
}

std::string cipher(Connection& connection) {
  return connection.query("SHOW STATUS LIKE 'Ssl_cipher'").at(0).at(1).value_or("");
}

/// A port on which something listens that never says a word.
class Mute {
 public:
  Mute() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* place = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_, place, size) != 0 || listen(socket_, 5) != 0 || getsockname(socket_, place, &size) != 0) {
      throw std::runtime_error("cannot listen");
    }
    port = ntohs(address.sin_port);
  }
  ~Mute() { close(socket_); }
  Mute(const Mute&) = delete;
  Mute& operator=(const Mute&) = delete;
  int port = 0;

 private:
  int socket_;
};

}  // namespace

TEST_CASE("TLS is there where the URL asks for it, in each of the spellings") {
  Door door;
  door.grant("ALL");
  const auto ca = door.file("ca.pem");
  for (const std::string query : {"?ssl_mode=REQUIRED", "?ssl=true", "?ssl-mode=required"}) {
    CHECK_FALSE(cipher(*enter(door.url(query, "127.0.0.1"))).empty());
  }
  for (const std::string query : {"?ssl_ca=", "?ssl_mode=VERIFY_IDENTITY&ssl_ca=", "?ssl_verify_cert=true&ssl_ca="}) {
    CHECK_FALSE(cipher(*enter(door.url(query + ca))).empty());
  }
  for (const std::string query : {"?ssl_mode=VERIFY_CA&ssl_ca=", "?ssl_check_hostname=false&ssl_ca="}) {
    CHECK_FALSE(cipher(*enter(door.url(query + ca, "127.0.0.1"))).empty());
  }
  CHECK(cipher(*enter(door.url("?ssl_mode=disabled"))).empty());
}

TEST_CASE("a certificate that does not fit keeps us out, and the hint says what does not") {
  Door door;
  door.grant("ALL");
  const auto ca = door.file("ca.pem");
  // the client library of MariaDB 11.4 does not ask for the name of a server that is on the same machine
  CHECK_THAT(refusal_to_connect(door.url("?ssl_ca=" + ca, "127.0.0.1")),
             Catch::Contains("not made for the name 127.0.0.1") || Catch::Equals("no refusal"));
  CHECK_THAT(refusal_to_connect(door.url("?ssl_ca=" + door.file("other.pem"))),
             Catch::Contains("another authority than that of"));
  CHECK_THAT(refusal_to_connect(door.url("?ssl_mode=verify_ca&ssl_ca=" + door.file("other.pem"))),
             Catch::Contains("another authority than that of"));
  // with a password, a server proves to that library who it is by knowing it
  Door open("BY ''");
  CHECK_THAT(refusal_to_connect(open.url("?ssl_mode=verify_identity", "localhost", "mysql", "")),
             Catch::Contains("name its own with ssl_ca=FILE"));
  CHECK_THAT(refusal_to_connect(door.url("?ssl_ca=/nowhere/ca.pem")), Catch::Contains("must be there, and readable"));
}

TEST_CASE("a server without TLS is refused where TLS was asked for") {
  const auto url = "mysql://root@localhost/?unix_socket=" + (TestServer::of("galera").folder() / "socket").string();
  CHECK_NOTHROW(enter(url));
  CHECK_THAT(refusal_to_connect(url + "&ssl_mode=required"), Catch::Contains("the server has no TLS"));
  CHECK_THAT(refusal_to_connect(url + "&ssl_ca=" + Door::file("ca.pem")), Catch::Contains("the server has no TLS"));
}

TEST_CASE("the URLs of SQLAlchemy's drivers lead to the same place") {
  Door door;
  door.grant("ALL");
  for (const std::string scheme : {"mysql", "mariadb", "mysql+pymysql", "mysql+mysqldb", "mysql+mysqlconnector",
                                   "mysql+aiomysql", "mysql+asyncmy", "mariadb+mariadbconnector"}) {
    INFO(scheme);
    CHECK(enter(door.url("?charset=utf8mb4", "127.0.0.1", scheme))->query("SELECT DATABASE()").at(0).at(0) ==
          door.database.url.database);
  }
}

TEST_CASE("who does not get in is told why, and what to do") {
  Door door;
  const auto& name = door.database.url.database;
  CHECK_THAT(refusal_to_connect(door.url("", "localhost", "mysql", "wrong")),
             Catch::Contains("Access denied") && Catch::Contains("or its password is wrong") &&
                 !Catch::Contains("mysql://ann_" + name + ":wrong"));
  CHECK_THAT(refusal_to_connect(door.url()),
             Catch::Contains("GRANT ALL ON `" + name + "`.* TO 'ann_" + name + "'@'%'"));
  door.grant("ALL");
  const auto socket = "?unix_socket=" + door.file("socket");
  CHECK_THAT(refusal_to_connect("mysql://root@localhost/nowhere" + socket),
             Catch::Contains("CREATE DATABASE `nowhere`"));
  CHECK_THAT(refusal_to_connect("mysql://root@no.such.host.invalid/app"), Catch::Contains("are host and port right?"));
  CHECK_THAT(refusal_to_connect("mysql://root@127.0.0.1:1/app"), Catch::Contains("are host and port right?"));
  CHECK_THAT(refusal_to_connect("mysql://root@[::1]:1/app"), Catch::Contains("'::1'"));
  CHECK_THAT(refusal_to_connect("mysql://root@localhost/app?unix_socket=/nowhere"),
             Catch::Contains("the path of its socket?"));
  CHECK_THAT(refusal_to_connect(door.url("?charset=nonsense")), Catch::Contains("say utf8mb4"));
}

TEST_CASE("what listens and never speaks is given up in time") {
  const Mute mute;
  CHECK_THAT(refusal_to_connect("mysql://ann@127.0.0.1:" + std::to_string(mute.port) + "/app?connect_timeout=1"),
             Catch::Contains("does not answer as MySQL or MariaDB does, within 1 s"));
}

TEST_CASE("a URL without a database is an error where one is needed, and no wait for a lock") {
  const auto server = parse_url("mariadb://root@localhost/?unix_socket=" + Door::file("socket"));
  const auto connection = mysql_dialect().connect(server, {});
  CHECK_THROWS_WITH(mysql_dialect().table_exists(*connection, {"t", ""}), Catch::Contains("names no database"));
  CHECK_THROWS_WITH(mysql_dialect().lock(*connection, server, {}), Catch::Contains("names no database"));
}

TEST_CASE("an account logs in by ed25519") {
  MysqlDatabase administrator{parse_url("mariadb://root@localhost/?unix_socket=" + Door::file("socket"))};
  if (administrator.value("SELECT count(*) FROM information_schema.plugins WHERE plugin_name = 'ed25519'") == "0") {
    administrator.run("INSTALL SONAME 'auth_ed25519'");
  }
  Door door("VIA ed25519 USING PASSWORD('p@ss/w:d')");
  door.grant("ALL");
  CHECK_NOTHROW(enter(door.url()));
}

TEST_CASE("an account that may not CREATE is told which GRANT it lacks") {
  Door door;
  door.grant("SELECT");
  CHECK_THROWS_WITH(enter(door.url())->execute("CREATE TABLE t (a int)"), Catch::Contains("CREATE command denied"));
  try {
    enter(door.url())->execute("CREATE TABLE t (a int)");
  } catch (const DatabaseError& error) {
    CHECK_THAT(error.hint, Catch::Contains("GRANT ALL ON `" + door.database.url.database + "`.* TO 'ann_"));
  }
}

/// A setting of a whole server, changed where no other tests are: on a node of the cluster, and for accounts that are
/// not root.
class ServerSetting {
 public:
  ServerSetting(MysqlDatabase& server, std::string name, const std::string& value)
      : server_(server), name_(std::move(name)) {
    server_.run("SET GLOBAL " + name_ + " = " + value);
  }
  ~ServerSetting() { server_.run("SET GLOBAL " + name_ + " = DEFAULT"); }
  ServerSetting(const ServerSetting&) = delete;
  ServerSetting& operator=(const ServerSetting&) = delete;

 private:
  MysqlDatabase& server_;
  std::string name_;
};

TEST_CASE("a session reads and writes SQL its own way, whatever the server's sql_mode is") {
  MysqlDatabase database(galera_url(1));
  const ServerSetting odd(database, "sql_mode", "'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,NO_ZERO_DATE'");
  const auto connection = mysql_dialect().connect(database.url, {});
  CHECK(connection->query("SELECT \"a\", 'it\\'s', 1 || 0").at(0) == SqlRow{"a", "it's", "1"});
  CHECK_THAT(database.value("SELECT @@GLOBAL.sql_mode"), Catch::Contains("NO_BACKSLASH_ESCAPES"));
}

TEST_CASE("a server that is read-only sends an account to its primary") {
  MysqlDatabase database(galera_url(1));
  const auto name = "reader_" + database.url.database;
  database.run("CREATE USER " + name + "; GRANT ALL ON " + database.url.database + ".* TO " + name);
  const ServerSetting only(database, "read_only", "1");
  auto url = database.url;
  url.user = name;
  const auto connection = mysql_dialect().connect(url, {});
  try {
    connection->execute("CREATE TABLE t (a int)");
    FAIL("no error");
  } catch (const DatabaseError& error) {
    CHECK_THAT(error.hint, Catch::Contains("a replica? migrate its primary"));
  }
  database.run("DROP USER " + name);
}

TEST_CASE("a run that loses its connection stops, and the next one goes on") {
  MysqlBench bench;
  bench.folder.add_sql(
      "aaaa", "", "-- migrate: upgrade\nCREATE TABLE t (a int);\nKILL CONNECTION_ID();\nCREATE TABLE u (a int);\n");
  RevisionFailed failed("", "");
  try {
    bench.upgrade("head");
  } catch (const RevisionFailed& error) {
    failed = error;
  }
  CHECK_THAT(failed.hint, Catch::Contains("run the same command again"));
}

TEST_CASE("statements do not run longer than they may, nor wait longer for the locks of others") {
  MysqlDatabase database;
  database.run("CREATE TABLE t (a int PRIMARY KEY) ENGINE = InnoDB; INSERT INTO t VALUES (1)");
  ConnectOptions options;
  options.lock_timeout = options.lock_attempt = std::chrono::seconds(1);
  options.statement_timeout = std::chrono::milliseconds(200);
  const auto hurried = mysql_dialect().connect(database.url, options);
  CHECK_THROWS_AS(hurried->query("SELECT count(*) FROM information_schema.columns a, information_schema.columns b, "
                                 "information_schema.columns c"),
                  DatabaseError);
  options.statement_timeout = {};
  const auto waiting = mysql_dialect().connect(database.url, options);
  const auto transaction = mysql_dialect().begin(*database.connection, {});
  database.run("UPDATE t SET a = 2");
  CHECK_THROWS_AS(waiting->execute("UPDATE t SET a = 3"), LockError);
  CHECK_THROWS_AS(waiting->execute("ALTER TABLE t ADD COLUMN b int"), LockError);
}
