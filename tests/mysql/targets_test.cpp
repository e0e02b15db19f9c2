// What a statement names: text in, names out.
#include "dialects/mysql/targets.hpp"

#include "tests/support/catch.hpp"

using namespace migrate;
using namespace migrate::mysql;

namespace {

std::string targets(std::string_view sql) {
  std::string out;
  for (const auto& target : targets_of(sql)) {
    out += (out.empty() ? "" : " ") + (target.schema.empty() ? "" : target.schema + ".") + target.name;
  }
  return out;
}

}  // namespace

TEST_CASE("the tables, views and sequences that a statement names are found") {
  CHECK(targets("CREATE TABLE a (b int)") == "a");
  CHECK(targets("create or replace temporary table if not exists `odd ``name` (b int)") == "odd `name");
  CHECK(targets("/* a word */ CREATE TABLE s.a LIKE b") == "s.a");
  CHECK(
      targets("CREATE OR REPLACE ALGORITHM = MERGE DEFINER = root@localhost SQL SECURITY INVOKER VIEW v AS SELECT 1") ==
      "v");
  CHECK(targets("CREATE SEQUENCE IF NOT EXISTS n START WITH 5") == "n");
  CHECK(targets("ALTER ONLINE TABLE IF EXISTS s . a ADD COLUMN c int, ADD INDEX (c)") == "s.a");
  CHECK(targets("DROP TABLE IF EXISTS a, s.b, `c` CASCADE") == "a s.b c");
  CHECK(targets("RENAME TABLE a TO b, c TO s.d") == "a b c s.d");
  CHECK(targets("TRUNCATE a") == "a");
  CHECK(targets("TRUNCATE TABLE s.a") == "s.a");
}

TEST_CASE("an index is found by its table, a database by its name") {
  CHECK(targets("CREATE UNIQUE INDEX IF NOT EXISTS i USING BTREE ON s.a (b)") == "s.a");
  CHECK(targets("DROP INDEX i ON a") == "a");
  CHECK(targets("CREATE DATABASE IF NOT EXISTS s CHARACTER SET utf8mb4") == "s.");
  CHECK(targets("DROP SCHEMA s") == "s.");
}

TEST_CASE("what names no table, or cannot be read, has no targets") {
  CHECK(targets("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @table = 1").empty());
  CHECK(targets("CREATE DEFINER = root@localhost PROCEDURE p() BEGIN DROP TABLE a; END").empty());
  CHECK(targets("GRANT SELECT ON TABLE a TO b").empty());
  CHECK(targets("OPTIMIZE TABLE a").empty());
  CHECK(targets("DROP TABLE").empty());
  CHECK(targets("DROP").empty());
  CHECK(targets("").empty());
}
