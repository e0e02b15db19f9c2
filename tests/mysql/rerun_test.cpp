// SQL that somebody wrote, interrupted: each kind of statement that is easily run twice, left out, or not gone on with.
#include "src/base/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/mysql_bench.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

class Script {
 public:
  Script() {
    add("r0", "",
        "CREATE TABLE counter (n int PRIMARY KEY); INSERT INTO counter VALUES (1); CREATE TABLE seen (n int PRIMARY "
        "KEY)",
        "DROP TABLE seen; DROP TABLE counter");
    bench.upgrade("r0");
  }

  /// r1, above r0.
  void add(const std::string& up, const std::string& down) { add("r1", "r0", up, down); }
  void kill_at_all(const std::function<void()>& meanwhile = [] {}) { bench.kill_at_all("r0", "r1", meanwhile); }

  /// What an upgrade to r1 that fails says, with its details.
  std::string failure() {
    try {
      bench.upgrade("r1");
    } catch (const Error& error) {
      std::string out = std::string(error.what()) + "\n" + error.hint + "\n";
      for (const auto& line : error.details) out += line + "\n";
      return out;
    }
    return "it did not fail";
  }

  /// Upgrades to r1 again. Where it stops in doubt, a person says whether statement 1 ran, and it goes on.
  bool goes_on_in_doubt(bool ran) {
    if (!contains(failure(), "--done r1:1")) return false;
    bench.options.verdicts = {{"r1", 1, ran}};
    bench.upgrade("r1");
    return true;
  }

  MysqlBench bench;

 private:
  void add(const std::string& id, const std::string& below, const std::string& up, const std::string& down) {
    const auto section = [](const std::string& name, const std::string& sql) {
      return "[[" + name + "]]\nop = \"execute\"\nsql = '''\n" + sql + "'''\n";
    };
    bench.folder.add(id, below, section("upgrade", up) + section("downgrade", down));
  }
};

}  // namespace

TEST_CASE("what one statement leaves in the session is there for the next, also when a run goes on") {
  Script script;
  script.add(
      "UPDATE counter SET n = LAST_INSERT_ID(n + 1); SET @number = LAST_INSERT_ID(); INSERT INTO seen VALUES (@number);"
      "CREATE TABLE other (n int); INSERT INTO other SELECT n FROM seen; SAVEPOINT here; INSERT INTO other VALUES (9); "
      "ROLLBACK TO SAVEPOINT here",
      "DROP TABLE other; DELETE FROM seen; UPDATE counter SET n = n - 1");
  script.kill_at_all();
  CHECK(script.bench.database.value("SELECT n FROM seen") == "2");
}

TEST_CASE("statements that are prepared and executed are gone on with, whether they change rows or tables") {
  Script script;
  script.add(
      "SET @change = 'ALTER TABLE seen ADD COLUMN a int'; PREPARE one FROM @change; EXECUTE one; DEALLOCATE PREPARE "
      "one; PREPARE one FROM 'UPDATE counter SET n = n * 2'; EXECUTE one; EXECUTE one; DROP PREPARE one",
      "ALTER TABLE seen DROP COLUMN a; UPDATE counter SET n = n / 4");
  script.kill_at_all();
  CHECK(script.bench.database.value("SELECT n FROM counter") == "4");
}

TEST_CASE("a dump's settings are made again, and what the catalog says is read under them") {
  Script script;
  script.add(
      "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='ANSI_QUOTES' */; ALTER TABLE seen ADD COLUMN \"a\" int;"
      "/*!40000 ALTER TABLE seen ADD COLUMN \"b\" int */; /*!40101 SET SQL_MODE=@OLD_SQL_MODE */; INSERT INTO seen "
      "VALUES (7, 8, 9); /*M!100100 SET STATEMENT lock_wait_timeout=5 FOR */ UPDATE counter SET n = n + 1",
      "DELETE FROM seen; ALTER TABLE seen DROP COLUMN a, DROP COLUMN b; UPDATE counter SET n = n - 1");
  script.kill_at_all();
  CHECK(script.bench.database.value("SELECT n FROM counter") == "2");
}

TEST_CASE("what earlier operations have set is set again") {
  Script script;
  script.bench.folder.add("r1", "r0", R"toml([[upgrade]]
op = "execute"
sql = "CREATE TABLE child (n int, FOREIGN KEY (n) REFERENCES counter (n)); SET foreign_key_checks = 0"
[[upgrade]]
op = "execute"
sql = "INSERT INTO child VALUES (77)"
[[upgrade]]
op = "execute"
sql = "SET foreign_key_checks = 1"
[[downgrade]]
op = "execute"
sql = "DROP TABLE child"
)toml");
  script.kill_at_all();
}

TEST_CASE("what a revision sets ends with it, so that the next one runs as it does alone") {
  Script script;
  script.add(
      "/*!40101 SET NAMES latin1 */; SET sql_mode = 'ANSI_QUOTES', foreign_key_checks = 0, unique_checks = 0; INSERT "
      "INTO seen VALUES (@@foreign_key_checks)",
      "DELETE FROM seen");
  script.bench.folder.add("r2", "r1", R"toml([[upgrade]]
op = "execute"
sql = """CREATE TABLE held AS SELECT @@sql_mode AS mode, @@foreign_key_checks + @@unique_checks AS checks,
@@character_set_client AS charset"""
)toml");
  script.bench.upgrade("r2");
  const auto mode = script.bench.database.value("SELECT mode FROM held");
  CHECK(contains(mode, "STRICT_ALL_TABLES"));
  CHECK_FALSE(contains(mode, "ANSI_QUOTES"));
  CHECK(script.bench.database.rows("SELECT checks, charset FROM held").at(0).at(0) == "2");
  CHECK(script.bench.database.value("SELECT charset FROM held") == "utf8mb4");
}

TEST_CASE("a revision of which nothing is done is not one that was interrupted") {
  Script script;
  script.add("SET @nothing = 1; ALTER TABLE seen ADD COLUMN n int", "SELECT 1");
  CHECK(contains(script.failure(), "nothing of r1 is done; the database is at r0"));
  CHECK(script.bench.interrupted().empty());
  script.add("ALTER TABLE seen ADD COLUMN m int", "SELECT 1");
  script.bench.upgrade("r1");
}

TEST_CASE("what was done and was changed in the file is told as done") {
  Script script;
  const std::string first = "[[upgrade]]\nop = \"execute\"\nsql = \"INSERT INTO seen VALUES ($)\"\n";
  const auto add = [&](const std::string& value, const std::string& last) {
    auto text = first;
    text.replace(text.find('$'), 1, value);
    script.bench.folder.add("r1", "r0", text + "[[upgrade]]\nop = \"execute\"\nsql = \"" + last + "\"\n");
  };
  add("1", "ALTER TABLE seen ADD COLUMN n int");
  CHECK(contains(script.failure(), "1 of the 2 operations of r1 are done and stay"));
  add("2", "SELECT 1");
  const auto said = script.failure();
  CHECK(contains(said, "1 of the 2 operations of r1 are done and stay"));
  CHECK(contains(said, "put them back as they were; what comes after them may be changed"));
  add("1", "SELECT 1");
  script.bench.upgrade("r1");
  CHECK(script.bench.database.rows_of("seen") == std::vector<std::string>{"1"});
}

TEST_CASE("a temporary table is made again together with what needs it") {
  Script script;
  script.add(
      "CREATE TEMPORARY TABLE more (n int); INSERT INTO more SELECT n + 1 FROM counter; INSERT INTO seen SELECT n FROM "
      "more; DROP TEMPORARY TABLE more; ALTER TABLE seen ADD COLUMN a int",
      "ALTER TABLE seen DROP COLUMN a; DELETE FROM seen");
  script.kill_at_all();
}

TEST_CASE("tables and views that one statement drops, and names that it exchanges") {
  Script script;
  script.add(
      "CREATE TABLE a (n int); CREATE TABLE b (n int, m int); CREATE VIEW v AS SELECT 1; CREATE VIEW w AS SELECT 2; "
      "DROP VIEW IF EXISTS v, w; RENAME TABLE a TO c, b TO a, c TO b",
      "DROP TABLE a, /* and */ `b` CASCADE");
  script.kill_at_all();
}

TEST_CASE("what the catalog does not show is in doubt after a crash, and a person says whether it ran") {
  const std::vector<std::pair<std::string, std::string>> exchanges{
      {"RENAME TABLE a TO x, b TO a, x TO b", "SELECT n FROM a"},
      {"TRUNCATE TABLE a", "SELECT 2 - count(*) FROM a"},
      {"ALTER TABLE p EXCHANGE PARTITION p0 WITH TABLE b", "SELECT n FROM p"}};
  for (const auto& [statement, question] : exchanges) {
    std::size_t doubts = 0;
    bool whole = false;
    for (long deadly = 1; !whole; ++deadly) {
      INFO(statement << ", killed before its statement " << deadly);
      Script script;
      auto& database = script.bench.database;
      database.run(
          "CREATE TABLE a (n int); INSERT INTO a VALUES (1); CREATE TABLE b (n int); INSERT INTO b VALUES (2); CREATE "
          "TABLE p (n int) PARTITION BY RANGE (n) (PARTITION p0 VALUES LESS THAN (9)); INSERT INTO p VALUES (1)");
      script.add(statement, "SELECT 1");
      whole = script.bench.move_and_die("r1", true, deadly);
      script.bench.options.verdicts.clear();
      const bool ran = database.value(question) == "2";
      if (!whole && script.goes_on_in_doubt(ran)) ++doubts;
      CHECK(database.value(question) == "2");
      CHECK(script.bench.interrupted().empty());
      REQUIRE(deadly < 40);
    }
    CHECK(doubts > 0);
    CHECK(doubts < 6);
  }
}

TEST_CASE("what others do to the same table is not taken for the effect of a statement that was never sent") {
  struct Case {
    std::string statement;
    std::string question;  ///< 1 where its effect is there
    std::string other;
  };
  const std::string columns = "SELECT count(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND ";
  const std::string indexes = "SELECT count(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND ";
  const std::vector<Case> cases{
      {"CREATE INDEX ix ON a (name)", indexes + "index_name = 'ix'", "ALTER TABLE a COMMENT = 'theirs'"},
      {"ALTER TABLE a MODIFY name varchar(60) NOT NULL",
       columns + "column_name = 'name' AND character_maximum_length = 60", "CREATE INDEX theirs ON a (name)"},
      {"ALTER TABLE a MODIFY name varchar(60) NOT NULL",
       columns + "column_name = 'name' AND character_maximum_length = 60", "ALTER TABLE a MODIFY name varchar(50)"},
      {"ALTER TABLE a ADD COLUMN age int, ADD INDEX (age)", columns + "column_name = 'age'",
       "ALTER TABLE a ADD COLUMN theirs int"},
      {"/*!50000 ALTER TABLE `a` CHANGE name called varchar(20) */", columns + "column_name = 'called'",
       "ALTER TABLE a MODIFY name varchar(50)"},
      {"ALTER TABLE a RENAME TO renamed", columns + "table_name = 'renamed' AND column_name = 'id'",
       "ALTER TABLE a ADD COLUMN theirs int"},
      {"DROP INDEX old ON a", "SELECT 1 - (" + indexes + "index_name = 'old')", "ALTER TABLE a ADD COLUMN theirs int"},
      {"CREATE TABLE made (id int PRIMARY KEY, at datetime ON UPDATE now(), INDEX (at))",
       columns + "table_name = 'made' AND column_name = 'id'", "CREATE TABLE theirs (id int)"},
  };
  for (const auto& [statement, question, other] : cases) {
    bool whole = false;
    std::size_t doubts = 0;
    for (long deadly = 1; !whole; ++deadly) {
      INFO(statement << ", killed before its statement " << deadly);
      Script script;
      auto& database = script.bench.database;
      database.run("CREATE TABLE a (id int PRIMARY KEY, name varchar(20), INDEX old (name, id))");
      script.add(statement, "SELECT 1");
      whole = script.bench.move_and_die("r1", true, deadly);
      const bool ran = database.value(question) == "1";
      if (!ran) database.run(other);
      if (!whole && script.goes_on_in_doubt(ran)) ++doubts;
      CHECK(database.value(question) == "1");
      CHECK(script.bench.interrupted().empty());
      REQUIRE(deadly < 40);
    }
    CHECK(doubts == 0);
  }
}

TEST_CASE("routines, triggers, events and accounts are known by their names") {
  Script script;
  const auto user = "'" + script.bench.database.url.database + "'@'%'";
  script.add(
      "DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END$$\nDELIMITER ;\nCREATE DEFINER = CURRENT_USER "
      "FUNCTION f() RETURNS "
      "int DETERMINISTIC RETURN 1; CREATE TRIGGER t BEFORE INSERT ON seen FOR EACH ROW SET NEW.n = 1; CREATE "
      "EVENT e ON SCHEDULE EVERY 9 YEAR DO SELECT 1; CREATE USER " +
          user + "; GRANT SELECT ON counter TO " + user,
      "REVOKE SELECT ON counter FROM " + user + "; DROP USER " + user +
          "; DROP EVENT e; DROP TRIGGER t; DROP FUNCTION f; DROP PROCEDURE p");
  script.kill_at_all([&] { MysqlDatabase().run("CREATE TABLE theirs (n int); CREATE PROCEDURE q() SELECT 3"); });
  script.bench.downgrade("r0");
}

TEST_CASE("a program is made under the server's own sql_mode, or under that of its revision") {
  const auto mode_of = [](const std::string& before) {
    Script script;
    script.add(before +
                   "CREATE TRIGGER made_by_mode BEFORE INSERT ON counter FOR EACH ROW SET NEW.n = 1; INSERT INTO seen "
                   "VALUES (1)",
               "DROP TRIGGER made_by_mode; DELETE FROM seen");
    script.kill_at_all();
    script.bench.upgrade("r1");
    return std::pair(
        script.bench.database.value("SELECT sql_mode FROM information_schema.triggers WHERE trigger_schema = "
                                    "DATABASE()"),
        script.bench.database.value("SELECT @@GLOBAL.sql_mode"));
  };
  const auto [mode, own] = mode_of("");
  CHECK(mode == own);
  CHECK(mode_of("SET sql_mode = 'PIPES_AS_CONCAT'; ").first == "PIPES_AS_CONCAT");
}

TEST_CASE("a statement that was refused is run again, whatever was changed by hand meanwhile") {
  Script script;
  script.add("INSERT INTO seen (n) VALUES (1); ALTER TABLE seen ADD COLUMN a int, ADD COLUMN b int",
             "ALTER TABLE seen DROP COLUMN a, DROP COLUMN b");
  auto& database = script.bench.database;
  database.run("ALTER TABLE seen ADD COLUMN b varchar(9)");
  CHECK(contains(script.failure(), "of operation 1, 1 of its 2 statements is done and stays"));
  database.run("ALTER TABLE seen DROP COLUMN b");
  script.bench.upgrade("r1");
  CHECK(database.rows_of("seen") == std::vector<std::string>{"1|NULL|NULL"});
}

TEST_CASE("of several tables to drop, those before the one that cannot be dropped are told to be gone") {
  Script script;
  auto& database = script.bench.database;
  script.add("CREATE TABLE child (n int, FOREIGN KEY (n) REFERENCES counter (n)); DROP TABLE seen, counter, child",
             "SELECT 1");
  const bool drops_several_at_once = database.value("SELECT VERSION()").find("MariaDB") == std::string::npos;
  if (drops_several_at_once) return script.bench.upgrade("r1"), void();
  CHECK(contains(script.failure(), "of operation 1, 2 of its 4 statements are done and stay"));
  CHECK(database.texts("SHOW TABLES LIKE 'c%'").size() == 2);
  database.run("ALTER TABLE child DROP FOREIGN KEY child_ibfk_1");
  script.bench.upgrade("r1");
  CHECK(database.texts("SHOW TABLES LIKE 'c%'").empty());
}

TEST_CASE("a statement that failed half-way says so") {
  Script script;
  auto& database = script.bench.database;
  script.add(
      "DELIMITER $$\nBEGIN NOT ATOMIC CREATE TABLE half (n int); SIGNAL SQLSTATE '45000' SET message_text = 'no more'; "
      "END$$\n",
      "SELECT 1");
  if (database.value("SELECT VERSION()").find("MariaDB") == std::string::npos) return;  // MySQL has no such statement
  const auto said = script.failure();
  CHECK(contains(said, "no more"));
  CHECK(contains(said, "the statement has done a part of its work, which stays; the next run begins it anew"));
}

TEST_CASE("what cannot be gone on with is refused before anything of the operation is done") {
  Script script;
  const auto refused = [&](const std::string& sql) {
    script.add("INSERT INTO seen VALUES (1); " + sql, "SELECT 1");
    const auto said = script.failure();
    CHECK(script.bench.database.rows_of("seen").empty());
    return said;
  };
  CHECK(contains(refused("USE mysql"), "name tables elsewhere as `database`.`table`"));
  CHECK(contains(refused("LOCK TABLES seen WRITE; INSERT INTO seen VALUES (2); UNLOCK TABLES"),
                 "LOCK TABLES shuts out the journal"));
  CHECK(
      contains(refused("CREATE TEMPORARY TABLE tmp (n int); ALTER TABLE seen ADD COLUMN a int; INSERT INTO seen SELECT "
                       "1, n FROM tmp"),
               "the temporary table tmp has to outlive this statement"));
  for (const auto* sql : {"START TRANSACTION", "/*!50000 COMMIT */", "SET autocommit = 0", "XA START 'a'",
                          "SET @old = @@autocommit, @@autocommit = 1"}) {
    CHECK(contains(refused(sql), "this one would end it or begin another"));
  }
}
