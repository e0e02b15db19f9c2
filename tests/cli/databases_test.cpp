// Several databases as a person works with them: one of them by name, or all in turn.
#include "src/base/text.hpp"
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

/// Three databases, each with a folder of revisions of its own; `main` and `log` have one revision each.
SmallProject three_databases() {
  SmallProject project;
  std::string config;
  for (const std::string name : {"main", "stats", "log"}) {
    config += "[database." + name + "]\nurl = 'sqlite:///" + name + ".db'\nrevisions.directory = '" + name + "'\n";
    project.write(name + "/.gitkeep", "");
  }
  project.write("migrate.toml", config);
  project.write("main/aaaa.toml", "format = 1\nrevision = \"aaaa\"\n" + creates("hero"));
  project.write("log/cccc.toml", "format = 1\nrevision = \"cccc\"\n" + creates("line"));
  return project;
}

void break_stats(const SmallProject& project) {
  project.write("stats/bbbb.sql", "-- revision: bbbb\n-- migrate: upgrade\nSELECT nonsense;\n");
}

}  // namespace

TEST_CASE("a command asks which of several databases is meant, and works on the one it is told") {
  const auto project = three_databases();
  for (const std::string command : {"current", "upgrade", "heads", "history", "status", "check", "inspect"}) {
    const auto ran = project.run({command});
    INFO(command << ran.err);
    CHECK(ran.code == 2);
    CHECK(contains(ran.err, "there are several databases: main, stats, log"));
    CHECK(contains(ran.err, "--database main, or --all-databases"));
  }
  CHECK(project.run({"upgrade", "--database", "log"}).code == 0);
  CHECK(std::filesystem::exists(project.path("log.db")));
  CHECK_FALSE(std::filesystem::exists(project.path("main.db")));
  CHECK(project.run({"--database", "log", "current"}).out == "cccc (head)\n");
  CHECK(project.run({"help"}).code == 0);
}

TEST_CASE("all databases are worked through in turn, each under its name") {
  const auto project = three_databases();
  const auto ran = project.run({"upgrade", "--all-databases"});
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(ran.out == "# database main\n# database stats\n# database log\n");
  CHECK(project.run({"current", "--all-databases"}).out ==
        "# database main\naaaa (head)\n# database stats\n# database log\ncccc (head)\n");
}

TEST_CASE("the first database that fails ends the run, which says what was done where") {
  const auto project = three_databases();
  break_stats(project);
  const auto ran = project.run({"upgrade", "--all-databases"});
  INFO(ran.err);
  CHECK(ran.code == 1);
  CHECK(contains(ran.err, "nonsense"));
  CHECK(contains(ran.err, "'upgrade' was done for: main; failed for: stats; not begun for: log"));
  CHECK(project.run({"--database", "main", "current"}).out == "aaaa (head)\n");
  CHECK_FALSE(std::filesystem::exists(project.path("log.db")));
}

TEST_CASE("a check goes on where databases are not as they should be, and its exit code says so") {
  const auto project = three_databases();
  CHECK(project.run({"upgrade", "--database", "main"}).code == 0);
  const auto ran = project.run({"check", "--all-databases"});
  INFO(ran.err);
  CHECK(ran.code == 3);
  CHECK(contains(ran.out, "# database log\nthe database is at base, with 1 revision pending: cccc"));
}

TEST_CASE("JSON of all databases is one document with an object for each") {
  const auto project = three_databases();
  break_stats(project);
  const auto ran = project.run({"upgrade", "--all-databases", "--format", "json"});
  CHECK(ran.code == 1);
  const auto at = [&](const std::string& text) { return ran.out.find(text); };
  CHECK(ran.out.starts_with("{\n  \"databases\": [\n"));
  CHECK(at("\"database\": \"main\",\n      \"state\": \"done\",\n      \"exit_code\": 0,\n      \"result\": {") !=
        std::string::npos);
  CHECK(at("\"state\": \"failed\",\n      \"exit_code\": 1,\n      \"result\": null,\n      \"error\": {") !=
        std::string::npos);
  CHECK(at("\"database\": \"log\",\n      \"state\": \"not begun\",\n      \"exit_code\": null") != std::string::npos);
}

TEST_CASE("an environment goes with all databases") {
  const auto project = three_databases();
  const auto config = read_file(project.path("migrate.toml"));
  project.write("migrate.toml", config + "[env.ci]\ndatabase.log.url = 'sqlite:///ci-log.db'\n");
  CHECK(project.run({"upgrade", "--all-databases", "--env", "ci"}).code == 0);
  CHECK(std::filesystem::exists(project.path("main.db")));
  CHECK(std::filesystem::exists(project.path("ci-log.db")));
  CHECK_FALSE(std::filesystem::exists(project.path("log.db")));
}

TEST_CASE("what makes no sense for all databases is refused before anything is done") {
  const auto project = three_databases();
  const auto refused = [&](std::vector<std::string> arguments, const std::string& says) {
    arguments.push_back("--all-databases");
    const auto ran = project.run(arguments);
    INFO(ran.err);
    CHECK(ran.code == 2);
    CHECK(contains(ran.err, says));
  };
  refused({"current", "--database", "main"}, "--database and --all-databases do not go together");
  refused({"current", "--url", "sqlite://"}, "--url and --all-databases do not go together");
  refused({"init"}, "'init' is not about a database");
  refused({"upgrade", "--sql"}, "a script is for one database");
  project.write("migrate.toml", "[database]\na.url = 'sqlite:///a.db'\nb.url = 'sqlite:///b.db'\n");
  refused({"revision", "-m", "x"}, "the databases a and b share the revisions in migrations, which are written once");
  CHECK(project.revision_files() == 0);
}

TEST_CASE("each database gets its own revision where the folders differ") {
  const auto project = three_databases();
  const auto ran = project.run({"revision", "-m", "more", "--all-databases"});
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "# database main\nmain/"));
  CHECK(contains(ran.out, "# database log\nlog/"));
}

TEST_CASE("two configurations of one database leave each other's version tables alone") {
  const SmallProject project;
  project.write("migrate.toml",
                "[database]\ncore.url = 'sqlite:///app.db'\nplugin.url = 'sqlite:///app.db'\n"
                "plugin.version_table = 'plugin_version'\nplugin.revisions.directory = 'plugin'\n");
  project.revision("aaaa", "", creates("hero"));
  project.write("plugin/bbbb.toml", "format = 1\nrevision = \"bbbb\"\n" + creates("extra"));
  CHECK(project.run({"upgrade", "--all-databases"}).code == 0);
  CHECK(project.run({"current", "--all-databases"}).out ==
        "# database core\naaaa (head)\n# database plugin\nbbbb (head)\n");
  CHECK_FALSE(contains(project.run({"inspect", "--database", "core"}).out, "plugin_version"));
}

TEST_CASE("revisions are read from several folders, and from those below them") {
  const SmallProject project;
  project.write(
      "migrate.toml",
      "database.url = 'sqlite:///app.db'\n[revisions]\ndirectory = ['migrations', 'more']\nrecursive = true\n");
  project.revision("aaaa", "", creates("one"));
  project.write("migrations/2026/bbbb.toml",
                "format = 1\nrevision = \"bbbb\"\ndown_revision = \"aaaa\"\n" + creates("two"));
  project.write("more/cccc.toml", "format = 1\nrevision = \"cccc\"\ndown_revision = \"bbbb\"\n" + creates("three"));
  CHECK(project.run({"heads"}).out == "cccc (head)\n");
  CHECK(project.run({"upgrade"}).code == 0);
  CHECK(project.run({"current"}).out == "cccc (head)\n");
}
