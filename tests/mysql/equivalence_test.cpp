// What is one thing in two spellings, and what is not: models beside a database, as the differences in words.
#include "dialects/mysql/equivalence.hpp"

#include "dialects/mysql/connection.hpp"
#include "src/autogenerate/autogenerate.hpp"
#include "src/schema/read_toml.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/descriptions.hpp"
#include "tests/support/mysql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

using Lines = std::vector<std::string>;

Lines differences(MysqlDatabase& database, const std::string& models) {
  const auto found = autogenerate(mysql_dialect(), *database.connection, read_schema(models, "models.toml"), {});
  return descriptions(found.upgrade);
}

/// A table of one column: as SQL, beside a model of it.
Lines column(const std::string& sql, const std::string& model, const std::string& more = {}) {
  MysqlDatabase database;
  database.run("CREATE TABLE t (id int NOT NULL, other varchar(30), c " + sql + ")");
  return differences(database,
                     "format = 1\n[[table]]\nname = \"t\"\ncolumns = [ { name = \"id\", type = \"integer\", "
                     "nullable = false }, { name = \"other\", type = \"varchar(30)\" }, { name = \"c\", " +
                         model + " } ]\n" + more);
}

const Lines none;

}  // namespace

TEST_CASE("types that are one") {
  CHECK(column("tinyint(1)", "type = \"boolean\"") == none);
  CHECK(column("int(7)", "type = \"integer\"") == none);
  CHECK(column("json", "type = \"json\"") == none);
  CHECK(column("char(32)", "type = \"uuid\"") == none);
  CHECK(column("decimal(10)", "type = \"numeric\"") == none);
  CHECK(column("varchar(255)", "type = \"varchar\"") == none);
  CHECK(column("datetime", "type = \"timestamptz\"") == none);
  CHECK(column("enum('a','b')", "type = \"mysql:ENUM('a', 'b')\"") == none);
  CHECK(column("tinytext", "type = \"mysql:text(50)\"") == none);  // what the server alone can say
  CHECK(column("varchar(9) COLLATE latin1_bin",
               "type = \"mysql:VARCHAR(9) CHARACTER SET latin1 COLLATE latin1_bin\"") == none);
  CHECK(column("varchar(9) CHARACTER SET utf8mb3", "type = \"varchar(9)\", mysql.charset = \"utf8\"") == none);
}

TEST_CASE("types that are two") {
  CHECK(column("int unsigned", "type = \"integer\"").size() == 1);
  CHECK(column("datetime", "type = \"mysql:datetime(6)\"").size() == 1);
  CHECK(column("varchar(9) COLLATE latin1_bin", "type = \"varchar(9)\"").size() == 1);
  CHECK(column("varchar(9)", "type = \"varchar(9)\", collation = \"latin1_bin\"").size() == 1);
  CHECK(column("int", "type = \"boolean\"").size() == 1);
  CHECK(column("enum('a','b')", "type = \"mysql:enum('b','a')\"").size() == 1);
}

TEST_CASE("a check that MariaDB keeps with its column stays, and is that of a model") {
  MysqlDatabase probe;
  if (!mysql::server_connection(*probe.connection)->server().mariadb) return;
  CHECK(column("int CHECK (c > 0)", "type = \"integer\"") == none);
  CHECK(column("int CHECK (c > 0)", "type = \"integer\"", "checks = [ { expression = \"c > 0\" } ]\n") == none);
  CHECK(column("int CHECK (c > 0)", "type = \"integer\"", "checks = [ { expression = \"c > 1\" } ]\n").size() == 1);
  CHECK(column("uuid", "type = \"uuid\"") == none);
  CHECK(column("text DEFAULT 'x'", "type = \"text\", default = \"'x'\"") == none);
}

TEST_CASE("defaults that are one") {
  CHECK(column("int DEFAULT 5", "type = \"integer\", default = \"'5'\"") == none);
  CHECK(column("decimal(10,2) DEFAULT 0", "type = \"numeric(10,2)\", default = \"0\"") == none);
  CHECK(column("boolean DEFAULT true", "type = \"boolean\", default = \"true\"") == none);
  CHECK(column("datetime DEFAULT now()", "type = \"timestamp\", default = \"now()\"") == none);
  CHECK(column("datetime DEFAULT now() ON UPDATE now()",
               "type = \"timestamp\", default = \"CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP\"") == none);
  CHECK(column("varchar(36) DEFAULT (uuid())", "type = \"varchar(36)\", default = \"UUID()\"") == none);
  CHECK(column("int DEFAULT (1+2)", "type = \"integer\", default = \"1 + 2\"") == none);
  CHECK(column("int DEFAULT NULL", "type = \"integer\", default = \"NULL\"") == none);
  CHECK(column("varchar(9) DEFAULT 'it''s'", "type = \"varchar(9)\", default = \"'it\\\\'s'\"") == none);
  CHECK(column("datetime DEFAULT '2020-01-01'", "type = \"timestamp\", default = \"'2020-01-01'\"") == none);
}

TEST_CASE("defaults that are two") {
  CHECK(column("int DEFAULT 5", "type = \"integer\"").size() == 1);
  CHECK(column("int", "type = \"integer\", default = \"0\"").size() == 1);
  CHECK(column("varchar(9) DEFAULT '5'", "type = \"varchar(9)\", default = \"'5.0'\"").size() == 1);
  CHECK(column("datetime DEFAULT now() ON UPDATE now()", "type = \"timestamp\", default = \"now()\"").size() == 1);
  CHECK(column("int NOT NULL DEFAULT 0", "type = \"integer\", default = \"0\"").size() == 1);
}

TEST_CASE("expressions are compared as the server understands them") {
  const std::string check = "checks = [ { name = \"ck\", expression = \"";
  const auto checked = [&](const std::string& sql, const std::string& model) {
    return column("int, CONSTRAINT ck CHECK (" + sql + ")", "type = \"integer\"", check + model + "\" } ]\n");
  };
  CHECK(checked("c > 0", "C>0") == none);
  CHECK(checked("c in (1,2)", "c IN (1, 2)") == none);
  CHECK(checked("c > 0 and c < 5", "(c > 0) AND (c < 5)") == none);
  CHECK(checked("c between 1 and 5", "(c BETWEEN 1 AND 5)") == none);
  CHECK(checked("other <> 'x'", "other != \\\"x\\\"") == none);
  CHECK(checked("c > 0", "c >= 0").size() == 2);
  CHECK(checked("c > 0 or c < 5", "c > 0 and c < 5").size() == 2);
  CHECK(column("int AS (id*2) STORED",
               "type = \"integer\", generated = { expression = \"(id * 2)\", stored = true }") == none);
  CHECK(column("int AS (id*2) STORED", "type = \"integer\", generated = { expression = \"id * 3\", stored = true }")
            .size() == 1);
}

TEST_CASE("nothing is left of what the server was asked") {
  MysqlDatabase database;
  database.run("CREATE TABLE t (a int, CONSTRAINT ck CHECK (a in (1, 2)))");
  const auto models = [](const std::string& expression) {
    return "format = 1\n[[table]]\nname = \"t\"\ncolumns = [ { name = \"a\", type = \"integer\" } ]\nchecks = [ { name "
           "= \"ck\", expression = \"" +
           expression + "\" } ]\n";
  };
  CHECK(differences(database, models("(a = 1 or a = 2)")).size() == 2);
  CHECK(differences(database, models("a is nothing that it knows")).size() == 2);
  CHECK_THROWS(database.run("SELECT * FROM _migrate_probe"));
}

TEST_CASE("an account that may make no temporary tables compares by texts, and is told so") {
  MysqlDatabase database;
  database.run("CREATE TABLE t (a int, CONSTRAINT ck CHECK (a > 0))");
  const auto user = "'reader_" + database.url.database + "'@'%'";
  database.run("CREATE USER " + user + " IDENTIFIED BY 'secret'; GRANT SELECT, INSERT ON " + database.url.database +
               ".* TO " + user);
  auto url = database.url;
  url.user = "reader_" + database.url.database;
  url.password = "secret";
  ConnectOptions options;
  Lines notices;
  options.on_notice = [&](const std::string& text) { notices.push_back(text); };
  const auto reader = mysql_dialect().connect(url, options);
  const auto models = read_schema(
      "format = 1\n[[table]]\nname = \"t\"\ncolumns = [ { name = \"a\", type = \"integer\" } ]\nchecks = [ { name = "
      "\"ck\", expression = \"0 < a\" } ]\n",
      "models.toml");
  CHECK(autogenerate(mysql_dialect(), *reader, models, {}).upgrade.size() == 2);
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].find("GRANT CREATE TEMPORARY TABLES") != notices[0].npos);
  database.run("DROP USER " + user);
}

TEST_CASE("keys") {
  MysqlDatabase database;
  database.run(
      "CREATE TABLE p (id int NOT NULL PRIMARY KEY); CREATE TABLE t (a int, b varchar(30), c int, UNIQUE KEY u (a), "
      "KEY "
      "pre (b(10)), CONSTRAINT fk FOREIGN KEY (c) REFERENCES p (id) ON DELETE RESTRICT)");
  const auto models = [](const std::string& keys) {
    return "format = 1\n[[table]]\nname = \"p\"\ncolumns = [ { name = \"id\", type = \"integer\", nullable = false } "
           "]\nprimary_key = { name = \"pk_p\", columns = [\"id\"] }\n[[table]]\nname = \"t\"\ncolumns = [ { name = "
           "\"a\", type = \"integer\" }, { name = \"b\", type = \"varchar(30)\" }, { name = \"c\", type = \"integer\" "
           "} ]\nforeign_keys = [ { name = \"fk\", columns = [\"c\"], references = \"p\", target = [\"id\"] } ]\n" +
           keys;
  };
  const std::string prefix = "{ name = \"pre\", columns = [ { column = \"b\", length = 10 } ] }";
  CHECK(differences(database,
                    models("uniques = [ { name = \"u\", columns = [\"a\"] } ]\nindexes = [ " + prefix + " ]")) == none);
  CHECK(differences(database, models("indexes = [ { name = \"u\", columns = [\"a\"], unique = true }, " + prefix +
                                     " ]")) == none);
  CHECK(differences(database, models("uniques = [ { name = \"u\", columns = [\"a\"] } ]\nindexes = [ { name = \"pre\", "
                                     "columns = [\"b\"] } ]"))
            .size() == 2);
}

TEST_CASE("table options that a model does not say stay") {
  MysqlDatabase database;
  database.run("CREATE TABLE t (a varchar(9)) ENGINE=MyISAM DEFAULT CHARSET=latin1 ROW_FORMAT=DYNAMIC");
  const auto models = [](const std::string& options) {
    return "format = 1\n[[table]]\nname = \"t\"\ncolumns = [ { name = \"a\", type = \"varchar(9)\" } ]\n" + options;
  };
  CHECK(differences(database, models("")) == none);
  CHECK(differences(database, models("options = { mysql.engine = \"myisam\", mysql.charset = \"latin1\" }")) == none);
  CHECK(differences(database, models("options = { mysql.engine = \"InnoDB\" }")).size() == 1);
  CHECK(differences(database, models("options = { mysql.charset = \"utf8mb4\" }")).size() == 1);
}

TEST_CASE("what these servers lack is refused, all at once") {
  MysqlDatabase database;
  try {
    differences(database,
                "format = 1\n[[table]]\nname = \"t\"\ncolumns = [ { name = \"a\", type = \"postgresql:tsvector\" }, { "
                "name = \"b\", type = \"integer\", identity = true, mysql.invisble = true } ]\nindexes = [ { name = "
                "\"ix\", columns = [\"b\"], where = \"b > 0\" } ]\n");
    FAIL("nothing was refused");
  } catch (const ConfigurationError& error) {
    CHECK(error.details.size() == 3);
    CHECK(error.details.at(1).find("did you mean 'mysql.invisible'?") != error.details[1].npos);
  }
}

TEST_CASE("the server's own names for checks stand in no one's way") {
  MysqlDatabase database;
  database.run("CREATE TABLE a (n int, CHECK (n > 0)); CREATE TABLE b (n int, CHECK (n > 0))");
  CHECK(differences(database,
                    "format = 1\n[[table]]\nname = \"a\"\ncolumns = [ { name = \"n\", type = \"integer\" }, { "
                    "name = \"m\", type = \"integer\" } ]\nchecks = [ { expression = \"n > 0\" } ]\n[[table]]\n"
                    "name = \"b\"\ncolumns = [ { name = \"n\", type = \"integer\" } ]\nchecks = [ { expression "
                    "= \"n > 0\" } ]\n") == Lines{"add column a.m"});
}
