// What a person is told who typed something else than was meant: the exit code, and the words that help.
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

struct Typed {
  std::vector<std::string> arguments;
  std::vector<std::string> told;  ///< each of them is said
};

void is_told(const SmallProject& project, const Typed& typed, int code = 2) {
  std::string line;
  for (const auto& word : typed.arguments) line += " " + word;
  const auto ran = project.run(typed.arguments);
  INFO("migrate" << line << "\n" << ran.err);
  CHECK(ran.code == code);
  CHECK(ran.out.empty());
  for (const auto& words : typed.told) CHECK(contains(ran.err, words));
}

/// aaaa, from which bbbb and cccc part, which dddd joins.
SmallProject with_merge() {
  SmallProject project;
  project.revision("aaaa", "", creates("a"));
  project.revision("bbbb", "aaaa", creates("b"));
  project.revision("cccc", "aaaa", creates("c"));
  project.write("migrations/dddd.toml",
                "format = 1\nrevision = \"dddd\"\ndown_revision = [\"bbbb\", \"cccc\"]\nmessage = \"join\"\n");
  return project;
}

}  // namespace

TEST_CASE("an option of a command that stands before it") {
  const SmallProject project;
  const auto typed = GENERATE(values<Typed>({
      {{"--autogenerate", "revision", "-m", "a"},
       {"'--autogenerate' stands before the command", "`migrate revision --autogenerate`"}},
      {{"-m", "a", "revision"}, {"'-m' stands before the command", "`migrate revision -m TEXT`"}},
      {{"--dry-run", "upgrade"}, {"stands before the command", "`migrate upgrade --dry-run`"}},
      {{"--sql", "upgrade", "head"}, {"stands before the command", "`migrate upgrade --sql`"}},
      {{"--purge", "stamp", "head"}, {"stands before the command", "`migrate stamp --purge`"}},
      {{"--check-heads", "current"}, {"stands before the command", "`migrate current --check-heads`"}},
  }));
  is_told(project, typed);
}

TEST_CASE("an option that another command has") {
  const SmallProject project;
  const auto typed = GENERATE(values<Typed>({
      {{"--autogenerate"}, {"there is no option '--autogenerate'", "`migrate revision --autogenerate` has it"}},
      {{"upgrade", "--autogenerate"}, {"'upgrade' has no option", "`migrate revision --autogenerate` has it"}},
      {{"check", "--dry-run"}, {"'check' has no option", "--dry-run"}},
      {{"heads", "-m", "x"}, {"'heads' has no option '-m'", "`migrate revision -m TEXT`"}},
      {{"history", "--purge"}, {"'history' has no option", "`migrate stamp --purge` has it"}},
  }));
  is_told(project, typed);
}

TEST_CASE("commands of other tools") {
  const SmallProject project;
  const auto typed = GENERATE(values<Typed>({
      {{"up"}, {"there is no command 'up'", "`migrate upgrade head`"}},
      {{"up", "heads"}, {"there is no command 'up'", "`migrate upgrade head`"}},
      {{"apply"}, {"`migrate upgrade head`"}},
      {{"deploy"}, {"`migrate upgrade head`"}},
      {{"push"}, {"`migrate upgrade head`"}},
      {{"migrate"}, {"`migrate upgrade head`"}},
      {{"down"}, {"`migrate downgrade -1`"}},
      {{"rollback"}, {"`migrate downgrade -1`"}},
      {{"undo"}, {"`migrate downgrade -1`"}},
      {{"reset"}, {"`migrate downgrade base`"}},
      {{"redo"}, {"`migrate downgrade -1`", "`migrate upgrade +1`"}},
      {{"makemigrations"}, {"`migrate revision --autogenerate -m"}},
      {{"generate", "x"}, {"`migrate revision --autogenerate -m"}},
      {{"create", "add_users"}, {"`migrate revision --autogenerate -m"}},
      {{"new"}, {"`migrate revision --autogenerate -m"}},
      {{"showmigrations"}, {"`migrate status`"}},
      {{"log"}, {"`migrate history`"}},
      {{"version"}, {"`migrate current`", "`migrate --version`"}},
      {{"validate"}, {"`migrate check`"}},
      {{"baseline"}, {"`migrate stamp REV`"}},
      {{"dump"}, {"`migrate inspect`"}},
      {{"sqlmigrate"}, {"`migrate upgrade --sql`"}},
      {{"db", "upgrade"}, {"there is no command 'db'", "`migrate upgrade`"}},
      {{"help", "up"}, {"there is no command 'up'", "`migrate upgrade head`"}},
      {{"sqlite:///app.db", "upgrade"}, {"--url"}},
  }));
  is_told(project, typed);
}

TEST_CASE("options of other tools") {
  const SmallProject project;
  const auto typed = GENERATE(values<Typed>({
      {{"diff", "--json"}, {"'diff' has no option '--json'", "`--format json`"}},
      {{"check", "-o", "json"}, {"`--format json`"}},
      {{"-V"}, {"there is no option '-V'", "`migrate --version`"}},
      {{"upgrade", "--yes"}, {"nothing is ever asked"}},
      {{"upgrade", "--fake"}, {"`migrate stamp REV`"}},
      {{"upgrade", "--pretend"}, {"`migrate upgrade --dry-run`"}},
      {{"downgrade", "--steps", "1"}, {"`migrate downgrade -1`"}},
      {{"upgrade", "--to", "aaaa"}, {"`migrate upgrade TARGET`"}},
      {{"upgrade", "--dsn", "x"}, {"`--url URL`"}},
      {{"--database-url", "x", "upgrade"}, {"`--url URL`"}},
      {{"upgrade", "--path", "x"}, {"`directory` in [revisions]"}},
      {{"heads", "--no-color"}, {"`--color never`"}},
      {{"heads", "--silent"}, {"`--quiet`"}},
      {{"heads", "--debug"}, {"`--verbose`"}},
      {{"-url", "x", "heads"}, {"did you mean '--url'?"}},
      {{"revision", "-message", "x"}, {"there is no option '-message', did you mean '--message'?"}},
      {{"heads", "-config", "x"}, {"did you mean '--config'?"}},
      {{"heads", "--database", "sqlite:///x.db"}, {"takes the NAME", "--url"}},
  }));
  is_told(project, typed);
}

TEST_CASE("words too many") {
  const SmallProject project;
  const auto typed = GENERATE(values<Typed>({
      {{"revision", "add stuff"},
       {"'revision' takes no further argument 'add stuff'", "`migrate revision -m \"add stuff\"`"}},
      {{"revision", "add", "stuff"}, {"`migrate revision -m \"add stuff\"`"}},
      {{"revision", "-m", "add", "stuff"}, {"`migrate revision -m \"add stuff\"`"}},
      {{"revision", "--autogenerate", "users"}, {"-m \"users\""}},
      {{"status", "prod.toml"}, {"--config"}},
      {{"status", "colour=red"}, {"`-x colour=red`"}},
  }));
  is_told(project, typed);
  const auto secret = project.run({"status", "postgresql://u:s3cret@h/db"});
  CHECK(contains(secret.err, "behind --url"));
  CHECK_FALSE(contains(secret.err, "s3cret"));
}

TEST_CASE("import knows other tools by name") {
  const SmallProject project;
  const auto typed = GENERATE(values<Typed>({
      {{"import", "flyway", "x"}, {"KIND cannot be 'flyway'", "`migrate import sql DIR --from flyway`"}},
      {{"import", "goose", "x"}, {"--from goose"}},
      {{"import", "dbmate", "x"}, {"--from dbmate"}},
      {{"import", "golang-migrate", "x"}, {"--from golang-migrate"}},
      {{"import", "liquibase", "x"}, {"cannot be read", "`migrate inspect`"}},
      {{"import", "django", "x"}, {"cannot be read"}},
      {{"import", "flask-migrate", "x"}, {"`migrate import alembic DIR`"}},
      {{"import", "sql", "x", "--from", "alembic"}, {"`migrate import alembic DIR`"}},
      {{"import", "alembik", "x"}, {"did you mean 'alembic'?"}},
  }));
  is_told(project, typed);
}

TEST_CASE("steps without a sign, or with another one") {
  SmallProject project;
  project.revision("aaaa", "", creates("a"));
  REQUIRE(project.run({"upgrade"}).code == 0);
  const auto typed = GENERATE(values<Typed>({
      {{"downgrade", "1"}, {"did you mean '-1'?", "`migrate downgrade -1`"}},
      {{"downgrade", "12"}, {"did you mean '-12'?"}},
      {{"upgrade", "1"}, {"did you mean '+1'?", "`migrate upgrade +1`"}},
      {{"downgrade", "\u22121"}, {"did you mean '-1'?"}},
      {{"downgrade", "\u20131"}, {"did you mean '-1'?"}},
      {{"downgrade", "head~1"}, {"did you mean 'head-1'?"}},
      {{"downgrade", "HEAD^"}, {"did you mean 'head-1'?"}},
  }));
  const auto ran = project.run(typed.arguments);
  INFO(ran.err);
  CHECK(ran.code == 2);
  for (const auto& words : typed.told) CHECK(contains(ran.err, words));
  is_told(project, {{"downgrade", "--1"}, {"did you mean '-1'?"}});
  CHECK(contains(project.run({"downgrade", "-", "1"}).err, "and no blank: -1"));
}

TEST_CASE("a step below a merge names both parents and the command that takes back the merge alone") {
  const auto project = with_merge();
  REQUIRE(project.run({"upgrade"}).code == 0);
  const auto ran = project.run({"downgrade", "-1"});
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "revision dddd merges 2 parents: bbbb, cccc"));
  CHECK(contains(ran.err,
                 "`migrate downgrade bbbb` takes back the merge dddd alone and leaves the database at bbbb, cccc"));
  CHECK(contains(project.run({"downgrade", "dddd-1"}).err, "the merge dddd alone"));
  REQUIRE(project.run({"downgrade", "bbbb"}).code == 0);
  CHECK(project.run({"current"}).out.find("bbbb") != std::string::npos);
  CHECK(project.run({"current"}).out.find("cccc") != std::string::npos);
}

TEST_CASE("a step above a branchpoint names a command too") {
  const auto project = with_merge();
  REQUIRE(project.run({"upgrade", "aaaa"}).code == 0);
  const auto ran = project.run({"upgrade", "+1"});
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "`migrate upgrade bbbb`"));
}

TEST_CASE("a merge of one head says that there is one") {
  SmallProject project;
  project.revision("aaaa", "");
  project.revision("bbbb", "aaaa");
  is_told(project, {{"merge"}, {"there is nothing to merge: the only head is bbbb"}});
  is_told(project, {{"merge", "head"}, {"the only head is bbbb"}});
  project.revision("cccc", "aaaa");
  is_told(project, {{"merge", "bbbb"}, {"bbbb names only bbbb", "bbbb, cccc"}});
}

TEST_CASE("in a folder of the project, its configuration is found and named") {
  const SmallProject project;
  project.write("src/app/.gitkeep", "");
  // each test's program runs in its folder: a wrapper goes one deeper
  for (const std::string command :
       {"heads", "history", "status", "current", "check", "diff", "upgrade", "downgrade -1", "stamp head", "branches",
        "models", "inspect", "merge", "revision -m x", "show aaaa", "ensure-version", "edit aaaa"}) {
    Program shell("/bin/sh");
    shell.folder.write("run", "cd '" + project.path("src/app").string() + "' && exec " MIGRATE_PROGRAM " " + command);
    const auto ran = shell({"run"});
    INFO(command << ": " << ran.err);
    CHECK(ran.code == 2);
    CHECK(contains(ran.err, "../../migrate.toml is there: add --config ../../migrate.toml"));
  }
  Program shell("/bin/sh");
  shell.folder.write("run", "cd '" + project.path("src/app").string() + "' && exec " MIGRATE_PROGRAM " init");
  const auto ran = shell({"run"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.err, "warning: ../../migrate.toml is there already"));
}

TEST_CASE("a database with tables and no version is told, with what to do") {
  SmallProject project;
  project.revision("aaaa", "", creates("hero"));
  REQUIRE(project.run({"upgrade"}).code == 0);
  REQUIRE(project.run({"stamp", "--purge", "base"}).code == 0);
  const auto checked = project.run({"check"});
  INFO(checked.out << checked.err);
  CHECK(checked.code == 3);
  CHECK(contains(checked.out, "the database has 1 table that revisions are to create (hero), and no version"));
  CHECK(contains(checked.err, "`migrate stamp REV`"));
  CHECK_FALSE(contains(checked.err, "next: `migrate upgrade head`"));
  const auto status = project.run({"status"});
  CHECK(contains(status.err, "and no version"));
  CHECK(contains(status.err, "`migrate stamp REV`"));
  const auto upgraded = project.run({"upgrade"});
  INFO(upgraded.err);
  CHECK(upgraded.code == 1);
  CHECK(contains(upgraded.err, "`migrate stamp REV`"));
  REQUIRE(project.run({"stamp", "head"}).code == 0);
  CHECK_FALSE(contains(project.run({"status"}).err, "no version"));
}

TEST_CASE("a SQL revision that makes a table which is there is told as well") {
  SmallProject project;
  project.write(
      "migrations/aaaa.sql",
      "-- revision: aaaa\n-- message: all\n-- migrate: upgrade\nCREATE TABLE hero (id INTEGER PRIMARY KEY);\n");
  REQUIRE(project.run({"upgrade"}).code == 0);
  REQUIRE(project.run({"stamp", "--purge", "base"}).code == 0);
  CHECK(contains(project.run({"check"}).out, "(hero), and no version"));
}

TEST_CASE("files of other tools among the revisions are known by their marks") {
  struct Case {
    std::string name, text, told;
  };
  const auto file = GENERATE(values<Case>({
      {"1_a.sql", "-- migrate:up\nCREATE TABLE a (id int);\n-- migrate:down\nDROP TABLE a;\n", "dbmate"},
      {"1_a.sql", "-- +goose Up\nCREATE TABLE a (id int);\n", "goose"},
      {"000001_a.up.sql", "CREATE TABLE a (id int);\n", "golang-migrate"},
      {"000001_a.down.sql", "DROP TABLE a;\n", "golang-migrate"},
      {"V1__a.sql", "CREATE TABLE a (id int);\n", "Flyway"},
      {"R__a.sql", "CREATE VIEW a AS SELECT 1;\n", "Flyway"},
      {"1-a.sql", "-- +migrate Up\nCREATE TABLE a (id int);\n-- +migrate Down\nDROP TABLE a;\n", "sql-migrate"},
      {"a.sql", "--liquibase formatted sql\n--changeset me:1\nCREATE TABLE a (id int);\n", "Liquibase"},
  }));
  const SmallProject project;
  project.write("migrations/" + file.name, file.text);
  const auto ran = project.run({"heads"});
  INFO(ran.err);
  CHECK(ran.code != 0);
  CHECK(contains(ran.err, "migrations/" + file.name + ":1"));
  CHECK(contains(ran.err, "it is a file of " + file.told));
  CHECK((file.told == "Liquibase" || contains(ran.err, "`migrate import sql FOLDER`")));
}

TEST_CASE("rows that stand in the way are told without the question that found them") {
  SmallProject project;
  project.revision(
      "aaaa", "",
      "[[upgrade]]\nop = \"create_table\"\ntable = \"t\"\ncolumns = [ { name = \"a\", type = \"text\" } ]\n"
      "[[upgrade]]\nop = \"execute\"\nsql = \"INSERT INTO t VALUES (NULL)\"\n");
  project.revision("bbbb", "aaaa",
                   "[[upgrade]]\nop = \"alter_column\"\ntable = \"t\"\ncolumn = \"a\"\nset = { nullable = false }\n");
  const auto ran = project.run({"upgrade"});
  INFO(ran.err);
  CHECK(ran.code == 1);
  CHECK_FALSE(contains(ran.err, "SELECT"));
  CHECK(contains(project.run({"upgrade", "-v"}).err, "SELECT"));
}

TEST_CASE("a program with blanks in its name is a list of words") {
  const SmallProject project;
  project.write("migrate.toml", "[database]\nurl = \"sqlite:///app.db\"\n[models]\ncommand = \"python3 x.py\"\n");
  is_told(project, {{"models"}, {"migrate.toml:4:", "cannot run 'python3 x.py'", "[\"python3\", \"x.py\"]"}});
}

TEST_CASE("the warning of missing primary keys is one line, and can be switched off") {
  const SmallProject project;
  const std::string column = "columns = [ { name = \"a\", type = \"text\" } ]\n";
  project.models("[[table]]\nname = \"one\"\n" + column + "[[table]]\nname = \"two\"\n" + column);
  const auto ran = project.run({"diff"});
  CHECK(contains(ran.err, "warning: 2 tables have no primary key: one, two\n"));
  project.write("migrate.toml",
                "[database]\nurl = \"sqlite:///app.db\"\n[models]\nfile = \"schema.toml\"\n[autogenerate]\n"
                "warn_without_primary_key = false\n");
  CHECK_FALSE(contains(project.run({"diff"}).err, "primary key"));
}
