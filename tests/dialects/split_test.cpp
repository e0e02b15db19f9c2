#include "dialects/split.hpp"

#include "src/base/error.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

constexpr ScriptSyntax plain{};

ScriptSyntax sqlite() {
  ScriptSyntax out;
  out.backquoted_names = out.bracketed_names = out.trigger_bodies = true;
  return out;
}

ScriptSyntax postgresql() {
  ScriptSyntax out;
  out.escape_strings = out.dollar_quotes = out.nested_comments = out.atomic_bodies = out.parentheses =
      out.meta_commands = true;
  return out;
}

ScriptSyntax mysql() {
  ScriptSyntax out;
  out.backslash_escapes = out.double_quoted_strings = out.backquoted_names = out.hash_comments = true;
  out.dash_comment_needs_space = out.executable_comments = out.delimiter_command = true;
  return out;
}

using Texts = std::vector<std::string>;

Texts split(std::string_view script, const ScriptSyntax& syntax = plain) {
  Texts out;
  for (const auto& statement : split_script(script, syntax)) out.push_back(statement.sql);
  return out;
}

RevisionError error_of(std::string_view script, const ScriptSyntax& syntax) {
  try {
    split_script(script, syntax);
  } catch (const RevisionError& error) {
    CHECK(error.where.file.empty());
    return error;
  }
  FAIL("no error for " << script);
  throw 0;
}

void check_error(std::string_view script, const ScriptSyntax& syntax, std::string_view part, std::size_t line,
                 std::size_t column) {
  const auto error = error_of(script, syntax);
  INFO(script);
  INFO(error.what());
  CHECK(std::string_view(error.what()).find(part) != std::string_view::npos);
  CHECK(error.where.line == line);
  CHECK(error.where.column == column);
}

}  // namespace

TEST_CASE("statements are cut at semicolons, without them and without white space around") {
  CHECK(split("SELECT 1;\n  SELECT 2 ;\nSELECT 3") == Texts{"SELECT 1", "SELECT 2", "SELECT 3"});
  CHECK(split("") == Texts{});
  CHECK(split(" ;; \n ; ") == Texts{});
  CHECK(split("\xEF\xBB\xBFSELECT 1;") == Texts{"SELECT 1"});
}

TEST_CASE("comments around a statement are not part of it, comments inside are, comments alone are none") {
  CHECK(split("-- first\nSELECT /* a;b */ 1 -- one\n + 2 /* end */; -- ; last\n/* ; */") ==
        Texts{"SELECT /* a;b */ 1 -- one\n + 2"});
  CHECK(split("-- only\n/* comments */") == Texts{});
}

TEST_CASE("a semicolon in a string or a quoted name separates nothing") {
  CHECK(split("SELECT 'a;''b;'; SELECT \"c;\"\"d\"") == Texts{"SELECT 'a;''b;'", "SELECT \"c;\"\"d\""});
  CHECK(split("SELECT '\\'; SELECT 2") == Texts{"SELECT '\\'", "SELECT 2"});
}

TEST_CASE("each statement knows its line and column") {
  const auto statements = split_script("-- head\nSELECT 1;  SELECT\n 2;\n\n\tSELECT 3;", plain);
  REQUIRE(statements.size() == 3);
  CHECK(statements[0].line == 2);
  CHECK(statements[0].column == 1);
  CHECK(statements[1].line == 2);
  CHECK(statements[1].column == 12);
  CHECK(statements[2].line == 5);
  CHECK(statements[2].column == 2);
}

TEST_CASE("what does not end is an error at the place where it begins") {
  check_error("SELECT 1;\nSELECT 'abc; SELECT 2", plain, "the string that begins here does not end", 2, 8);
  check_error("SELECT \"abc", plain, "name", 1, 8);
  check_error("SELECT \"abc", mysql(), "string", 1, 8);
  check_error("SELECT 1 /* abc", plain, "comment", 1, 10);
  check_error("SELECT `abc", sqlite(), "name", 1, 8);
  check_error("SELECT [abc", sqlite(), "name", 1, 8);
  check_error("SELECT $x$ abc $y$", postgresql(), "the text in $x$", 1, 8);
  check_error("SELECT /* a /* b */", postgresql(), "comment", 1, 8);
  check_error("SELECT 'a\\'", mysql(), "string", 1, 8);
  check_error("/*!50000 SELECT", mysql(), "comment", 1, 1);
  check_error("SELECT (1; SELECT 2", postgresql(), "parenthesis", 1, 8);
}

TEST_CASE("SQLite: brackets and backquotes hold names") {
  CHECK(split("SELECT [a;b'], `c;``d`; SELECT 2", sqlite()) == Texts{"SELECT [a;b'], `c;``d`", "SELECT 2"});
  CHECK(split("SELECT a[1;2]", plain) == Texts{"SELECT a[1", "2]"});
}

TEST_CASE("SQLite: a trigger goes on to the END behind a semicolon") {
  const std::string trigger =
      "CREATE TRIGGER tr AFTER UPDATE ON t WHEN CASE new.a WHEN 1 THEN 1 END BEGIN\n"
      "  UPDATE t SET b = CASE a WHEN 1 THEN 'END;' ELSE 2 END;\n  -- END;\n  DELETE FROM t;\nEND";
  CHECK(split(trigger + ";\nSELECT 1;", sqlite()) == Texts{trigger, "SELECT 1"});
  CHECK(split(trigger, sqlite()) == Texts{trigger});
  CHECK(split("CREATE TEMP " + trigger.substr(7) + " ; SELECT 1", sqlite()).size() == 2);
  CHECK(split("EXPLAIN " + trigger + "; SELECT 1", sqlite()).size() == 2);
  CHECK(split("create /* c */ temporary\ntrigger x insert on t begin select 1; end; select 2", sqlite()).size() == 2);
  CHECK(split("CREATE TABLE trigger_end (a); SELECT 1; END;", sqlite()).size() == 3);
  CHECK(split("CREATE TABLE t (trigger); SELECT 1;", sqlite()).size() == 2);
}

TEST_CASE("SQLite: BEGIN and END of a transaction are statements") {
  CHECK(split("BEGIN; INSERT INTO t VALUES (1); END; SELECT 1", sqlite()) ==
        Texts{"BEGIN", "INSERT INTO t VALUES (1)", "END", "SELECT 1"});
}

TEST_CASE("SQLite: a trigger without its END is an error where it begins") {
  check_error("SELECT 1;\n  CREATE TRIGGER tr AFTER INSERT ON t BEGIN\n SELECT 1;\nSELECT 2;", sqlite(), "the trigger",
              2, 3);
}

TEST_CASE("PostgreSQL: dollar quotes hold anything, parameters are none") {
  CHECK(split("DO $$ BEGIN; END; $$; SELECT 1", postgresql()) == Texts{"DO $$ BEGIN; END; $$", "SELECT 1"});
  CHECK(split("SELECT $a$ ; $$ ; $b$ $a$; SELECT 2", postgresql()).size() == 2);
  CHECK(split("SELECT $1; SELECT a$b$c; SELECT 3", postgresql()).size() == 3);
  CHECK(split("SELECT $$;$$", plain).size() == 2);
}

TEST_CASE("PostgreSQL: E strings have backslashes, others do not") {
  CHECK(split("SELECT E'a\\';b'; SELECT 2", postgresql()) == Texts{"SELECT E'a\\';b'", "SELECT 2"});
  CHECK(split("SELECT e'\\\\'; SELECT 2", postgresql()).size() == 2);
  CHECK(split("SELECT 'a\\'; SELECT 2", postgresql()).size() == 2);
}

TEST_CASE("PostgreSQL: comments nest") {
  CHECK(split("SELECT 1 /* a /* b */ ; */; SELECT 2", postgresql()) == Texts{"SELECT 1", "SELECT 2"});
  CHECK(split("SELECT 1 /* a /* b */; SELECT 2", plain) == Texts{"SELECT 1", "SELECT 2"});
}

TEST_CASE("PostgreSQL: a semicolon in parentheses or in BEGIN ATOMIC separates nothing") {
  CHECK(split("CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2); SELECT 3", postgresql()).size() == 2);
  const std::string function =
      "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC\n SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
  CHECK(split(function + "; SELECT 3", postgresql()) == Texts{function, "SELECT 3"});
  CHECK(split("BEGIN; SELECT 1; END;", postgresql()).size() == 3);
  check_error("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;", postgresql(), "BEGIN ATOMIC", 1, 1);
}

TEST_CASE("PostgreSQL: psql's own commands are refused by name") {
  check_error("SELECT 1;\n\\copy t FROM 'x.csv'", postgresql(), "'\\copy' is a command of psql", 2, 1);
  CHECK(split("SELECT '\\copy'", postgresql()).size() == 1);
  CHECK(split("SELECT \\a", plain).size() == 1);
}

TEST_CASE("PostgreSQL: COPY from the client is refused where it stands, whatever its rows hold") {
  check_error("SELECT 1;\n COPY a (i) FROM stdin;\n1\tit's\n\\.\n", postgresql(), "COPY", 2, 2);
  check_error("copy a from STDIN", postgresql(), "COPY", 1, 1);
  CHECK(split("COPY a FROM '/tmp/a'; SELECT 'COPY a FROM stdin'; SELECT copy FROM stdin", postgresql()).size() == 3);
  CHECK(split("COPY a FROM stdin", plain).size() == 1);
}

TEST_CASE("MySQL: strings have backslashes, in both kinds of quotes; names have none") {
  CHECK(split("SELECT 'a\\';b', \"c\\\";d\", `e\\`; SELECT 2", mysql()) ==
        Texts{"SELECT 'a\\';b', \"c\\\";d\", `e\\`", "SELECT 2"});
}

TEST_CASE("MySQL: # begins a comment, -- only with a space behind it") {
  CHECK(split("SELECT 1 # a;b\n; SELECT 2", mysql()) == Texts{"SELECT 1", "SELECT 2"});
  CHECK(split("SELECT 5--1; SELECT 2 -- ;", mysql()) == Texts{"SELECT 5--1", "SELECT 2"});
  CHECK(split("SELECT a#b;\nSELECT 2", plain).size() == 2);
}

TEST_CASE("MySQL: a comment with an exclamation mark is a statement") {
  CHECK(split("/*!40101 SET NAMES utf8; */; /* no */ /*M! SET x = 1 */;", mysql()) ==
        Texts{"/*!40101 SET NAMES utf8; */", "/*M! SET x = 1 */"});
}

TEST_CASE("MySQL: DELIMITER says what separates, from the next line on") {
  CHECK(split("DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END//\ndelimiter ;\nSELECT 3; SELECT 4",
              mysql()) == Texts{"CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END", "SELECT 3", "SELECT 4"});
  CHECK(split("DELIMITER $$\nBEGIN NOT ATOMIC SELECT 2; END$$ SELECT 1 $$\nDELIMITER ;", mysql()) ==
        Texts{"BEGIN NOT ATOMIC SELECT 2; END", "SELECT 1"});
  CHECK(split("SELECT delimiter; SELECT 2", mysql()).size() == 2);
  check_error("SELECT 1;\nDELIMITER \nSELECT 2", mysql(), "DELIMITER", 2, 1);
}

namespace {

ScriptSyntax mysql_with(CompoundBodies bodies) {
  auto out = mysql();
  out.compound_bodies = bodies;
  return out;
}

}  // namespace

TEST_CASE("MySQL: statements with semicolons that another delimiter ends are taken apart as the server does") {
  CHECK(split("DELIMITER //\nSET @m = ';';\nSET sql_mode = @m;\nCREATE TABLE t (id int);\n//\nDELIMITER ;\nSELECT 1;",
              mysql()) == Texts{"SET @m = ';'", "SET sql_mode = @m", "CREATE TABLE t (id int)", "SELECT 1"});
  CHECK(split("DELIMITER //\nCREATE TABLE t (id int); CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END; SELECT 3//",
              mysql()) ==
        Texts{"CREATE TABLE t (id int)", "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END", "SELECT 3"});
  // a body of Oracle's form, which is not understood
  CHECK(split("DELIMITER //\nCREATE PROCEDURE p AS BEGIN SELECT 1; SELECT 2; END//", mysql()) ==
        Texts{"CREATE PROCEDURE p AS BEGIN SELECT 1; SELECT 2; END"});
  const auto placed = split_script("DELIMITER //\n  SELECT 1;\n SELECT 2;\n//", mysql());
  REQUIRE(placed.size() == 2);
  CHECK((placed[0].line == 2 && placed[0].column == 3 && placed[1].line == 3 && placed[1].column == 2));
}

TEST_CASE("MySQL: a backslash at the end of a line is dropped, as the client does") {
  CHECK(split("INSERT INTO t (id) \\\n  VALUES ('a\\\nb');\\\nSELECT 1", mysql()) ==
        Texts{"INSERT INTO t (id)  \n  VALUES ('a\\\nb')", "SELECT 1"});
  CHECK(split("SELECT \\\r\n 1 \\\n", mysql()) == Texts{"SELECT  \r\n 1"});
}

TEST_CASE("MySQL: a body of a tool that knows no DELIMITER arrives in one piece, whatever stands in it") {
  const auto body = GENERATE(values<std::string>({
      "CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW BEGIN INSERT INTO l VALUES ('END;'); -- END;\n SET @a = 1; END",
      "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW FOLLOWS q IF NEW.a THEN SET NEW.a = 1; END IF",
      "CREATE DEFINER=`a`@`%` PROCEDURE IF NOT EXISTS d.p(IN a decimal(10,2)) COMMENT 'BEGIN;' SQL SECURITY INVOKER\n"
      "top: BEGIN DECLARE i int; WHILE i < a DO SET i = i + 1; END WHILE; LEAVE top; END top",
      "create procedure p() begin declare exit handler for sqlexception, 1062 begin rollback; resignal; end; end",
      "CREATE PROCEDURE p() BEGIN DECLARE CONTINUE HANDLER FOR NOT FOUND SET d = 1; l: LOOP IF d THEN LEAVE l; ELSEIF "
      "b "
      "THEN ITERATE l; ELSE SET d = IF(b, 1, 0); END IF; END LOOP l; END",
      "CREATE PROCEDURE p() BEGIN REPEAT SET i = 1; UNTIL i > CASE WHEN a THEN 1 ELSE 2 END END REPEAT; END",
      "CREATE PROCEDURE p() CASE a WHEN 1 THEN SELECT 1; ELSE BEGIN END; CASE WHEN b THEN SELECT 2; END CASE; END CASE",
      "CREATE PROCEDURE p() BEGIN UPDATE t SET end = CASE begin WHEN end THEN begin ELSE t.end END WHERE `end` > 1; "
      "END",
      "CREATE FUNCTION f(a int) RETURNS SET('a', 'b') CHARACTER SET utf8mb4 DETERMINISTIC BEGIN RETURN a; END",
      "CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY 1 DAY COMMENT 'x' DO BEGIN DELETE FROM a; DELETE FROM b; END",
      "ALTER EVENT e DO BEGIN DELETE FROM a; DELETE FROM b; END",
      "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER r BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a "
      "= 1; SET NEW.b = '*/'; END */",
      "BEGIN NOT ATOMIC DECLARE a int; FOR i IN 1..10 DO SET a = i; END FOR; END",
      "IF EXISTS (SELECT 1) THEN DROP TABLE IF EXISTS a; END IF",
  }));
  INFO(body);
  const auto script = "SELECT 1; " + body + ";\n-- kept\nSELECT 2";
  const Texts whole{"SELECT 1", body, "SELECT 2"};
  CHECK(split(script, mysql_with(CompoundBodies::recognized)) == whole);
  const auto written = with_delimiters(script, mysql_with(CompoundBodies::recognized));
  INFO(written);
  CHECK(written.find("\n-- kept\n") != written.npos);
  CHECK(split(written, mysql_with(CompoundBodies::refused)) == whole);
  CHECK(with_delimiters(written, mysql_with(CompoundBodies::recognized)) == written);
}

TEST_CASE("MySQL: a body that the client would tear is refused where its statement begins") {
  const auto refused = mysql_with(CompoundBodies::refused);
  check_error("SELECT 1;\n  CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW\nBEGIN SELECT 1; END;", refused, "body", 2,
              3);
  CHECK(error_of("CREATE PROCEDURE p() BEGIN SELECT 1; END", refused).hint.find("DELIMITER $$") != std::string::npos);
  check_error("CREATE PROCEDURE p() BEGIN SELECT 1", refused, "has no END", 1, 1);
}

TEST_CASE("MySQL: what has no body is as it was") {
  const auto script = GENERATE(values<std::string>({
      "BEGIN; SELECT 1; COMMIT; START TRANSACTION; COMMIT",
      "CREATE FUNCTION f(a int) RETURNS int RETURN IF(a, 1, 2); SELECT 2",
      "CREATE PROCEDURE p() SELECT CASE WHEN 1 THEN 2 END; SELECT 2",
      "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = IF(1, 2, 3); SELECT 2",
      "CREATE TABLE event (begin int, end int, `if` int); INSERT INTO event (begin, end) VALUES (1, 2)",
      "CREATE VIEW v AS SELECT CASE WHEN a THEN 1 ELSE 2 END AS end FROM t; DROP TABLE IF EXISTS a",
      "ALTER EVENT e DISABLE; ALTER EVENT e DO SELECT 1; CREATE AGGREGATE FUNCTION g RETURNS INT SONAME 'g.so'; SELECT "
      "1",
      "XA BEGIN 'a'; XA END 'a'; SELECT REPEAT('a', 2), IF(1, 2, 3); SELECT @begin, @end",
  }));
  INFO(script);
  const auto pieces = split(script, mysql());
  CHECK(split(script, mysql_with(CompoundBodies::refused)) == pieces);
  CHECK(with_delimiters(script, mysql_with(CompoundBodies::recognized)) == script);
}

TEST_CASE("the lines that begin inside a string, a comment or a body are known") {
  using Lines = std::vector<std::size_t>;
  CHECK(inner_lines("SELECT 'a\nb\nc';\nSELECT 1,\n2;\n-- x\n/* a\nb */\n", plain) == Lines{2, 3, 8});
  CHECK(inner_lines("DO $x$\nCOMMIT;\n$x$;\nCOMMIT;\n", postgresql()) == Lines{2, 3});
  CHECK(inner_lines("CREATE TRIGGER r BEGIN\n  SELECT 1;\nEND;\nCOMMIT;\n", sqlite()) == Lines{2, 3});
  CHECK(inner_lines("CREATE PROCEDURE p()\nBEGIN\nCOMMIT;\n\nEND;\nCOMMIT;\n",
                    mysql_with(CompoundBodies::recognized)) == Lines{3, 4, 5});
  CHECK(inner_lines("SELECT 'a\nb", plain).empty());
}
