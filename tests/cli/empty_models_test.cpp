// Models with nothing in them, over a database that has something: a mistake, unless it is asked for.
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

/// A project whose database has the table hero, and whose models say nothing any more.
class EmptiedProject : public SmallProject {
 public:
  EmptiedProject() {
    revision("aaaa", "", creates("hero"));
    REQUIRE(run({"upgrade"}).code == 0);
    models("");
  }
};

const std::vector<std::vector<std::string>> comparing{
    {"check"}, {"diff"}, {"diff", "--sql"}, {"revision", "--autogenerate", "-m", "empty"}};

}  // namespace

TEST_CASE("empty models over tables are refused by all that compares, with the way to mean it") {
  const EmptiedProject project;
  for (const auto& arguments : comparing) {
    const auto ran = project.run(arguments);
    INFO(arguments.front() << ": " << ran.out << ran.err);
    CHECK(ran.code == 2);
    CHECK(contains(ran.err, "there is nothing in the models, and the database has 1 table: everything would go"));
    CHECK(contains(ran.err, "table hero"));
    CHECK(contains(ran.err, "--allow-empty-models"));
    CHECK(!contains(ran.out, "drop"));
  }
  CHECK(project.revision_files() == 1);
  const auto json = project.run({"check", "--format", "json"});
  CHECK(json.code == 2);
  CHECK(contains(json.out + json.err, "there is nothing in the models"));
}

TEST_CASE("empty models that are asked for by name take everything away") {
  const EmptiedProject project;
  CHECK(project.run({"check", "--allow-empty-models"}).code == 3);
  CHECK(contains(project.run({"diff", "--allow-empty-models"}).out, "drop_table"));
  const auto written = project.run({"revision", "--autogenerate", "--allow-empty-models", "-m", "nothing"});
  INFO(written.out << written.err);
  CHECK(written.code == 0);
  CHECK(project.run({"upgrade"}).code == 0);
  CHECK(project.run({"check"}).code == 0);  // both are empty now
  CHECK(project.run({"downgrade", "--", "-1"}).code == 0);
  CHECK(contains(project.run({"inspect"}).out, "hero"));
}

TEST_CASE("what is left out on both sides counts for neither") {
  const EmptiedProject project;
  const std::string config =
      "[database]\nurl = \"sqlite:///app.db\"\n[models]\nfile = \"schema.toml\"\n[autogenerate]\n";
  project.write("migrate.toml", config + "exclude_tables = [\"hero\"]\n");
  CHECK(project.run({"check"}).code == 0);
  project.write("migrate.toml", config + "include_tables = [\"team*\"]\n");
  CHECK(project.run({"check"}).code == 0);
  project.models(hero_table());
  project.write("migrate.toml", config + "include_tables = [\"team*\"]\n");
  CHECK(project.run({"check"}).code == 0);
}

TEST_CASE("the option is for what compares") {
  const EmptiedProject project;
  const auto ran = project.run({"revision", "-m", "by hand", "--allow-empty-models"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "--allow-empty-models is for --autogenerate"));
  CHECK(project.revision_files() == 1);
}

TEST_CASE("schemas that are named for another database do not matter where there are none") {
  const SmallProject project;
  project.write("migrate.toml",
                "[database]\nurl = \"sqlite:///app.db\"\n[models]\nfile = \"schema.toml\"\n[autogenerate]\n"
                "schemas = [\"public\", \"sales\"]\n");
  REQUIRE(project.run({"revision", "--autogenerate", "-m", "hero"}).code == 0);
  REQUIRE(project.run({"upgrade"}).code == 0);
  CHECK(project.run({"check"}).code == 0);
}
