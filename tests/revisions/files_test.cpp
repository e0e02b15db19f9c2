#include "src/revisions/files.hpp"

#include <sys/stat.h>

#include <fstream>

#include "src/base/files.hpp"
#include "src/revisions/header.hpp"
#include "src/revisions/load_graph.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;

namespace {

const std::string toml_file = R"(# Add age
format = 1
revision = "2f27635c7609"
down_revision = ["89c47970162c", "aa"]
depends_on = "bb"
branch_labels = ["billing"]
message = "add age"
created = 2026-11-20T09:14:03Z
transaction = false

[[upgrade]]
op = "add_column"
table = "hero"
column = { name = "age", type = "integer" }

[[downgrade]]
op = "drop_column"
table = "hero"
column = { name = "age", type = "integer" }
)";

const std::string sql_file = R"(-- revision: 2f27635c7609
-- down_revision: 89c47970162c, aa
-- message: backfill slugs: all of them
-- a free comment
-- transaction: true

-- migrate: upgrade
UPDATE hero SET slug = lower(name);
-- migrate: upgrade postgresql
UPDATE hero SET slug = 'p';
-- migrate: downgrade
UPDATE hero SET slug = NULL;
)";

Revision in_directory(const TemporaryFolder& dir, const std::string& name, const std::string& text) {
  write_new_file(dir.path / name, text);
  return read_revision_header(dir.path / name);
}

std::string message_of(const std::string& name, const std::string& text) {
  TemporaryFolder dir;
  try {
    read_revision_body(in_directory(dir, name, text));
  } catch (const RevisionError& error) {
    return std::to_string(error.where.line) + ":" + std::to_string(error.where.column) + ": " + error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a TOML revision is read whole and written as it was") {
  TemporaryFolder dir;
  const auto revision = in_directory(dir, "a.toml", toml_file);
  CHECK(revision.id == "2f27635c7609");
  CHECK(revision.down_revisions == std::vector<std::string>{"89c47970162c", "aa"});
  CHECK(revision.depends_on == std::vector<std::string>{"bb"});
  CHECK(revision.branch_labels == std::vector<std::string>{"billing"});
  CHECK(revision.message == "add age");
  CHECK(revision.created == "2026-11-20T09:14:03Z");
  CHECK(revision.transaction == false);
  const auto body = read_revision_body(revision);
  REQUIRE(body.upgrade.size() == 1);
  REQUIRE(body.downgrade);
  CHECK(body.upgrade[0].where.line == 11);
  auto once = write_revision(revision, body);
  const auto lost = once.find("# loses");
  REQUIRE(lost != std::string::npos);
  once.erase(lost, once.find('\n', lost) + 1 - lost);
  auto expected = toml_file;
  expected.replace(expected.find("depends_on = \"bb\""), 17, "depends_on = \"bb\"");
  expected.replace(expected.find("[\"billing\"]"), 11, "\"billing\"");
  CHECK(once == expected);
}

TEST_CASE("a plain header is scanned, and anything else is left to the parser with the same result") {
  CHECK(scan_toml_header(toml_file));
  TemporaryFolder dir;
  const auto plain = in_directory(dir, "a.toml", toml_file);
  auto unusual = toml_file;
  unusual.replace(unusual.find("\"add age\""), 9, "\"\"\"add\\u0020age\"\"\"");
  CHECK_FALSE(scan_toml_header(unusual));
  auto parsed = in_directory(dir, "b.toml", unusual);
  parsed.file = plain.file;
  CHECK(parsed == plain);
  auto windows = toml_file;
  for (std::size_t at = 0; (at = windows.find('\n', at)) != std::string::npos; at += 2) windows.replace(at, 1, "\r\n");
  auto crlf = in_directory(dir, "c.toml", windows);
  crlf.file = plain.file;
  CHECK(crlf == plain);
  CHECK(read_revision_body(crlf) == read_revision_body(plain));
}

TEST_CASE("a header longer than what is read at first is still read whole") {
  TemporaryFolder dir;
  const auto text = "format = 1\nrevision = \"a\"\n# " + std::string(9000, 'x') +
                    "\nmessage = \"m\"\n\n[[upgrade]]\nop = \"call\"\nstep = \"s\"\n";
  CHECK(in_directory(dir, "a.toml", text).message == "m");
  const auto sql = "-- revision: a\n-- " + std::string(9000, 'x') + "\n-- message: m\n-- migrate: upgrade\n";
  CHECK(in_directory(dir, "a.sql", sql).message == "m");
}

TEST_CASE("a SQL revision is one execute a direction, with a text for each dialect and its line") {
  TemporaryFolder dir;
  const auto revision = in_directory(dir, "a.sql", sql_file);
  CHECK(revision.down_revisions == std::vector<std::string>{"89c47970162c", "aa"});
  CHECK(revision.message == "backfill slugs: all of them");
  CHECK(revision.transaction == true);
  const auto body = read_revision_body(revision);
  REQUIRE(body.upgrade.size() == 1);
  const auto& up = std::get<Execute>(body.upgrade[0].value);
  CHECK(up.sql.at("default") == "UPDATE hero SET slug = lower(name);\n");
  CHECK(up.sql.at("postgresql") == "UPDATE hero SET slug = 'p';\n");
  CHECK(up.where.at("postgresql").line == 10);
  REQUIRE(body.downgrade);
  CHECK(body.downgrade->size() == 1);
}

TEST_CASE("a SQL revision without a downgrade section has no way back, one with an empty section does nothing") {
  TemporaryFolder dir;
  const std::string head = "-- revision: a\n-- migrate: upgrade\nSELECT 1;\n";
  CHECK_FALSE(read_revision_body(in_directory(dir, "a.sql", head)).downgrade);
  const auto body = read_revision_body(in_directory(dir, "b.sql", head + "-- migrate: downgrade\n\n"));
  REQUIRE(body.downgrade);
  CHECK(body.downgrade->empty());
}

TEST_CASE("new files are read back as what they were made from") {
  TemporaryFolder dir;
  const Revision revision{
      .id = "abc", .down_revisions = {"b", "c"}, .message = "It's \"new\"", .created = "2026-11-20T09:14:03Z"};
  auto toml = in_directory(dir, "a.toml", new_toml_revision(revision));
  CHECK(read_revision_body(toml) == RevisionBody{});
  auto sql = in_directory(dir, "a.sql", new_sql_revision(revision));
  CHECK(read_revision_body(sql) == RevisionBody{{}, std::vector<Operation>{}, {}});
  toml.file = sql.file = std::filesystem::path();
  CHECK(toml == revision);
  CHECK(sql == revision);
}

TEST_CASE("what is wrong in a revision file is said with its place and the nearest right name") {
  const std::string head = "format = 1\nrevision = 'a'\n";
  CHECK(message_of("a.toml", "revision = 'a'\n") == "1:1: the revision has no 'format'");
  CHECK(message_of("a.toml", "format = 2\nrevision = 'a'\n") ==
        "1:10: the revision has format 2, and this migrate reads format 1");
  CHECK(message_of("a.toml", head + "down_revison = 'b'\n") ==
        "3:16: the revision has no key 'down_revison', did you mean 'down_revision'?");
  CHECK(message_of("a.toml", head + "down_revision = ''\n") == "3:17: 'down_revision' is empty");
  CHECK(message_of("a.toml", head + "[[upgrade]]\nop = 'drop_tabel'\n") ==
        "4:6: there is no operation 'drop_tabel', did you mean 'drop_table'?");
  CHECK(message_of("a.toml", head + "[[upgrad]]\n") ==
        "3:1: the revision has no key 'upgrad', did you mean 'upgrade'?");
  CHECK(message_of("a.toml", head + "x = \n").starts_with("3:"));
  CHECK(message_of("a.sql", "SELECT 1;\n") == "1:1: the file has no header that names its revision");
  CHECK(message_of("a.sql", "-- revision: a\n-- down_revison: b\n") ==
        "2:1: the header has no 'down_revison', did you mean 'down_revision'?");
  CHECK(message_of("a.sql", "-- revision: a\nSELECT 1;\n-- migrate: upgrade\n") ==
        "2:1: there is SQL before the first section");
  CHECK(message_of("a.sql", "-- revision: a\n-- migrate: upgrad\n") ==
        "2:1: there is no section 'upgrad', did you mean 'upgrade'?");
  CHECK(message_of("a.sql", "-- revision: a\n-- migrate: upgrade sqlit\n") ==
        "2:1: there is no dialect 'sqlit', did you mean 'sqlite'?");
}

TEST_CASE("a merge that nobody has resolved is said with its line, a ruler is none") {
  const std::string head = "-- revision: a\n-- migrate: upgrade\n";
  CHECK(message_of("a.sql", head + "SELECT 1;\n<<<<<<< HEAD\nSELECT 2;\n=======\nSELECT 3;\n>>>>>>> topic\n") ==
        "4:1: the file holds a merge conflict that nobody has resolved");
  CHECK(message_of("a.sql", head + "<<<<<<< HEAD\r\n=======\r\n>>>>>>> topic\r\n").starts_with("3:1: the file holds"));
  for (const auto* text : {"-- =======\n", "SELECT '\n=======\n'", "SELECT '\n>>>>>>>\n'", "SELECT '\n<<<<<<< a\n'"})
    CHECK(message_of("a.sql", head + text) == "no error");
}

TEST_CASE("what is no regular file is no revision") {
  TemporaryFolder dir;
  in_directory(dir, "a.sql", "-- revision: a\n");
  REQUIRE(::mkfifo((dir.path / "b.sql").c_str(), 0600) == 0);
  std::filesystem::create_directory(dir.path / "c.toml");
  std::filesystem::create_symlink("/dev/zero", dir.path / "d.sql");
  std::filesystem::create_symlink("nothing", dir.path / "e.sql");
  CHECK(load_revisions({dir.path}).size() == 1);
}

TEST_CASE("a directory gives its revisions in order, and says when it is not there") {
  TemporaryFolder dir;
  in_directory(dir, "b.toml", "format = 1\nrevision = 'b'\n");
  in_directory(dir, "a.sql", "-- revision: a\n");
  write_new_file(dir.path / "README.md", "x");
  write_new_file(dir.path / ".hidden.toml", "x");
  const auto revisions = load_revisions({dir.path});
  REQUIRE(revisions.size() == 2);
  CHECK(revisions[0].id == "a");
  CHECK_THROWS_AS(load_revisions({dir.path / "none"}), RevisionError);
}

TEST_CASE("what is wrong with the graph is told with the line of the file that says it") {
  TemporaryFolder dir;
  in_directory(dir, "a.toml", "format = 1\nrevision = 'aaaa'\n");
  in_directory(dir, "b.toml", "# B\nformat = 1\nrevision = 'bbbb'\ndown_revision = 'aaab'\n");
  const auto where = [&] {
    try {
      load_graph({dir.path});
    } catch (const GraphError& error) {
      return error.where;
    }
    return Where{};
  };
  CHECK(where() == Where{(dir.path / "b.toml").string(), 4, 17});
  std::filesystem::remove(dir.path / "b.toml");
  in_directory(dir, "c.sql", "-- message: c\n-- revision: aaaa\n");
  CHECK(where() == Where{(dir.path / "c.sql").string(), 2, 14});
}

TEST_CASE("a byte order mark in front of a file is no part of it") {
  TemporaryFolder dir;
  CHECK(in_directory(dir, "a.sql", "\xEF\xBB\xBF" + sql_file).id == "2f27635c7609");
  CHECK(read_revision_body(in_directory(dir, "b.sql", "\xEF\xBB\xBF" + sql_file)).upgrade.size() == 1);
  CHECK(in_directory(dir, "a.toml", "\xEF\xBB\xBF" + toml_file).id == "2f27635c7609");
}

TEST_CASE("a SQL revision that is written is read as it was, also one that is incomplete") {
  const TemporaryFolder dir;
  Revision revision;
  revision.id = "aaaa";
  revision.down_revisions = {"b1", "b2"};
  revision.message = "two\nlines";
  revision.created = "2026-11-20T12:00:00Z";
  revision.transaction = false;
  SqlSections sections{{"imported from x.py"}, true, "SELECT 1;\n", ""};
  auto read = read_revision_header(dir.write("a.sql", write_sql_revision(revision, sections)));
  CHECK(read.message == "two lines");
  CHECK(read.transaction == false);
  CHECK(read.down_revisions == revision.down_revisions);
  const auto body = read_revision_body(read);
  CHECK(body.incomplete == Where{read.file.string(), 8, 1});
  CHECK(body.upgrade.size() == 1);
  CHECK(body.downgrade == std::vector<Operation>{});
  sections = {{}, false, "SELECT 1;", std::nullopt};
  read = read_revision_header(dir.write("b.sql", write_sql_revision(revision, sections)));
  CHECK_FALSE(read_revision_body(read).incomplete);
  CHECK_FALSE(read_revision_body(read).downgrade);
}

TEST_CASE("a note of a SQL revision is no header and begins no section, whatever stands in it") {
  const TemporaryFolder dir;
  Revision revision;
  revision.id = "aaaa";
  const SqlSections sections{
      {"loses the table x\nmigrate: downgrade\nSELECT 2;", "revision: other\nmessages: 3", "migrate: incomplete"},
      false,
      "SELECT 1;",
      std::nullopt};
  const auto read = read_revision_header(dir.write("a.sql", write_sql_revision(revision, sections)));
  CHECK(read.id == "aaaa");
  const auto body = read_revision_body(read);
  CHECK(body.upgrade.size() == 1);
  CHECK_FALSE(body.downgrade);
  CHECK_FALSE(body.incomplete);
}
