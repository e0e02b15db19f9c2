// The whole road as a person walks it: a changed model, a revision, an upgraded database, and back.
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

TEST_CASE("a changed model becomes a revision, and the revision makes database and models agree") {
  const SmallProject project;
  const auto first = project.run({"revision", "--autogenerate", "-m", "add hero"});
  INFO(first.err);
  REQUIRE(first.code == 0);
  REQUIRE(first.out.starts_with("migrations/"));
  CHECK(first.out.ends_with("_add_hero.toml\n"));
  CHECK(contains(first.err, "create table hero"));
  CHECK(contains(first.err, "migrate upgrade head"));

  const auto up = project.run({"upgrade"});
  CHECK(up.code == 0);
  CHECK(up.out.empty());
  CHECK(contains(up.err, "add hero"));
  CHECK(project.run({"check"}).code == 0);

  project.models(hero_table("  { name = \"age\", type = \"integer\" },\n"));
  CHECK(project.run({"check"}).code == 3);
  CHECK(project.run({"revision", "--autogenerate", "-m", "add age"}).code == 0);
  CHECK(project.run({"upgrade", "head"}).code == 0);
  CHECK(contains(project.run({"inspect", "hero"}).out, "\"age\""));
  CHECK(project.run({"check"}).code == 0);

  CHECK(project.run({"downgrade", "-1"}).code == 0);
  CHECK_FALSE(contains(project.run({"inspect", "hero"}).out, "\"age\""));
  CHECK(project.run({"downgrade", "base"}).code == 0);
  CHECK(project.run({"current"}).out.empty());
  CHECK(project.run({"upgrade", "+1"}).code == 0);
}

TEST_CASE("an autogenerate that finds nothing writes no file and says so") {
  const SmallProject project;
  project.run({"revision", "--autogenerate", "-m", "add hero"});
  project.run({"upgrade"});
  const auto ran = project.run({"revision", "--autogenerate", "-m", "nothing"});
  CHECK(ran.code == 0);
  CHECK(ran.out.empty());
  CHECK(contains(ran.err, "no revision was written"));
  CHECK(project.revision_files() == 1);
}

TEST_CASE("autogenerate wants an upgraded database, and writes nothing otherwise") {
  const SmallProject project;
  project.revision("aaaa", "");
  const auto ran = project.run({"revision", "--autogenerate", "-m", "x"});
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK(contains(ran.err, "hint: `migrate upgrade head`"));
  CHECK(project.revision_files() == 1);
}

TEST_CASE("commands that only look make no database file") {
  const SmallProject project;
  for (const auto* command : {"current", "status", "diff", "check", "history"}) {
    INFO(command);
    project.run({command});
    CHECK_FALSE(std::filesystem::exists(project.path("app.db")));
  }
}

TEST_CASE("a second upgrade finds nothing to do, and quiet says nothing") {
  const SmallProject project;
  project.revision("aaaa", "", creates("t"));
  CHECK(project.run({"upgrade", "-q"}).err.empty());
  const auto again = project.run({"upgrade"});
  CHECK(again.code == 0);
  CHECK(contains(again.err, "nothing to do: the database is at aaaa (head)"));
}

TEST_CASE("verbose shows the statements") {
  const SmallProject project;
  project.revision("aaaa", "", creates("t"));
  CHECK(contains(project.run({"upgrade", "-v"}).err, "CREATE TABLE t"));
}

TEST_CASE("a failed upgrade says what was applied, where it failed and what to do, and exits with 1") {
  const SmallProject project;
  project.revision("aaaa", "", creates("t"));
  project.revision("bbbb", "aaaa", "[[upgrade]]\nop = \"execute\"\nsql = \"INSERT INTO nowhere VALUES (1)\"\n");
  const auto ran = project.run({"upgrade"});
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK(contains(ran.err, "migrations/bbbb.toml:"));
  CHECK(contains(ran.err, "no such table: nowhere"));
  CHECK(contains(ran.err, "hint: "));
  CHECK_FALSE(contains(ran.err, "the statement:"));
  CHECK(project.run({"current"}).out == "aaaa\n");
  const auto json = project.run({"upgrade", "--format", "json"});
  CHECK(json.code == 1);
  CHECK(contains(json.out, "\"kind\": \"database\""));
  CHECK(contains(json.out, "\"statement\": \"INSERT INTO nowhere VALUES (1)\""));
  CHECK(contains(json.out, "\"revision\": \"bbbb\""));
}

TEST_CASE("a downgrade without a way back runs nothing") {
  const SmallProject project;
  project.revision("aaaa", "", "[[upgrade]]\nop = \"execute\"\nsql = \"SELECT 1\"\n");
  project.run({"upgrade"});
  const auto ran = project.run({"downgrade", "base"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "aaaa"));
  CHECK(project.run({"current"}).out == "aaaa (head)\n");
}

TEST_CASE("stamp moves the version table and runs nothing") {
  const SmallProject project;
  project.revision("aaaa", "", creates("t"));
  const auto ran = project.run({"stamp", "head"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.err, "nothing was run"));
  CHECK(project.run({"current"}).out == "aaaa (head)\n");
  CHECK_FALSE(contains(project.run({"inspect"}).out, "\"t\""));
}

TEST_CASE("stamp takes several targets") {
  const SmallProject project;
  project.revision("aaaa", "");
  project.revision("bbbb", "aaaa");
  project.revision("cccc", "aaaa");
  CHECK(project.run({"stamp", "bbbb", "cccc"}).code == 0);
  CHECK(project.run({"current"}).out == "bbbb (head)\ncccc (head)\n");
  CHECK(project.run({"stamp", "aaaa", "--purge"}).code == 0);
  CHECK(project.run({"stamp", "heads"}).code == 0);
  CHECK(project.run({"current"}).out == "bbbb (head)\ncccc (head)\n");
}

TEST_CASE("an upgrade that commits nothing makes no database file") {
  const SmallProject project;
  const auto nothing_there = [&] {
    return !std::filesystem::exists(project.path("app.db")) &&
           !std::filesystem::exists(project.path("app.db.migrate-lock"));
  };
  project.revision("aaaa", "", "[[upgrade]]\nop = \"nonsense\"\n");
  CHECK(project.run({"upgrade"}).code == 2);
  CHECK(nothing_there());
  project.revision("aaaa", "", "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE nowhere SET a = 1\"\n");
  CHECK(project.run({"upgrade"}).code == 1);
  CHECK(nothing_there());
}

TEST_CASE("diff shows operations or SQL, and changes nothing") {
  const SmallProject project;
  project.run({"revision", "--autogenerate", "-m", "add hero"});
  project.run({"upgrade"});
  project.models(hero_table("  { name = \"age\", type = \"integer\" },\n"));
  CHECK(contains(project.run({"diff"}).out, "op = \"add_column\""));
  const auto script = project.run({"diff", "--sql"}).out;
  CHECK(contains(script, "BEGIN IMMEDIATE;\n"));
  CHECK(contains(script, "ALTER TABLE hero ADD COLUMN age INTEGER;\nCOMMIT;\n"));
  CHECK_FALSE(contains(project.run({"inspect"}).out, "\"age\""));
  CHECK(project.run({"diff"}).code == 0);
}

TEST_CASE("inspect works with a URL alone, and names the nearest table") {
  const SmallProject project;
  project.revision("aaaa", "", creates("team"));
  project.run({"upgrade"});
  const Program elsewhere(MIGRATE_PROGRAM);
  const auto url = "sqlite:///" + project.path("app.db").string();
  CHECK(contains(elsewhere({"inspect", "--url", url}).out, "name = \"team\""));
  const auto typo = elsewhere({"inspect", "tema", "--url", url});
  CHECK(typo.code == 2);
  CHECK(contains(typo.err, "did you mean 'team'?"));
}

TEST_CASE("what inspect prints is a models file that agrees with the database") {
  const SmallProject project;
  project.run({"revision", "--autogenerate", "-m", "add hero"});
  project.run({"upgrade"});
  project.write("schema.toml", project.run({"inspect"}).out);
  const auto ran = project.run({"check"});
  INFO(ran.out);
  CHECK(ran.code == 0);
}

TEST_CASE("with one transaction for all, nothing is called applied before the commit, and all is rolled back") {
  const SmallProject project;
  project.write("migrate.toml", "[database]\nurl = \"sqlite:///app.db\"\n[apply]\ntransaction = \"all\"\n");
  project.revision("aaaa", "", creates("t"));
  project.revision("bbbb", "aaaa", creates("u"));
  project.revision("cccc", "bbbb", "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE nowhere SET a = 1\"\n");
  const auto ran = project.run({"upgrade"});
  INFO(ran.err);
  CHECK(ran.code == 1);
  CHECK_FALSE(contains(ran.err, "applied"));
  CHECK(contains(ran.err, "rolled back: aaaa, bbbb, cccc; the database is at base"));
}

TEST_CASE("a version that is not among the revisions is not met with an upgrade that would be refused") {
  const SmallProject project;
  project.revision("aaaa", "");
  project.run({"upgrade"});
  std::filesystem::remove(project.path("migrations/aaaa.toml"));
  project.revision("bbbb", "");
  CHECK_FALSE(contains(project.run({"status"}).err, "upgrade head"));
  CHECK(contains(project.run({"status"}).err, "migrate stamp --purge"));
  CHECK_FALSE(contains(project.run({"check"}).err, "upgrade head"));
}
