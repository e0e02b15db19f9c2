// What is written for a person: templates of init, names of revision files, hooks behind them, the folder they go into.
#include "src/base/text.hpp"
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

std::string configuration(const std::string& revisions) {
  return "[database]\nurl = \"sqlite:///app.db\"\n[revisions]\n" + revisions;
}

/// What stands behind `run:` and in a list of `script:`, in the lines that are no comments.
std::vector<std::string> commands_in(const std::string& workflow) {
  std::vector<std::string> out;
  for (const auto& line : split(workflow, '\n')) {
    const auto at = line.find("migrate ");
    if (at != line.npos && line.find('#') == line.npos) out.push_back(line.substr(at + 8));
  }
  return out;
}

}  // namespace

TEST_CASE("the template of several databases is one that migrate works with") {
  const Program program(MIGRATE_PROGRAM);
  REQUIRE(program({"init", "--template", "multidb"}).code == 0);
  const auto one = program({"--database", "users", "revision", "-m", "begin", "--rev-id", "aaaa"});
  INFO(one.err);
  CHECK(one.out == "migrations/users/aaaa_begin.toml\n");
  const auto all = program({"--all-databases", "upgrade"});
  INFO(all.err);
  CHECK(all.code == 0);
  CHECK(contains(program({"upgrade"}).err, "billing"));
}

TEST_CASE("the commands of the workflows do on an empty database what they are there for") {
  const Program program(MIGRATE_PROGRAM);
  REQUIRE(program({"init", "--template", "ci"}).code == 0);
  REQUIRE(program({"revision", "-m", "begin"}).code == 0);
  for (const auto* file : {".github/workflows/migrations.yml", "migrations.gitlab-ci.yml"}) {
    const auto commands = commands_in(read_file(program.folder.path / file));
    CHECK(commands == std::vector<std::string>{"upgrade head", "check"});
    for (const auto& command : commands) {
      const auto ran = program(split(command, ' '));
      INFO(command << ran.err);
      CHECK(ran.code == 0);
    }
  }
  const auto again = program({"init", "--template", "ci"});
  CHECK(again.code == 2);
  const auto unknown = program({"init", "other", "--template", "multi"});
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "did you mean 'multidb'?"));
}

TEST_CASE("init that finds one of its files there makes none of the others") {
  const Program program(MIGRATE_PROGRAM);
  program.folder.write("migrations.gitlab-ci.yml", "mine");
  CHECK(program({"init", "--template", "ci"}).code == 2);
  CHECK_FALSE(std::filesystem::exists(program.folder.path / "migrate.toml"));
}

TEST_CASE("file names follow the template, in the time zone that is configured") {
  const SmallProject project;
  project.write("migrate.toml", configuration("file_template = \"{year}-{rev}\"\ntimezone = \"Pacific/Auckland\"\n"));
  const auto ran = project.run({"revision", "-m", "x", "--rev-id", "aaaa"});
  CHECK(ran.out.starts_with("migrations/2"));
  CHECK(ran.out.ends_with("-aaaa.toml\n"));
  CHECK(contains(read_file(project.path(std::string(trim(ran.out)))), "Z\n"));
  project.write("migrate.toml", configuration("timezone = \"Pacific/Aukland\"\n"));
  const auto wrong = project.run({"revision", "-m", "x"});
  CHECK(wrong.code == 2);
  CHECK(contains(wrong.err,
                 "migrate.toml:4:12: error: there is no time zone 'Pacific/Aukland', did you mean "
                 "'Pacific/Auckland'?"));
}

TEST_CASE("hooks run on the new file, and one that fails is told while the file stays") {
  const SmallProject project;
  project.write("migrate.toml",
                configuration("post_write_hooks = [[\"sed\", \"-i\", \"s/slow/quick/\", \"{path}\"]]\n"));
  CHECK(project.run({"revision", "-m", "slow", "--rev-id", "aaaa"}).code == 0);
  CHECK(contains(read_file(project.path("migrations/aaaa_slow.toml")), "message = \"quick\""));

  project.write("migrate.toml", configuration("post_write_hooks = [[\"sh\", \"-c\", \"echo no >&2; exit 3\"], "
                                              "[\"touch\", \"never\"]]\n"));
  const auto failed = project.run({"revision", "-m", "x", "--rev-id", "bbbb"});
  CHECK(failed.code == 1);
  CHECK(contains(failed.err,
                 "migrate.toml:4:21: error: the hook sh -c echo no >&2; exit 3 ended its process with exit "
                 "code 3"));
  CHECK(contains(failed.err, "the revision stands in migrations/bbbb_x.toml"));
  CHECK(contains(failed.err, "it said: no"));
  CHECK(std::filesystem::exists(project.path("migrations/bbbb_x.toml")));
  CHECK_FALSE(std::filesystem::exists(project.path("never")));

  project.write("migrate.toml", configuration("post_write_hooks = [[\"no-such-program\"]]\n"));
  const auto missing = project.run({"revision", "-m", "y", "--rev-id", "cccc"});
  CHECK(missing.code == 2);
  CHECK(contains(missing.err, "cannot run 'no-such-program'"));

  project.write("migrate.toml", configuration("post_write_hooks = [\"touch x\"]\n"));
  CHECK(contains(project.run({"heads"}).err, "a hook is a string, and not a list of words"));
}

TEST_CASE("new revisions and merges go into the folder that is named, if it is one of those that are read") {
  const SmallProject project;
  project.write("migrate.toml", configuration("directory = [\"migrations\", \"more\"]\n"));
  project.write("more/.gitkeep", "");
  CHECK(project.run({"revision", "-m", "a", "--rev-id", "aaaa", "--revisions-dir", "more"}).out ==
        "more/aaaa_a.toml\n");
  project.run({"revision", "-m", "b", "--rev-id", "bbbb", "--head", "base"});
  CHECK(project.run({"merge", "--rev-id", "cccc", "-m", "c", "--revisions-dir", "more"}).out == "more/cccc_c.toml\n");
  const auto wrong = project.run({"revision", "-m", "d", "--revisions-dir", "mor"});
  CHECK(wrong.code == 2);
  CHECK(contains(wrong.err, "did you mean 'more'?"));
}

TEST_CASE("a folder of revisions that is not there is told with the command that makes it") {
  const SmallProject project;
  std::filesystem::remove_all(project.path("migrations"));
  const auto ran = project.run({"revision", "-m", "x"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "`mkdir -p migrations` makes it"));
}
