#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

TEST_CASE("a dry run shows what would be sent and which way a table goes, and changes nothing") {
  const SmallProject project;
  project.run({"revision", "--autogenerate", "-m", "hero"});
  const auto absent = project.run({"upgrade", "--dry-run"});
  INFO(absent.out << absent.err);
  CHECK(absent.code == 0);
  CHECK(contains(absent.out, "CREATE TABLE hero"));
  CHECK(contains(absent.err, "nothing was changed"));
  CHECK_FALSE(std::filesystem::exists(project.path("app.db")));

  project.run({"upgrade"});
  project.models(hero_table("  { name = \"age\", type = \"integer\" },\n"));
  project.run({"revision", "--autogenerate", "-m", "age"});
  const auto before = read_file(project.path("app.db"));
  const auto ran = project.run({"upgrade", "--dry-run"});
  CHECK(contains(ran.out, "-- alter hero: add column age (reads no row)\n"));
  CHECK(contains(ran.out, "ALTER TABLE hero ADD COLUMN age INTEGER;\n"));
  CHECK(read_file(project.path("app.db")) == before);
  CHECK(contains(project.run({"upgrade", "--dry-run", "--format", "json"}).out, "\"way\": \"alter hero"));

  project.run({"upgrade"});
  CHECK(contains(project.run({"downgrade", "base", "--dry-run"}).out, "DROP TABLE hero;\n"));
  CHECK(project.run({"upgrade", "--dry-run"}).out == "");
  CHECK(project.run({"upgrade", "--dry-run", "--sql"}).code == 2);
}
