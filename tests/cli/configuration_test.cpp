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

TEST_CASE("what cannot be parsed, or stands in the wrong place, is told with how to write it") {
  struct Case {
    std::string text;
    std::string place;
    std::vector<std::string> told;
  };
  const auto wrong = GENERATE(values<Case>({
      // without quotes
      {"[database]\nurl = sqlite:///a.db\n", ":2:", {"text without quotes", "put quotes around it: url = \"…\""}},
      {"[database]\nversion_table = versions\n", ":2:", {"put quotes around it: version_table = \"versions\""}},
      {"[apply]\nlock_timeout = 10s\n", ":2:", {"put quotes around it: lock_timeout = \"10s\""}},
      {"[apply]\nsqlite_edit_in_place = True\n", ":2:", {"write sqlite_edit_in_place = true"}},
      {"[apply]\nsqlite_edit_in_place = no\n", ":2:", {"write sqlite_edit_in_place = false"}},
      {"[database]\nrole = None\n", ":2:", {"leave the line out"}},
      {"[autogenerate]\nschemas = [a, b]\n", ":2:", {"each text of a list stands in quotes"}},
      {"[database]\nurl = \u201csqlite:///a.db\u201d\n", ":2:", {"typographic"}},
      // quotes that are missing
      {"[database]\nurl = \"sqlite:///a.db\n[models]\n", ":2:", {"does not end: its closing \" is missing"}},
      {"[database]\nurl = 'sqlite:///a.db\n", ":2:", {"does not end: its closing ' is missing"}},
      {"[models]\nfile = \"C:\\models\\a.toml\"\n", ":2:", {"single quotes"}},
      // another format's ways
      {"[database]\nurl: \"sqlite:///a.db\"\n", ":2:", {"equals sign: url = …"}},
      {"[database]\nurl =\n", ":2:", {"'url' has no value"}},
      {"; a comment\n", ":1:", {"a comment begins with #"}},
      {"// a comment\n", ":1:", {"a comment begins with #"}},
      {"[database\nurl = \"x\"\n", ":1:", {"closing ] is missing"}},
      {"[database]\nrole = \"a\"\nrole = \"b\"\n", ":3:", {"it stands twice"}},
      // in the wrong place
      {"url = \"sqlite:///a.db\"\n", ":1:7", {"has no key 'url'", "it belongs into [database]"}},
      {"lock_timeout = \"1s\"\n", ":1:", {"it belongs into [apply]"}},
      {"[models]\nurl = \"x\"\n", ":2:", {"[models] has no key 'url'", "it belongs into [database]"}},
      {"[database]\ndirectory = \"x\"\n", ":2:", {"it belongs into [revisions]"}},
      {"[env.prod]\nurl = \"x\"\n", ":2:", {"[env.prod] has no key 'url'", "`database.url = …`"}},
      {"[env.prod.models]\nlock_timeout = \"1s\"\n", ":2:", {"[env.prod.apply]", "`apply.lock_timeout = …`"}},
      {"[database.users.models]\nurl = \"x\"\n", ":2:", {"it belongs into [database.users]"}},
      {"[database.users]\ndirectory = \"x\"\n", ":2:", {"[database.users.revisions]"}},
      {"[prod.database]\nurl = \"x\"\n", ":1:", {"[env.prod.database]"}},
      {"[production]\nurl = \"x\"\n", ":1:", {"[database]", "[env.production.database]"}},
      {"[database]\ndsn = \"x\"\n", ":2:", {"'url'"}},
      {"[db]\nurl = \"x\"\n", ":1:", {"it is called [database]"}},
      {"[migrations]\ndirectory = \"x\"\n", ":1:", {"it is called [revisions]"}},
      {"[revisions]\nscript_location = \"x\"\n", ":2:", {"'directory'"}},
      // of another type
      {"[apply]\nlock_timeout = 10\n", ":2:", {"a string with a unit, not an integer", "lock_timeout = \"10s\""}},
      {"[apply]\nlock_attempt = 3\n", ":2:", {"lock_attempt = \"3s\""}},
      {"[apply]\nstatement_timeout = 0\n", ":2:", {"statement_timeout = \"0s\""}},
      {"[models]\ntime_limit = 60\n", ":2:", {"time_limit = \"60s\""}},
      {"[apply]\nlock_timeout = \"10\"\n", ":2:", {"'10' is no duration", "\"10s\""}},
      {"[apply]\nlock_timeout = \"1.5s\"\n", ":2:", {"\"1500ms\""}},
      {"[apply]\nlock_timeout = \"10 seconds\"\n", ":2:", {"\"10s\""}},
      {"[apply]\nlock_timeout = \"1d\"\n", ":2:", {"24h"}},
      {"[database]\nversion_table = 5\n", ":2:", {"write version_table = \"5\""}},
      {"[revisions]\nrecursive = \"true\"\n", ":2:", {"must be true or false", "write recursive = true"}},
      {"[revisions]\nrecursive = 1\n", ":2:", {"write recursive = true"}},
      {"[revisions]\ntruncate_slug_length = \"40\"\n", ":2:", {"write truncate_slug_length = 40"}},
      {"[autogenerate]\nschemas = 5\n", ":2:", {"array of strings", "write schemas = \"5\""}},
      {"[autogenerate]\nexclude_tables = [1]\n", ":2:", {"an array of strings", "[\"1\"]"}},
      {"[autogenerate]\nexclude_tables = \"a, b\"\n", ":2:", {"several names", "[\"a\", \"b\"]"}},
      {"[database]\nurl = [\"sqlite:///a.db\"]\n", ":2:", {"write url = \"…\""}},
      // templates
      {"[revisions]\nfile_template = \"{slag}\"\n", ":2:", {"'{slag}', did you mean 'slug'?"}},
      {"[revisions]\nfile_template = \"{date}_{slug}\"\n", ":2:", {"'{date}'", "{year}"}},
      {"[env.ci.revisions]\nfile_template = \"{slag}\"\n", ":2:", {"'{slag}'"}},
      {"[revisions]\ntimezone = \"Europe/Zurihc\"\n", ":2:", {"Europe/Zurihc"}},
      {"[revisions]\npost_write_hooks = [[\"git\", \"add\", \"{file}\"]]\n", ":2:", {"{path}"}},
      {"[autogenerate.naming]\nix = \"ix_{tabel}\"\n", ":2:", {"{tabel}", "did you mean 'table'?"}},
  }));
  const Program program(MIGRATE_PROGRAM);
  program.folder.write("migrate.toml", wrong.text);
  program.folder.write("migrations/.gitkeep", "");
  const auto ran = program({"heads"});
  INFO(wrong.text << ran.err);
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(ran.err.starts_with("migrate.toml" + wrong.place));
  for (const auto& words : wrong.told) CHECK(contains(ran.err, words));
}

TEST_CASE("a password in a URL without quotes is not shown") {
  const Program program(MIGRATE_PROGRAM);
  program.folder.write("migrate.toml", "[database]\nurl = postgresql://u:s3cret@h/db\n");
  CHECK_FALSE(contains(program({"heads"}).err, "s3cret"));
  program.folder.write("migrate.toml", "[database]\nurl = [\"postgresql://u:s3cret@h/db\"]\n");
  CHECK_FALSE(contains(program({"heads"}).err, "s3cret"));
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
  const auto folder = program({"heads", "-c", "sub"});
  CHECK(folder.code == 2);
  CHECK(contains(folder.err, "is a folder"));
  CHECK(contains(folder.err, "--config sub/migrate.toml"));
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
