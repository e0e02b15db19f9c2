// Alembic projects as folders of text: what is read of them without Alembic, and how its scripts are cut.
#include "src/import/alembic_sql.hpp"
#include "src/import/ini.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/caught.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;
namespace fs = std::filesystem;

namespace {

using Texts = std::vector<std::string>;

std::string script(const std::string& id, const std::string& parent, const std::string& more = "") {
  return "\"\"\"make " + id + "\n\nRevision ID: " + id + "\nCreate Date: 2026-01-0" + id.substr(1) +
         " 10:00:00.5\n\n\"\"\"\nfrom alembic import op\n\nrevision: str = '" + id +
         "'\ndown_revision: Union[str, Sequence[str], None] = " + parent + "\n" + more +
         "\n\ndef upgrade() -> None:\n    pass\n";
}

Texts ids(const std::vector<ImportedRevision>& revisions) {
  Texts out;
  for (const auto& one : revisions) out.push_back(one.revision.id);
  return out;
}

}  // namespace

TEST_CASE("the graph of an Alembic project is read from its scripts") {
  const TemporaryFolder folder;
  folder.write("alembic.ini", "[alembic]\nscript_location = alembic\n");
  folder.write("alembic/env.py", "raise Exception('not to be run')\n");
  folder.write("alembic/versions/a1.py", script("a1", "None", "branch_labels = ('core', 'first')\ndepends_on = None"));
  folder.write("alembic/versions/b2.py", script("b2", "'a1'"));
  folder.write("alembic/versions/c3.py", script("c3", "'a1'", "depends_on = ['d4']\n"));
  folder.write("alembic/versions/d4.py", script("d4", "None"));
  folder.write("alembic/versions/e5.py", script("e5", "(\n  'b2',\n  'c3',\n)"));
  folder.write("alembic/versions/.#a1.py", "nonsense");
  folder.write("alembic/versions/__init__.py", "");
  folder.write("alembic/versions/notes.txt", "");
  for (const auto* place : {".", "alembic", "alembic/versions"}) {
    INFO(place);
    const auto project = find_alembic(folder.path / place, "");
    CHECK(fs::equivalent(project.ini, folder.path / "alembic.ini"));
    const auto graph = read_alembic_graph(project).revisions;
    REQUIRE(ids(graph) == Texts{"a1", "b2", "d4", "c3", "e5"});
    CHECK(graph[0].revision.branch_labels == Texts{"core", "first"});
    CHECK(graph[0].revision.message == "make a1");
    CHECK(graph[0].revision.created == "2026-01-01T10:00:00Z");
    CHECK(graph[3].revision.depends_on == Texts{"d4"});
    CHECK(graph[4].revision.down_revisions == Texts{"b2", "c3"});
  }
}

TEST_CASE("scripts are in several places where alembic.ini says so") {
  const TemporaryFolder folder;
  folder.write("one/a1.py", script("a1", "None"));
  folder.write("two/deep/b2.py", script("b2", "'a1'"));
  folder.write("app/db/c3.py", script("c3", "'b2'"));
  const auto read = [&](const std::string& keys) {
    folder.write("alembic.ini",
                 "# x\n[other]\na = b\n[alembic]\nscript_location = nowhere\n" + keys + "\n[loggers]\nkeys = root\n");
    return ids(read_alembic_graph(find_alembic(folder.path, "")).revisions);
  };
  const Texts all{"a1", "b2", "c3"};
  CHECK(read("version_locations = %(here)s/one, two/deep app:db") == all);
  CHECK(read("version_locations = %(here)s/one:two/deep:app/db\nversion_path_separator = os") == all);
  CHECK(read("version_locations =\n  one\n  two/deep\n  %(base)s/db\nbase = app\npath_separator = newline") == all);
  CHECK(read("version_locations = one two app/db\nrecursive_version_locations = true") == all);
}

TEST_CASE("what is no Alembic project, and what is no graph, is refused with its place") {
  const TemporaryFolder folder;
  const auto graph = [&] { return read_alembic_graph(find_alembic(folder.path, "")); };
  CHECK(refusal_of(graph).find("is no Alembic project") != std::string::npos);
  folder.write("a1.py", "revision = 'a1'\ndown_revision = 'zz'\n");
  CHECK(refusal_of(graph).find("a1.py") != std::string::npos);
  CHECK(refusal_of(graph).find("zz") != std::string::npos);
  folder.write("a1.py", "revision = 'a1'\ndown_revision = other\n");
  CHECK(refusal_of(graph).find("a1.py:2:17: the value of 'down_revision' is no literal") != std::string::npos);
  folder.write("a1.py", "x = 1\n");
  CHECK(refusal_of(graph).find("a1.py: the script does not say its revision") != std::string::npos);
  folder.write("alembic.ini", "[alembic]\nscript_location = none\n");
  CHECK(refusal_of(graph).find("there is no folder " + (folder.path / "none/versions").string()) != std::string::npos);
}

TEST_CASE("a branch label that only Python can tell is left out and named") {
  const TemporaryFolder folder;
  folder.write("a1.py", script("a1", "None", "branch_labels = ('core', LABEL)\n"));
  folder.write("b2.py", script("b2", "'a1'", "branch_labels = 'last'\n"));
  const auto read = read_alembic_graph(find_alembic(folder.path, ""));
  REQUIRE(ids(read.revisions) == Texts{"a1", "b2"});
  CHECK(read.revisions[0].revision.branch_labels == Texts{"core"});
  CHECK(read.revisions[1].revision.branch_labels == Texts{"last"});
  REQUIRE(read.notes.size() == 1);
  CHECK(read.notes[0].find("a1.py:11:26: a branch label is left out") != std::string::npos);
  CHECK(read.notes[0].find("`-- branch_labels: NAME`") != std::string::npos);
}

TEST_CASE("the folder of flask db init has alembic.ini among its scripts, and no script_location") {
  const TemporaryFolder folder;
  folder.write("migrations/alembic.ini", "[alembic]\n# file_template = %%(rev)s_%%(slug)s\n\n[loggers]\nkeys = root\n");
  folder.write("migrations/env.py", "raise Exception('not to be run')\n");
  folder.write("migrations/versions/a1.py", script("a1", "None"));
  for (const auto* place : {"migrations", "migrations/versions"}) {
    INFO(place);
    const auto project = find_alembic(folder.path / place, "");
    CHECK(project.is_flask);
    CHECK(project.run_in.empty());
    CHECK(ids(read_alembic_graph(project).revisions) == Texts{"a1"});
    CHECK(alembic_commands(project, "").front() == Texts{"flask", "db"});
    CHECK(alembic_commands(project, "poetry run flask  db").front() == Texts{"poetry", "run", "flask", "db"});
  }
  CHECK(is_flask_command({"python3", "-m", "flask", "db"}));
  CHECK_FALSE(is_flask_command({"alembic"}));
}

TEST_CASE("the date of creation is UTC, and a time without a zone is taken for it") {
  CHECK(created_text("2014-11-20 13:02:54.849677") == "2014-11-20T13:02:54Z");
  CHECK(created_text("2014-11-20 00:30:00+01:00") == "2014-11-19T23:30:00Z");
  CHECK(created_text("2014-11-20T13:02:54.8-05:30") == "2014-11-20T18:32:54Z");
  CHECK(created_text("yesterday").empty());
  CHECK(created_text("2014-13-20 13:02:54").empty());
}

TEST_CASE("a section of an ini file has its keys, with others in their values") {
  const auto keys = read_ini_section(
      "[DEFAULT]\nbase = /x\n[alembic]\nA.b = %(base)s/%(Here)s\n ; comment\nlist = one\n  two\n\n  three\n50 = 50%% "
      "%(none)s\n[z]\nlist = z\n",
      "alembic", {{"here", "h"}});
  CHECK(keys.at("a.b") == "/x/h");
  CHECK(keys.at("list") == "one\ntwo\n\nthree");
  CHECK(keys.at("50") == "50% %(none)s");
}

TEST_CASE("a script of Alembic is cut into revisions, and what is Alembic's own is taken out") {
  const auto up = cut_alembic_script(R"(BEGIN;

CREATE TABLE meta.versions (
    version_num VARCHAR(32) NOT NULL
);

-- Running upgrade  -> a1

CREATE TABLE t (id INTEGER);

-- a comment of the script
INSERT INTO t (id) VALUES (1);

INSERT INTO meta.versions (version_num) VALUES ('a1') RETURNING meta.versions.version_num;

-- Running upgrade a1 -> b2

COMMIT;

CREATE INDEX CONCURRENTLY i ON t (id);

BEGIN;

UPDATE meta.versions SET version_num='b2' WHERE meta.versions.version_num = 'a1';

COMMIT;

BEGIN;

-- Running upgrade b2, c3 -> d4

DELETE FROM meta.versions WHERE meta.versions.version_num = 'b2';

UPDATE meta.versions SET version_num='d4' WHERE meta.versions.version_num = 'c3';

COMMIT;
)",
                                     "upgrade", {});
  REQUIRE(up.sections.size() == 3);
  CHECK(up.sections.at("a1").sql ==
        "CREATE TABLE t (id INTEGER);\n\n-- a comment of the script\nINSERT INTO t (id) VALUES (1);\n");
  CHECK_FALSE(up.sections.at("a1").in_the_open);
  CHECK(up.sections.at("b2").in_the_open);
  CHECK(up.sections.at("b2").sql.find("CREATE INDEX CONCURRENTLY i ON t (id);\n") != std::string::npos);
  CHECK(up.sections.at("b2").sql.find("COMMIT") == std::string::npos);
  CHECK(up.sections.at("d4").sql.empty());
  CHECK(up.version_table == "meta.versions");
  CHECK(up.last == "d4");

  const auto down = cut_alembic_script(
      "-- Running downgrade b2 -> a1\n\nUPDATE alembic_version SET version_num='a1' WHERE "
      "alembic_version.version_num = 'b2';\n\n-- Running downgrade a1 -> \n\nDROP TABLE t;\n\nDELETE FROM "
      "alembic_version WHERE alembic_version.version_num = 'a1';\n\nDROP TABLE alembic_version;\n",
      "downgrade", {});
  REQUIRE(down.sections.size() == 2);
  CHECK(down.sections.at("b2").sql.empty());
  CHECK(down.sections.at("a1").sql == "DROP TABLE t;\n");
}

TEST_CASE("lines of a statement are no lines of Alembic's, whatever they say") {
  const std::string text =
      "'\nCOMMIT;\nBEGIN;\n-- Running upgrade a1 -> zz\nUPDATE alembic_version SET version_num='x' WHERE "
      "alembic_version.version_num = 'y';\nend'";
  const std::string insert = "INSERT INTO t VALUES (" + text + ");\n";
  const auto inner = [](std::string_view) { return std::vector<std::size_t>{6, 7, 8, 9, 10}; };
  const auto up = cut_alembic_script("BEGIN;\n\n-- Running upgrade  -> a1\n\n" + insert +
                                         "\nINSERT INTO alembic_version (version_num) VALUES ('a1');\n\nCOMMIT;\n",
                                     "upgrade", inner);
  REQUIRE(up.sections.size() == 1);
  CHECK(up.sections.at("a1").sql == insert);
  CHECK_FALSE(up.sections.at("a1").in_the_open);
}

TEST_CASE("what Alembic could not write, or not all of it, is marked") {
  const TemporaryFolder folder;
  const auto revision = [&](const std::string& id, const std::string& text) {
    ImportedRevision out;
    out.revision.id = id;
    out.revision.file = folder.write(id + ".py", text);
    return out;
  };
  std::vector<ImportedRevision> revisions{revision("a1", "op.execute('x')"), revision("b2", "bind = op.get_bind()"),
                                          revision("c3", "if context.is_offline_mode(): return"),
                                          revision("d4", "with op.get_context().autocommit_block():")};
  AlembicSql sql;
  for (const auto* id : {"a1", "c3", "d4"}) sql.upgrade[id].sql = "SELECT 1;\n";
  sql.downgrade["a1"].sql = "";
  sql.problems["b2"] = "AttributeError: 'NoneType' object has no attribute 'execute'";
  fill_in(revisions, sql);
  CHECK(revisions[0].incomplete.empty());
  CHECK(revisions[0].sections.downgrade == "");
  CHECK(revisions[1].incomplete == "Alembic gave no SQL: AttributeError: 'NoneType' object has no attribute 'execute'");
  CHECK_FALSE(revisions[1].sections.downgrade);
  CHECK(revisions[2].incomplete.find("is_offline_mode") != std::string::npos);
  CHECK(revisions[3].incomplete.empty());
  CHECK(revisions[3].revision.transaction == false);
}
