// Scripts of a schema that state engines, character sets and collations, the server's defaults among them.
#include "dialects/mysql/stated.hpp"

#include "src/autogenerate/autogenerate.hpp"
#include "src/base/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/descriptions.hpp"
#include "tests/support/mysql.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

Schema schema_of(const MysqlDatabase& database, const std::string& script) {
  const auto own = mysql_dialect().empty_database(database.url, {});
  for (const auto& statement : mysql_dialect().split(script)) own->execute(statement.sql);
  return mysql_dialect().introspect(*own);
}

std::vector<std::string> differences_to_script(MysqlDatabase& database, const std::string& script) {
  const auto found = autogenerate(mysql_dialect(), *database.connection, schema_of(database, script), {});
  return descriptions(found.upgrade);
}

std::string engine_and_charsets(MysqlDatabase& database) {
  return lower(database.value("SELECT engine FROM information_schema.tables WHERE table_schema = DATABASE() AND "
                              "table_name = 't'")) +
         " " +
         database.value(
             "SELECT group_concat(character_set_name ORDER BY ordinal_position) FROM "
             "information_schema.columns WHERE table_schema = DATABASE() AND table_name = 't'");
}

/// The script's differences are done, taken back and done again; `after` is what the table has then.
void changes(const std::string& before, const std::string& script, const std::string& after) {
  INFO(script);
  MysqlDatabase database;
  database.run(before);
  const auto was = database.schema();
  const auto found = autogenerate(mysql_dialect(), *database.connection, schema_of(database, script), {});
  REQUIRE_FALSE(found.upgrade.empty());
  database.apply(found.upgrade);
  CHECK(engine_and_charsets(database) == after);
  CHECK(differences_to_script(database, script).empty());
  database.apply(found.downgrade);
  CHECK(database.schema() == was);
  database.apply(found.upgrade);
  CHECK(engine_and_charsets(database) == after);
}

void no_change(const std::string& before, const std::string& script) {
  INFO(script);
  MysqlDatabase database;
  database.run(before);
  CHECK(differences_to_script(database, script).empty());
}

const std::string old_table = "CREATE TABLE t (id int PRIMARY KEY, v varchar(10)) ENGINE=MyISAM DEFAULT CHARSET=latin1";

}  // namespace

TEST_CASE("what a script states is asked for, also where it is the server's default") {
  const auto script = [](const std::string& options) {
    return "CREATE TABLE IF NOT EXISTS `t` (id int PRIMARY KEY, v varchar(10)) " + options;
  };
  changes(old_table, script("ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"), "innodb utf8mb4");
  changes(old_table, script("engine InnoDB"), "innodb latin1");
  changes(old_table, script("DEFAULT CHARACTER SET = utf8mb4"), "myisam utf8mb4");
  changes(old_table, script("/*!40101 ENGINE=InnoDB */ /*!40101 CHARSET=utf8mb4 */"), "innodb utf8mb4");
  changes(old_table, script("COMMENT='x'") + "; ALTER TABLE t ENGINE = InnoDB, CONVERT TO CHARACTER SET utf8mb4",
          "innodb utf8mb4");
}

TEST_CASE("what a script states of a column is asked for, and of no other") {
  const std::string two = "CREATE TABLE t (v varchar(10), w varchar(10), n int) DEFAULT CHARSET=latin1";
  changes(two, "CREATE TABLE t (v varchar(10) CHARACTER SET utf8mb4, w varchar(10), n int COMMENT 'charset')",
          "innodb utf8mb4,latin1");
  changes(two,
          "CREATE TABLE t (v varchar(10), w varchar(10), n int); ALTER TABLE t MODIFY w varchar(10) CHARSET utf8mb4",
          "innodb latin1,utf8mb4");
}

TEST_CASE("what a script does not state stays as the database has it") {
  no_change("CREATE TABLE t (id int PRIMARY KEY, v varchar(30) DEFAULT 'x') ENGINE=MyISAM DEFAULT CHARSET=latin1",
            "CREATE TABLE t (id int PRIMARY KEY, v varchar(30) DEFAULT 'x')");
  no_change("CREATE TABLE t (id int PRIMARY KEY, v varchar(30) DEFAULT 'charset') DEFAULT CHARSET=latin1",
            "CREATE TABLE t (id int PRIMARY KEY, v varchar(30) DEFAULT 'charset') -- CHARSET=utf8mb4");
  no_change("CREATE TABLE t (id int PRIMARY KEY) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
            "CREATE TABLE t (id int PRIMARY KEY) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4");
}
