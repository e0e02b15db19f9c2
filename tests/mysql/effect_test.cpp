// What a written statement does to its transaction and its session: text in, facts out.
#include "dialects/mysql/effect.hpp"

#include "tests/support/catch.hpp"

using namespace migrate;
using namespace migrate::mysql;

TEST_CASE("a statement changes rows, the session or the schema") {
  for (const auto* sql :
       {"INSERT INTO a VALUES (1)", "(SELECT 1)", "/*!50000 UPDATE a SET b = 1 */", "# words\nDELETE FROM a",
        "SET STATEMENT max_statement_time = 5 FOR UPDATE a SET b = 1", "CREATE TEMPORARY TABLE a (b int)",
        "CREATE OR REPLACE TEMPORARY TABLE a (b int)", "DROP TEMPORARY TABLE a", "CALL p()", "ROLLBACK TO here"}) {
    INFO(sql);
    CHECK(effect_of(sql) == Effect::rows);
  }
  for (const auto* sql : {"SET @a = 1", "/*!40101 SET NAMES utf8 */", "PREPARE a FROM 'SELECT 1'",
                          "DEALLOCATE PREPARE a", "DROP PREPARE a", "UNLOCK TABLES"}) {
    INFO(sql);
    CHECK(effect_of(sql) == Effect::session);
  }
  for (const auto* sql : {"CREATE TABLE temporary (a int)", "DROP TABLE a", "EXECUTE a", "OPTIMIZE TABLE a",
                          "SET STATEMENT lock_wait_timeout = 5 FOR ALTER TABLE a ADD b int", "GRANT SELECT ON a TO b",
                          "/*!50003 CREATE*/ /*!50017 DEFINER=a@b*/ /*!50003 TRIGGER c BEFORE INSERT ON d FOR EACH ROW "
                          "SET NEW.e = 1 */",
                          "BEGIN NOT ATOMIC SELECT 1; END", ""}) {
    INFO(sql);
    CHECK(effect_of(sql) == Effect::schema);
  }
}

TEST_CASE("what begins or ends a transaction is known, also by its settings") {
  for (const auto* sql : {"BEGIN", "begin work", "COMMIT", "ROLLBACK", "ROLLBACK WORK", "START TRANSACTION",
                          "/*!40000 COMMIT */", "XA END 'a'", "SET autocommit = 0", "SET SESSION autocommit := 1",
                          "SET @a = 1, @@session.autocommit = 1", "SET @@autocommit = 0"}) {
    INFO(sql);
    CHECK(controls_transaction(sql));
  }
  for (const auto* sql : {"BEGIN NOT ATOMIC SELECT 1; END", "ROLLBACK TO here", "ROLLBACK WORK TO SAVEPOINT here",
                          "SAVEPOINT here", "SET @old = @@autocommit", "SELECT 'COMMIT'", "committed", ""}) {
    INFO(sql);
    CHECK_FALSE(controls_transaction(sql));
  }
}

TEST_CASE("a statement that drops several things, one by one") {
  using Texts = std::vector<std::string>;
  CHECK(single_drops("DROP TABLE IF EXISTS a, `b,c`.d CASCADE") ==
        Texts{"DROP TABLE IF EXISTS a CASCADE", "DROP TABLE IF EXISTS `b,c`.d CASCADE"});
  CHECK(single_drops("drop view a, /* and */ b") == Texts{"drop view a", "drop view b"});
  CHECK(single_drops("DROP TABLE a") == Texts{"DROP TABLE a"});
  CHECK(single_drops("DROP TEMPORARY TABLE a, b").empty());
  CHECK(single_drops("DROP TABLE").empty());
  CHECK(single_drops("DROP TABLE a,").empty());
  CHECK(single_drops("CREATE TABLE a (b int)").empty());
}
