// The documents of --format json: of each command the shape that migrate(1) says, key by key and type by type.
#include <set>

#include "src/cli/command.hpp"
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json_shapes.hpp"

using namespace migrate;

namespace {

const JsonShapes& shapes() {
  static const JsonShapes read(read_file(MIGRATE_SOURCE_DIR "/man/migrate.1"));
  return read;
}

/// Runs with --format json; the document must have the shape of that name.
std::string document(const SmallProject& project, const std::string& shape, std::vector<std::string> arguments,
                     int code = 0) {
  arguments.insert(arguments.end(), {"--format", "json"});
  const auto ran = project.run(arguments);
  INFO(arguments.front() << ": " << ran.out << ran.err);
  CHECK(ran.code == code);
  for (const auto& problem : shapes().problems(shape, read_json(ran.out))) FAIL_CHECK(problem);
  return ran.out;
}

std::string document(const SmallProject& project, const std::vector<std::string>& arguments, int code = 0) {
  return document(project, arguments.front(), arguments, code);
}

/// A base, two branches that change one table, and of them one with a label and a dependency.
SmallProject branched() {
  SmallProject project;
  project.models("");
  project.revision("aaaa", "", creates("t"));
  project.revision("bbbb", "aaaa",
                   "[[upgrade]]\nop = \"add_column\"\ntable = \"t\"\ncolumn = { name = \"b\", type = \"integer\" }\n");
  project.write("migrations/cccc.sql",
                "-- revision: cccc\n-- down_revision: aaaa\n-- branch_labels: side\n-- created: 2026-01-31T12:00:00Z\n"
                "-- migrate: upgrade\nCREATE TABLE side (id integer);\n");
  project.revision("dddd", "cccc", "[[upgrade]]\nop = \"drop_column\"\ntable = \"t\"\ncolumn = \"id\"\n");
  return project;
}

}  // namespace

TEST_CASE("a shape finds what is missing, what is of another type, and what is too much") {
  const JsonShapes read(
      "\n.Sh JSON\n.Bd -literal\nROW = { \"id\": number }\n.Ed\n.It Ic x\n.Bd -literal\n"
      "{ \"rows\": [ROW + { \"name\"?: text | null }] }\n.Ed\n");
  const auto problems = [&](const std::string& text) { return read.problems("x", read_json(text)); };
  using Texts = std::vector<std::string>;
  CHECK(problems("{\"rows\": [{\"id\": 1, \"name\": null}, {\"id\": 2}]}").empty());
  CHECK(problems("{}") == Texts{"rows: missing"});
  CHECK(problems("{\"rows\": {}}") == Texts{"rows: object, and no list"});
  CHECK(problems("{\"rows\": [{\"id\": \"1\"}]}") == Texts{"rows[0].id: text, and not number"});
  CHECK(problems("{\"rows\": [], \"more\": 1}") == Texts{"more: not in the manual page"});
}

TEST_CASE("every command has a shape in the manual page") {
  for (const auto& command : all_commands()) {
    INFO(command.name);
    CHECK(shapes().has(command.name));
  }
}

TEST_CASE("the documents of what makes revisions") {
  const SmallProject project;
  document(project, {"init", "other", "--template", "ci"});
  document(project, {"revision", "--autogenerate", "-m", "add hero"});
  document(project, {"check"}, 3);
  document(project, {"upgrade"});
  CHECK(contains(document(project, {"revision", "--autogenerate", "-m", "nothing"}), "\"file\": null"));
  document(project, {"revision", "-m", "by hand", "--sql-file"});
  const auto fork = branched();
  CHECK(contains(document(fork, {"merge"}), "\"changes\": ["));
  auto edited = branched();
  edited.program.environment["EDITOR"] = "true";
  document(edited, {"edit", "heads"});
}

TEST_CASE("the documents of imports") {
  const SmallProject project;
  project.write("db/1_a.sql", "-- +goose Up\nSELECT 1;\n");
  project.write("db/2_b.go", "");
  CHECK(contains(document(project, {"import", "sql", "db"}), "\"incomplete\": \"it is written in Go\""));
  CHECK(contains(document(project, {"import", "sql", "db"}), "\"left_alone\": [\n"));
}

TEST_CASE("the documents of moves, their scripts and dry runs") {
  const auto project = branched();
  CHECK(contains(document(project, {"ensure-version", "--sql"}), "\"sql\": ["));
  document(project, {"ensure-version"});
  document(project, {"upgrade", "bbbb", "--sql"});
  document(project, {"upgrade", "bbbb", "--dry-run"});
  CHECK(contains(document(project, {"upgrade", "bbbb"}), "\"before\": []"));
  document(project, {"downgrade", "bbbb:aaaa", "--sql"});
  document(project, {"downgrade", "aaaa", "--dry-run"});
  document(project, {"downgrade", "aaaa"});
  document(project, {"stamp", "bbbb", "--sql"});
  document(project, {"stamp", "bbbb"});
}

TEST_CASE("the documents of what looks at revisions and the database") {
  const auto project = branched();
  project.run({"upgrade", "heads"});
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"heads"},
                                                                     {"branches"},
                                                                     {"history", "-i"},
                                                                     {"history"},
                                                                     {"status"},
                                                                     {"current"},
                                                                     {"show", "bbbb"},
                                                                     {"show", "cccc"},
                                                                     {"inspect"},
                                                                     {"models"},
                                                                     {"help"},
                                                                     {"help", "upgrade"},
                                                                     {"completion", "targets"},
                                                                     {"completion", "zsh"}}) {
    document(project, arguments);
  }
  document(project, {"check", "--allow-empty-models"}, 3);
  CHECK(contains(document(project, {"show", "cccc"}), "\"no_way_back\": "));
  document(project, "--version", {"--version"});
}

TEST_CASE("the documents of differences, and of a database that is elsewhere") {
  const SmallProject project;
  document(project, {"diff"});
  document(project, {"diff", "--sql"});
  project.revision("aaaa", "", creates("t"));
  project.run({"upgrade"});
  CHECK(contains(document(project, {"check"}, 3), "\"kind\": \"differences\""));
  std::filesystem::remove(project.path("migrations/aaaa.toml"));
  CHECK(contains(document(project, {"current"}), "\"known\": false"));
  document(project, {"status"});
  document(project, {"check"}, 3);
}

TEST_CASE("the document of an import") {
  const SmallProject project;
  project.write("db/0001_a.up.sql", "CREATE TABLE a (id integer);\n");
  document(project, {"import", "sql", "db"});
  document(project, {"import", "sql", "db"});
}

TEST_CASE("the documents of errors") {
  const SmallProject project;
  document(project, "error", {"upgrade", "nope"}, 2);
  project.revision("aaaa", "", creates("t"));
  project.write("migrations/bbbb.sql",
                "-- revision: bbbb\n-- down_revision: aaaa\n-- migrate: upgrade\nINSERT INTO nowhere VALUES (1);\n");
  const auto failed = document(project, "error", {"upgrade"}, 1);
  CHECK(contains(failed, "\"rolled_back\": true"));
  CHECK(contains(failed, "\"applied\": ["));
}
