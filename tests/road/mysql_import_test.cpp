// Triggers and procedures in the files of tools that send a file whole, or know where a body ends: no DELIMITER stands
// in them, and they arrive in one piece. And such a body in a revision written by hand.
#include "tests/support/catch.hpp"
#include "tests/support/mysql.hpp"
#include "tests/support/program.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

const std::string upwards = R"sql(CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE log (m varchar(20));
-- on insert
CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW
BEGIN
  INSERT INTO log VALUES ('first;');
  IF NEW.n > 1 THEN INSERT INTO log SELECT CASE WHEN NEW.n > 2 THEN 'big' ELSE 'small' END; END IF;
END;
CREATE PROCEDURE p(IN a int)
BEGIN
  DECLARE i int DEFAULT 0;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;
  WHILE i < a DO SET i = i + 1; INSERT INTO t VALUES (i, i); END WHILE;
END;
/*!50003 CREATE TRIGGER again BEFORE INSERT ON t FOR EACH ROW IF NEW.n < 0 THEN SET NEW.n = 0; END IF */;
INSERT INTO log VALUES ('after');
)sql";
const std::string downwards = "DROP PROCEDURE p;\nDROP TABLE t;\nDROP TABLE log;\n";

std::string with_blocks(std::string sql) {
  const auto put = [&](const std::string& before, const std::string& text) {
    for (auto at = sql.find(before); at != sql.npos; at = sql.find(before, at + before.size() + text.size())) {
      sql.insert(at, text);
    }
  };
  put("CREATE TRIGGER tr", "-- +goose StatementBegin\n");
  put("CREATE PROCEDURE", "-- +goose StatementEnd\n-- +goose StatementBegin\n");
  put("/*!50003", "-- +goose StatementEnd\n");
  return sql;
}

struct Files {
  std::string tool;
  std::map<std::string, std::string> texts;
};

Files files_of(const std::string& tool) {
  if (tool == "golang-migrate") return {tool, {{"000001_t.up.sql", upwards}, {"000001_t.down.sql", downwards}}};
  if (tool == "dbmate")
    return {tool, {{"20260101_t.sql", "-- migrate:up\n" + upwards + "-- migrate:down\n" + downwards}}};
  if (tool == "flyway") return {tool, {{"V1__t.sql", upwards}, {"U1__t.sql", downwards}}};
  return {tool, {{"00001_t.sql", "-- +goose Up\n" + with_blocks(upwards) + "-- +goose Down\n" + downwards}}};
}

}  // namespace

TEST_CASE("bodies of other tools' files are imported whole, and run up, down and up") {
  const auto files = files_of(GENERATE(as<std::string>(), "golang-migrate", "dbmate", "flyway", "goose"));
  INFO(files.tool);
  MysqlDatabase database;
  const Program run(MIGRATE_PROGRAM);
  run.folder.write("migrate.toml", "[database]\nurl = \"" + database.url_text() + "\"\n");
  run.folder.write("migrations/.gitkeep", "");
  for (const auto& [name, text] : files.texts) run.folder.write("db/" + name, text);
  const auto ok = [&](const std::vector<std::string>& arguments) {
    const auto ran = run(arguments);
    INFO(arguments.front() << ": " << ran.out << ran.err);
    REQUIRE(ran.code == 0);
    CHECK(ran.err.find("not complete") == std::string::npos);
  };
  ok({"import", "sql", "db"});
  for (int round = 0; round < 2; ++round) {
    ok({"upgrade"});
    database.run("CALL p(3); INSERT INTO t VALUES (9, -1)");
    CHECK(database.texts("SELECT m FROM log") ==
          std::vector<std::string>{"after", "big", "first;", "first;", "first;", "first;", "small"});
    CHECK(database.value("SELECT n FROM t WHERE id = 9") == "0");
    ok({"downgrade", "base"});
    CHECK(database.value("SELECT count(*) FROM information_schema.routines WHERE routine_schema = DATABASE()") == "0");
  }
}

TEST_CASE("a body that would be torn is refused when its file is read, and nothing runs") {
  MysqlDatabase database;
  const Program run(MIGRATE_PROGRAM);
  run.folder.write("migrate.toml", "[database]\nurl = \"" + database.url_text() + "\"\n");
  run.folder.write("migrations/aaaa.sql", "-- revision: aaaa\n-- migrate: upgrade\n" + upwards);
  const auto checked = run({"check"});
  INFO(checked.out << checked.err);
  CHECK(checked.code == 3);
  CHECK(checked.out.find("migrations/aaaa.sql:6:1: the first ';' inside the body") != std::string::npos);
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"upgrade"}, {"upgrade", "--dry-run"}, {"upgrade", "--sql"}}) {
    const auto ran = run(arguments);
    INFO(ran.out << ran.err);
    CHECK(ran.code == 2);
    CHECK(ran.err.find("migrations/aaaa.sql:6:1: error: ") != std::string::npos);
    CHECK(ran.err.find("DELIMITER $$") != std::string::npos);
  }
  CHECK(database.value("SELECT count(*) FROM information_schema.tables WHERE table_schema = DATABASE()") == "0");
}
