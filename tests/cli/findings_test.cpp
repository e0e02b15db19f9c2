// What a SQLite database holds beside the tables is named when a revision is written, and counted by inspect.
#include "dialects/registry/registry.hpp"
#include "src/base/files.hpp"
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

const std::string team = "[[table]]\nname = \"team\"\ncolumns = [{ name = \"id\", type = \"integer\" }]\n";
const std::string team_sql = "CREATE TABLE team (id integer)";
const std::string hero_sql =
    "CREATE TABLE hero (id integer PRIMARY KEY NOT NULL, name varchar(50) NOT NULL, age integer)";

std::string written(const SmallProject& project) {
  for (const auto& file : std::filesystem::directory_iterator(project.path("migrations")))
    if (file.path().extension() == ".toml") return read_file(file.path());
  return {};
}

}  // namespace

TEST_CASE("a view or a trigger of another table that a change would break is named when it is written") {
  const auto [models, object, named] = GENERATE(table<std::string, std::string, std::string>({
      {hero_table() + team, "CREATE VIEW ages AS SELECT age FROM hero", "view ages"},
      {team, "CREATE VIEW ages AS SELECT age FROM hero", "view ages"},
      {team, "CREATE TRIGGER note AFTER INSERT ON team BEGIN UPDATE hero SET age = 1; END", "trigger note"},
      {hero_table() + team, "CREATE TRIGGER note AFTER INSERT ON team BEGIN UPDATE hero SET age = 1; END",
       "trigger note"},
  }));
  const SmallProject project;
  project.execute({hero_sql, team_sql, object});
  project.models(models);
  const auto generated = project.run({"revision", "--autogenerate", "-m", "change"});
  INFO(generated.err);
  CHECK(generated.code == 0);
  CHECK(contains(generated.err, "upgrade will refuse to "));
  CHECK(contains(generated.err, named));
  const auto upgraded = project.run({"upgrade"});
  CHECK(upgraded.code == 1);
  CHECK(contains(upgraded.err, named));
}

TEST_CASE("a table with rows that is copied, edited in place or altered is nothing that an upgrade would refuse") {
  const std::string id = R"({ name = "id", type = "integer", nullable = false }, )";
  const auto columns = GENERATE(values<std::string>({
      R"x({ name = "name", type = "varchar(80)", nullable = false }, { name = "age", type = "integer" })x",
      R"x({ name = "name", type = "varchar(50)", nullable = false }, { name = "age", type = "text" })x",
      R"x({ name = "name", type = "varchar(50)" }, { name = "age", type = "integer" },
          { name = "level", type = "integer", nullable = false, initial = "1" })x",
  }));
  const SmallProject project;
  project.execute({hero_sql, "INSERT INTO hero VALUES (1, 'a', 5), (2, 'b', NULL)"});
  project.models("[[table]]\nname = \"hero\"\ncolumns = [" + id + columns +
                 "]\nprimary_key = { columns = [\"id\"] }\n");
  const std::vector<std::vector<std::string>> commands{
      {"diff"}, {"check"}, {"revision", "--autogenerate", "-m", "change"}, {"upgrade"}};
  for (const auto& command : commands) {
    const auto ran = project.run(command);
    INFO(ran.err << ran.out);
    CHECK_FALSE(contains(ran.err + ran.out, "refuse"));
  }
  CHECK(project.run({"check"}).code == 0);
}

TEST_CASE("triggers that go with a table are named, in the file with a comment sign on each line") {
  const SmallProject project;
  project.execute({hero_sql, team_sql,
                   "CREATE TRIGGER \"note\r\n[[upgrade]]\x01\" AFTER INSERT ON hero BEGIN INSERT INTO team VALUES (1); "
                   "END"});
  project.models(team);
  const auto generated = project.run({"revision", "--autogenerate", "-m", "drop"});
  INFO(generated.err);
  CHECK(generated.code == 0);
  CHECK(contains(generated.err, "loses trigger note"));
  CHECK(contains(written(project),
                 "# loses trigger note\n# [[upgrade]]\\x01, which the downgrade does not bring back\n"));
  CHECK(project.run({"upgrade"}).code == 0);
  CHECK(project.run({"downgrade", "base"}).code == 0);
  CHECK(project.run({"upgrade"}).code == 0);
}

TEST_CASE("a revision without a transaction is asked about before its first statement") {
  const SmallProject project;
  project.execute({hero_sql, team_sql, "INSERT INTO hero VALUES (1, 'x', NULL)"});
  project.write(
      "migrations/aaaa.toml",
      "format = 1\nrevision = \"aaaa\"\ntransaction = false\n[[upgrade]]\nop = \"execute\"\nsql = \"INSERT INTO "
      "team VALUES (5)\"\n[[upgrade]]\nop = \"alter_column\"\ntable = \"hero\"\ncolumn = \"age\"\nset = { "
      "nullable = false }\n");
  const auto upgraded = project.run({"upgrade"});
  INFO(upgraded.err);
  CHECK(upgraded.code == 1);
  CHECK(contains(upgraded.err, "nothing of aaaa is done"));
  const auto connection = find_dialect("sqlite").connect(parse_url("sqlite:///" + project.path("app.db").string()), {});
  CHECK(connection->query("SELECT 1 FROM team").empty());
}

TEST_CASE("inspect and models.database count in one line what they leave out") {
  const SmallProject project;
  project.execute({hero_sql, team_sql});
  CHECK(!contains(project.run({"inspect"}).err, "left out"));
  project.execute({"CREATE VIEW ages AS SELECT age FROM hero", "CREATE VIEW names AS SELECT name FROM hero",
                   "CREATE TRIGGER note AFTER INSERT ON hero BEGIN INSERT INTO team VALUES (1); END"});
  const auto inspected = project.run({"inspect"});
  CHECK(contains(inspected.err, ": 2 views, 1 trigger\n"));
  CHECK(!contains(inspected.out, "ages"));
  project.write("migrate.toml", "[database]\nurl = \"sqlite:///new.db\"\n[models]\ndatabase = \"sqlite:///app.db\"\n");
  CHECK(contains(project.run({"models"}).err, ": 2 views, 1 trigger\n"));
}
