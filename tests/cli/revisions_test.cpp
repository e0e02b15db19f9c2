// The commands that show and make revisions.
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

TEST_CASE("history is newest first, in Alembic's words") {
  const SmallProject project;
  project.revision("aaaa", "");
  project.revision("bbbb", "aaaa");
  CHECK(project.run({"history"}).out == "aaaa -> bbbb (head), step bbbb\n<base> -> aaaa, step aaaa\n");
  project.run({"upgrade", "aaaa"});
  CHECK(project.run({"history", "-i"}).out == "aaaa -> bbbb (head), step bbbb\n<base> -> aaaa (current), step aaaa\n");
  CHECK(contains(project.run({"history", "-v"}).out, "file           migrations/bbbb.toml\n"));
}

TEST_CASE("a history that nobody reads to its end is no error") {
  const SmallProject project;
  std::string parent;
  for (int i = 0; i < 2000; ++i) {
    const auto id = "r" + std::to_string(100000 + i);
    project.revision(id, parent);
    parent = id;
  }
  const std::string command = std::string("{ ") + MIGRATE_PROGRAM + " history -v; echo $? > code; } | head -1";
  Program shell("/bin/sh");
  const auto ran = shell({"-c", "cd '" + project.program.folder.path.string() + "' && " + command});
  CHECK(ran.out == "revision       r101999 (head)\n");
  CHECK(ran.err.empty());
  CHECK(read_file(project.path("code")) == "0\n");
}

TEST_CASE("heads, current and show mark the head") {
  const SmallProject project;
  project.revision("aaaa", "", creates("t"));
  project.revision("bbbb", "aaaa");
  CHECK(project.run({"heads"}).out == "bbbb (head)\n");
  const auto none = project.run({"current"});
  CHECK(none.out.empty());
  CHECK(contains(none.err, "nothing is applied"));
  project.run({"upgrade", "aaaa"});
  CHECK(project.run({"current"}).out == "aaaa\n");
  CHECK(project.run({"current"}).code == 0);
  CHECK(project.run({"current", "--check-heads"}).code == 3);
  project.run({"upgrade"});
  CHECK(project.run({"current", "--check-heads"}).code == 0);
  const auto shown = project.run({"show", "aaaa"});
  CHECK(contains(shown.out, "upgrade\n  create table t\n"));
  CHECK(contains(shown.out, "downgrade\n  drop table t (loses "));
}

TEST_CASE("status lists applied and pending, and who edited what was applied") {
  const SmallProject project;
  project.revision("aaaa", "", creates("t"));
  project.revision("bbbb", "aaaa");
  project.run({"upgrade", "aaaa"});
  const auto ran = project.run({"status"});
  CHECK(ran.code == 0);
  CHECK(ran.out.starts_with("applied  aaaa, step aaaa  2"));
  CHECK(ran.out.ends_with("pending  bbbb, step bbbb\n"));
  CHECK(contains(ran.err, "1 applied, 1 pending; next: `migrate upgrade head`"));
  project.revision("aaaa", "", creates("other"));
  CHECK(contains(project.run({"status"}).out, "edited since"));
  const auto up = project.run({"upgrade"});
  CHECK(up.code == 0);
  CHECK(contains(up.err, "warning: aaaa was edited after being applied: the database has what the files said then"));
  CHECK(contains(project.run({"upgrade", "--format", "json"}).out, "\"edited\": [\n    \"aaaa\"\n  ]"));
}

TEST_CASE("check tells several heads, pending revisions and edited ones, and exits with 3") {
  const SmallProject project;
  project.models("");
  project.revision("aaaa", "");
  CHECK(contains(project.run({"check"}).out, "1 revision pending: aaaa"));
  project.run({"upgrade"});
  CHECK(project.run({"check"}).code == 0);
  project.revision("aaaa", "", creates("t"));
  CHECK(contains(project.run({"check"}).out, "aaaa.toml was edited after it was applied"));
  project.revision("bbbb", "aaaa");
  project.revision("cccc", "aaaa");
  const auto ran = project.run({"check"});
  CHECK(ran.code == 3);
  CHECK(contains(ran.out, "there are 2 heads: bbbb, cccc"));
}

TEST_CASE("a script cannot call a data step, which is wrong usage and no failure of a database") {
  const SmallProject project;
  project.revision("aaaa", "", "[[upgrade]]\nop = \"call\"\nstep = \"fill\"\n");
  const auto ran = project.run({"upgrade", "--sql"});
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(contains(ran.err, "migrations/aaaa.toml:4:1: error: a script cannot call the data step fill"));
}

TEST_CASE("check tells of data steps that only the way back of an applied revision calls") {
  const SmallProject project;
  project.models("");
  project.revision("aaaa", "", creates("t"));
  project.run({"upgrade"});
  project.revision("aaaa", "", creates("t") + "[[downgrade]]\nop = \"call\"\nstep = \"fill\"\n");
  const auto ran = project.run({"check", "--allow-empty-models", "--format", "json"});
  CHECK(ran.code == 3);
  CHECK(contains(ran.out, "\"kind\": \"step\""));
  CHECK(contains(ran.out, "; migrations/aaaa.toml calls one"));
}

TEST_CASE("check reads every revision file") {
  const SmallProject project;
  project.revision("aaaa", "", "[[upgrade]]\nop = \"creat_table\"\n");
  const auto ran = project.run({"check"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "did you mean 'create_table'?"));
}

TEST_CASE("a database at a revision that is not among the files is told everywhere") {
  const SmallProject project;
  project.revision("aaaa", "");
  project.run({"upgrade"});
  std::filesystem::remove(project.path("migrations/aaaa.toml"));
  project.revision("aaab", "");
  const auto current = project.run({"current"});
  CHECK(current.code == 0);
  CHECK(current.out == "aaaa\n");
  CHECK(contains(current.err, "aaaa, which is not among the revisions, did you mean 'aaab'?"));
  CHECK(project.run({"current", "--check-heads"}).code == 3);
  CHECK(project.run({"upgrade"}).code == 2);
  CHECK(project.run({"check"}).code == 3);
  CHECK(project.run({"stamp", "--purge", "aaab"}).code == 0);
  CHECK(project.run({"current", "--check-heads"}).code == 0);
}

TEST_CASE("revision writes an empty file of operations or of SQL that the other commands read") {
  const SmallProject project;
  const auto toml = project.run({"revision", "-m", "Backfill slugs!", "--rev-id", "aaaa"});
  CHECK(toml.code == 0);
  CHECK(toml.out == "migrations/aaaa_backfill_slugs.toml\n");
  const auto sql = project.run({"revision", "-m", "more", "--sql-file", "--rev-id", "bbbb"});
  CHECK(sql.out == "migrations/bbbb_more.sql\n");
  CHECK(project.run({"history"}).out == "aaaa -> bbbb (head), more\n<base> -> aaaa, Backfill slugs!\n");
  CHECK(project.run({"check"}).code == 3);
}

TEST_CASE("branches are made, refused and merged by --head") {
  const SmallProject project;
  project.revision("aaaa", "");
  project.revision("bbbb", "aaaa");
  const auto refused = project.run({"revision", "-m", "x", "--head", "aaaa"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "splice"));
  CHECK(project.run({"revision", "-m", "x", "--head", "aaaa", "--splice", "--rev-id", "cccc"}).code == 0);
  const auto several = project.run({"revision", "-m", "x"});
  CHECK(several.code == 2);
  CHECK(project.run({"revision", "-m", "merge", "--head", "heads", "--rev-id", "dddd"}).code == 0);
  CHECK(project.run({"heads"}).out == "dddd (head)\n");
  CHECK(project.run({"upgrade"}).code == 0);
}

TEST_CASE("a revision that cannot be is refused, and no file is written") {
  const SmallProject project;
  project.revision("aaaa", "");
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"revision"},
                                             {"revision", "-m", " "},
                                             {"revision", "-m", "x", "--rev-id", "aaaa"},
                                             {"revision", "-m", "x", "--rev-id", "a@b"},
                                             {"revision", "-m", "x", "--head", "nope"},
                                             {"revision", "-m", "x", "--branch-label", "aaaa"},
                                             {"revision", "-m", "x", "--branch-label", "bbbb", "--rev-id", "bbbb"},
                                             {"revision", "-m", "x", "--depends-on", "base"},
                                             {"revision", "-m", "x", "--sql-file", "--autogenerate"}}) {
    INFO(arguments.back());
    const auto ran = project.run(arguments);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(contains(ran.err, "error: "));
  }
  CHECK(project.revision_files() == 1);
}

TEST_CASE("a target that does not exist is told with the nearest, and exits with 2") {
  const SmallProject project;
  project.revision("2f27635c7609", "");
  const auto ran = project.run({"upgrade", "2f27635c7600"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "2f27635c7609"));
  CHECK_FALSE(std::filesystem::exists(project.path("app.db")));
}
