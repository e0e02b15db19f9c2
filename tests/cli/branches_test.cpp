// Branches: made, shown, merged, and gone along one by one.
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

std::string adds(const std::string& column) {
  return "[[upgrade]]\nop = \"add_column\"\ntable = \"t\"\ncolumn = { name = \"" + column +
         "\", type = \"integer\" }\n";
}

/// aaaa makes a table; bbbb and cccc both change it.
SmallProject forked() {
  SmallProject project;
  project.models("");
  project.revision("aaaa", "", creates("t"));
  project.revision("bbbb", "aaaa", adds("left"));
  project.revision("cccc", "aaaa", adds("right"));
  return project;
}

}  // namespace

TEST_CASE("merge joins all heads, says what both sides change, and writes it into the file") {
  const auto project = forked();
  const auto checked = project.run({"check"});
  CHECK(checked.code == 3);
  CHECK(contains(checked.err, "next: `migrate merge` joins them"));
  const auto ran = project.run({"merge", "--rev-id", "dddd"});
  CHECK(ran.code == 0);
  CHECK(ran.out == "migrations/dddd_merge_bbbb_and_cccc.toml\n");
  CHECK(contains(ran.err, "the branches both change the table t: bbbb (add column t.left), cccc (add column t.right)"));
  const auto file = read_file(project.path("migrations/dddd_merge_bbbb_and_cccc.toml"));
  CHECK(contains(file, "# The branches both change the table t:\n#   bbbb: add column t.left\n"));
  CHECK(contains(file, "down_revision = [\"bbbb\", \"cccc\"]"));
  CHECK(project.run({"upgrade"}).code == 0);
  CHECK(project.run({"current"}).out == "dddd (head)\n");
  CHECK(project.run({"downgrade", "base"}).code == 0);
}

TEST_CASE("merge takes some of the branches, a message, an id and a label") {
  const auto project = forked();
  project.revision("eeee", "aaaa");
  const auto ran =
      project.run({"merge", "-m", "join two", "--rev-id", "dddd", "--branch-label", "both", "bbbb", "eeee"});
  CHECK(ran.code == 0);
  CHECK(ran.out == "migrations/dddd_join_two.toml\n");
  CHECK_FALSE(contains(ran.err, "both change"));
  CHECK(project.run({"heads"}).out == "cccc (head)\ndddd (both) (head)\n");
}

TEST_CASE("what cannot be merged is refused with a reason, and no file is written") {
  const auto project = forked();
  struct Case {
    std::vector<std::string> arguments;
    std::string says;
  };
  for (const auto& [arguments, says] :
       {Case{{"merge", "bbbb"}, "there is nothing to merge: bbbb names only bbbb, step bbbb"},
        Case{{"merge", "base"}, "there is nothing to merge: base names no revision"},
        Case{{"merge", "aaaa", "bbbb"}, "aaaa"}, Case{{"merge", "bbbb", "cccx"}, "did you mean 'cccc'?"},
        Case{{"merge", "--rev-id", "aaaa"}, "there is a revision aaaa already"}}) {
    INFO(says);
    const auto ran = project.run(arguments);
    CHECK(ran.code == 2);
    CHECK(contains(ran.err, says));
    CHECK(contains(ran.err, "hint: "));
  }
  CHECK(project.revision_files() == 3);
}

TEST_CASE("branches shows where the history parts") {
  const auto project = forked();
  CHECK(project.run({"branches"}).out == "aaaa (branchpoint)\n     -> bbbb (head)\n     -> cccc (head)\n\n");
  const auto verbose = project.run({"branches", "-v"}).out;
  CHECK(contains(verbose, "revision       aaaa (branchpoint)\n"));
  CHECK(contains(verbose, "     -> bbbb (head), step bbbb\n"));
  CHECK(contains(project.run({"branches", "--format", "json"}).out, "\"children\": [\n"));
  const SmallProject straight;
  CHECK(contains(straight.run({"branches"}).err, "no revision is followed by several"));
}

TEST_CASE("upgrade, downgrade and stamp take several targets") {
  const auto project = forked();
  project.revision("dddd", "bbbb");
  project.revision("eeee", "cccc");
  CHECK(project.run({"upgrade"}).code == 2);
  CHECK(project.run({"upgrade", "bbbb", "cccc"}).code == 0);
  CHECK(project.run({"current"}).out == "bbbb\ncccc\n");
  const auto overlapping = project.run({"upgrade", "bbbb", "dddd"});
  CHECK(overlapping.code == 2);
  CHECK(project.run({"upgrade", "heads"}).code == 0);
  CHECK(project.run({"downgrade", "bbbb", "cccc"}).code == 0);
  CHECK(project.run({"current"}).out == "bbbb\ncccc\n");
  CHECK(project.run({"stamp", "dddd", "eeee"}).code == 0);
  CHECK(project.run({"current"}).out == "dddd (head)\neeee (head)\n");
  CHECK(contains(project.run({"upgrade", "bbbb:dddd", "eeee", "--sql"}).err, "eeee") == false);
  const auto twice = project.run({"upgrade", "aaaa:dddd", "aaaa:eeee", "--sql"});
  CHECK(twice.code == 2);
  CHECK(contains(twice.err, "the script's beginning is said twice"));
}

TEST_CASE("a range is for scripts, and a move without one says so") {
  const auto project = forked();
  for (const auto* command : {"upgrade", "downgrade", "stamp"}) {
    const auto ran = project.run({command, "aaaa:bbbb"});
    CHECK(ran.code == 2);
    CHECK(contains(ran.err, "'aaaa:bbbb' is a range, and only a script takes one"));
    CHECK(contains(ran.err, std::string("`migrate ") + command + " aaaa:bbbb --sql`"));
  }
}

TEST_CASE("heads leaves out what another head depends on, when asked") {
  const SmallProject project;
  project.revision("aaaa", "");
  project.write("migrations/bbbb.toml", "format = 1\nrevision = \"bbbb\"\ndepends_on = [\"aaaa\"]\n");
  CHECK(project.run({"heads"}).out == "aaaa (head)\nbbbb (head)\n");
  CHECK(project.run({"heads", "--resolve-dependencies"}).out == "bbbb (head)\n");
}

TEST_CASE("history lists a range, which may begin where the database is") {
  const auto project = forked();
  CHECK(project.run({"history", "-r", "aaaa:bbbb"}).out ==
        "aaaa -> bbbb (head), step bbbb\n<base> -> aaaa (branchpoint), step aaaa\n");
  project.run({"upgrade", "bbbb"});
  CHECK(project.run({"history", "-r", "current:bbbb"}).out == "aaaa -> bbbb (head), step bbbb\n");
  const auto wrong = project.run({"history", "-r", "bbbb"});
  CHECK(wrong.code == 2);
  CHECK(contains(wrong.err, "a range is FROM:TO"));
}

TEST_CASE("ensure-version makes the tables of migrate once, and writes them as a script") {
  const SmallProject project;
  const auto script = project.run({"ensure-version", "--sql"});
  CHECK(contains(script.out, "CREATE TABLE IF NOT EXISTS migrate_version"));
  CHECK_FALSE(std::filesystem::exists(project.path("app.db")));
  CHECK(contains(project.run({"ensure-version"}).err, "made the tables of migrate"));
  CHECK(contains(project.run({"ensure-version"}).err, "nothing to do"));
  CHECK(project.run({"current"}).out.empty());
}

TEST_CASE("edit opens the revisions that a target names, and reads them again") {
  auto project = forked();
  const auto seen = project.path("seen").string();
  project.program.environment["EDITOR"] = "printf '%s\\n' >>" + seen;
  CHECK(project.run({"edit", "aaaa"}).code == 0);
  CHECK(project.run({"edit", "heads"}).code == 0);
  project.run({"upgrade", "aaaa"});
  CHECK(project.run({"edit", "current"}).code == 0);
  CHECK(project.run({"edit", "bbbb@+1"}).code == 0);
  CHECK(
      read_file(seen) ==
      "migrations/aaaa.toml\nmigrations/bbbb.toml\nmigrations/cccc.toml\nmigrations/aaaa.toml\nmigrations/bbbb.toml\n");
  CHECK(project.run({"edit"}).code == 2);
  CHECK(project.run({"edit", "base"}).code == 2);
}

TEST_CASE("edit tells a mistake in what was saved, a broken editor, and that there is none") {
  auto project = forked();
  project.program.environment["EDITOR"] = "sed -i s/add_column/add_colum/";
  const auto mistake = project.run({"edit", "bbbb"});
  CHECK(mistake.code == 2);
  CHECK(contains(mistake.err, "migrations/bbbb.toml:6:"));
  CHECK(contains(mistake.err, "did you mean 'add_column'?"));
  project.program.environment["EDITOR"] = "false";
  const auto broken = project.run({"edit", "cccc"});
  CHECK(broken.code == 1);
  CHECK(contains(broken.err, "the editor ended with exit code 1"));
  project.program.environment.clear();
  const auto none = project.run({"edit", "cccc"});
  CHECK(none.code == 2);
  CHECK(contains(none.err, "set EDITOR"));
}
