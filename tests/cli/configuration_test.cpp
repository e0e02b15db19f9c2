// A wrong migrate.toml as a person meets it: the place first, then what is wrong, exit code 2, and nothing on
// standard output.
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

TEST_CASE("a mistake in migrate.toml is told as file, line and column, and exits with 2") {
  struct Case {
    std::string text;
    std::string begins;
  };
  const auto wrong = GENERATE(values<Case>({
      {"[database]\nulr = 'x'\n", "migrate.toml:2:7: error: [database] has no key 'ulr', did you mean 'url'?"},
      {"[revisions]\ndirectory = 5\n",
       "migrate.toml:2:13: error: 'directory' of [revisions] must be a string or an array of strings, not an integer"},
      {"[apply]\nlock_timeout = '10'\n", "migrate.toml:2:16: error: '10' is no duration"},
      {"[database\n", "migrate.toml:1:"},
      {"[env.ci]\ndatabse.url = 'x'\n",
       "migrate.toml:2:1: error: [env.ci] has no key 'databse', did you mean 'database'?"},
  }));
  const Program program(MIGRATE_PROGRAM);
  program.folder.write("migrate.toml", wrong.text);
  program.folder.write("migrations/.gitkeep", "");
  const auto ran = program({"heads"});
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(ran.err.starts_with(wrong.begins));
}

TEST_CASE("a wrong URL hurts the commands that need it and no others") {
  const Program program(MIGRATE_PROGRAM);
  program.folder.write("migrate.toml", "[database]\nurl = 'sqllite:///x.db'\n");
  program.folder.write("migrations/.gitkeep", "");
  CHECK(program({"heads"}).code == 0);
  CHECK(program({"history"}).code == 0);
  const auto ran = program({"current"});
  CHECK(ran.code == 2);
  CHECK(ran.err.starts_with(
      "migrate.toml:2:7: error: there is no database of the kind 'sqllite', did you mean 'sqlite'?"));
}

TEST_CASE("the configuration is where --config or MIGRATE_CONFIG says") {
  Program program(MIGRATE_PROGRAM);
  program.folder.write("sub/migrate.toml", "[database]\nurl = 'sqlite:///app.db'\n");
  program.folder.write("sub/migrations/.gitkeep", "");
  CHECK(program({"heads"}).code == 2);
  CHECK(program({"heads", "-c", "sub/migrate.toml"}).code == 0);
  program.environment["MIGRATE_CONFIG"] = "sub/migrate.toml";
  CHECK(program({"heads"}).code == 0);
}

TEST_CASE("init makes a configuration that works, and overwrites nothing") {
  const Program program(MIGRATE_PROGRAM);
  const auto ran = program({"init"});
  CHECK(ran.code == 0);
  CHECK(ran.out == "migrate.toml\nmigrations\n");
  CHECK(program({"heads"}).code == 0);
  CHECK(read_file(program.folder.path / "migrate.toml") == read_file(MIGRATE_SOURCE_DIR "/migrate.toml.example"));
  program.folder.write("migrate.toml", "# mine\n");
  const auto again = program({"init"});
  CHECK(again.code == 2);
  CHECK(contains(again.err, "migrate.toml exists"));
  CHECK(read_file(program.folder.path / "migrate.toml") == "# mine\n");
}

TEST_CASE("a revisions folder that does not exist is named") {
  const Program program(MIGRATE_PROGRAM);
  program.folder.write("migrate.toml", "[revisions]\ndirectory = 'nowhere'\n");
  const auto ran = program({"heads"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "nowhere"));
}

TEST_CASE("a password in a URL that cannot be used is not shown") {
  const auto url =
      GENERATE(values<std::string>({"sqlite://u:s3cret@h/db", "sqlite://u:s3/cret@h/db", "sqlite:u:s3cret@h/db",
                                    "u:s3cret@h/app.db", "postgres:u:s3cret@h/db?x=a://b", "sqlitee://u:s3cret@h/db"}));
  const SmallProject project;
  const auto ran = project.run({"current", "--url", url});
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK_FALSE(contains(ran.err, "s3"));
  CHECK_FALSE(contains(project.run({"current", "--format", "json", "--url", url}).out, "s3"));
}
