// `migrate import` as a person runs it; with the real Alembic in tests/python/test_import.py.
#include "dialects/registry/registry.hpp"
#include "src/base/files.hpp"
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

SmallProject with_dbmate() {
  SmallProject project;
  project.write("db/20240101_users.sql",
                "-- migrate:up\nCREATE TABLE users (id INTEGER PRIMARY KEY);\n-- migrate:down\nDROP TABLE users;\n");
  project.write("db/20240102_posts.sql",
                "-- migrate:up\nCREATE TABLE posts (id INTEGER PRIMARY KEY);\n-- migrate:down\nDROP TABLE posts;\n");
  return project;
}

Ran imported(const SmallProject& project, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"import", "sql", "db"});
  auto ran = project.run(more);
  INFO(ran.err);
  CHECK(ran.code == 0);
  return ran;
}

void write_alembic(const SmallProject& project) {
  project.write("alembic/env.py", "");
  project.write("alembic/versions/a.py", "'''one'''\nrevision = 'aaaa'\ndown_revision = None\n");
  project.write("alembic/versions/b.py", "'''two'''\nrevision = 'bbbb'\ndown_revision = 'aaaa'\n");
}

}  // namespace

TEST_CASE("a folder of SQL becomes revisions that go up and down") {
  const auto project = with_dbmate();
  const auto ran = imported(project);
  CHECK(ran.out == "migrations/20240101_users.sql\nmigrations/20240102_posts.sql\n");
  CHECK(contains(ran.err, "imported 2 revisions from dbmate"));
  CHECK(contains(ran.err, "`migrate stamp VERSION`"));
  CHECK(project.run({"upgrade"}).code == 0);
  CHECK(project.run({"current"}).out == "20240102 (head)\n");
  CHECK(project.run({"downgrade", "20240101"}).code == 0);
  CHECK(project.run({"downgrade", "base"}).code == 0);
  CHECK(contains(imported(project).err, "imported 0 revisions from dbmate; 2 were there already"));
}

TEST_CASE("the command that adopts another tool's database is told, and works") {
  struct Tool {
    std::string name;
    std::vector<std::pair<std::string, std::string>> files;
    std::vector<std::string> table;  ///< statements that say that all but the last file were applied
    std::string stamp, head;
  };
  const std::string goose =
      "-- +goose Up\n-- +goose StatementBegin\nCREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; "
      "SELECT 2; END;\n-- +goose StatementEnd\n";
  const auto tool = GENERATE_COPY(values<Tool>({
      {"dbmate",
       {{"1_a.sql", "-- migrate:up\nx;"}, {"2_b.sql", "-- migrate:up\nx;"}, {"3_c.sql", "-- migrate:up\nSELECT 1;"}},
       {"CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY)",
        "INSERT INTO schema_migrations VALUES ('2'), ('1')"},
       "2",
       "3"},
      {"golang-migrate",
       {{"0001_a.up.sql", "x"}, {"0002_b.up.sql", "x"}, {"0010_c.up.sql", "SELECT 1"}},
       {"CREATE TABLE schema_migrations (version uint64, dirty bool)", "INSERT INTO schema_migrations VALUES (2, 0)"},
       "2",
       "10"},
      {"goose",
       {{"00001_a.sql", goose}, {"00002_b.go", ""}, {"00003_c.sql", "-- +goose Up\nSELECT 1;"}},
       {"CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY, version_id INTEGER, is_applied INTEGER)",
        "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (1, 1), (2, 1), (3, 1), (3, 0)"},
       "2",
       "3"},
      {"flyway",
       {{"V1__a.sql", "x"}, {"V1_1__b.sql", "x"}, {"V1.10__c.sql", "SELECT 1"}, {"V1.2__d.sql", "x"}},
       {"CREATE TABLE flyway_schema_history (installed_rank INT, version TEXT, type TEXT, success BOOL)",
        "INSERT INTO flyway_schema_history VALUES (1, '1', 'BASELINE', 1), (2, '1.1', 'SQL', 1), (3, '1.2', 'SQL', 1), "
        "(4, NULL, 'SQL', 1)"},
       "1.2",
       "1.10"},
  }));
  const SmallProject project;
  for (const auto& [name, text] : tool.files) project.write("db/" + name, text);
  project.execute({"CREATE TABLE a (id INTEGER)"});
  project.execute(tool.table);
  const auto ran = imported(project);
  INFO(ran.err);
  CHECK(contains(ran.err, "is at " + tool.stamp + ": `migrate stamp " + tool.stamp + "`, then `migrate upgrade head`"));
  CHECK(contains(ran.err, "exclude_tables"));
  CHECK(project.run({"stamp", tool.stamp}).code == 0);
  const auto upgraded = project.run({"upgrade", "head"});
  INFO(upgraded.err);
  CHECK(upgraded.code == 0);
  CHECK(project.run({"current"}).out == tool.head + " (head)\n");
}

TEST_CASE("a database that another tool left in disorder is told, and gets no command") {
  struct Disorder {
    std::string statement, says;
  };
  const auto disorder = GENERATE(values<Disorder>({
      {"INSERT INTO schema_migrations VALUES ('20240102')", "it has 20240102 and not 20240101, which comes before it"},
      {"INSERT INTO schema_migrations VALUES ('20240101'), ('20230101')",
       "it has versions that no file is of: 20230101"},
  }));
  const auto project = with_dbmate();
  project.execute({"CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY)", disorder.statement});
  const auto ran = imported(project, {"--format", "json"});
  INFO(ran.err);
  CHECK(contains(ran.err, disorder.says));
  CHECK(contains(ran.out, "\"stamp\": null"));
}

TEST_CASE("a database that Flyway took over with a baseline goes on where it is") {
  struct Baseline {
    std::string rows, stamp, says;
    std::string first;  ///< that an upgrade runs
  };
  const auto one = GENERATE(values<Baseline>({
      {"(1, '1', 'BASELINE', 1), (2, '1.6.0', 'SQL', 1)", "1.6", "is at 1.6", "1.7"},
      {"(1, '1', 'BASELINE', 1)", "", "is at its baseline of 1, and nothing behind that was applied", "1.6"},
      {"(1, '1.6.0', 'BASELINE', 1)", "1.6", "is at 1.6", "1.7"},
      {"(1, '1.6.5', 'SQL_BASELINE', 1)", "1.6", "is at 1.6", "1.7"},
      {"(0, NULL, 'SCHEMA', 1), (1, '1', 'BASELINE', 1), (2, '1.6', 'SQL', 1), (3, '1.7', 'SQL', 1), (4, '1.7', "
       "'UNDO_SQL', 1), (5, NULL, 'SQL', 1)",
       "1.6", "is at 1.6", "1.7"},
      {"(1, '1.6', 'SQL', 0)", "", "gives no single revision: version 1.6 failed", ""},
      {"(1, '1.6', 'SQL', 0), (2, '1.6', 'SQL', 1)", "1.6", "is at 1.6", "1.7"},
  }));
  INFO(one.rows);
  const SmallProject project;
  project.write("db/V1_6_0__b.sql", "CREATE TABLE b (i INT);");
  project.write("db/V1.7__c.sql", "CREATE TABLE c (i INT);");
  project.execute({"CREATE TABLE flyway_schema_history (installed_rank INT, version TEXT, type TEXT, success BOOL)",
                   "INSERT INTO flyway_schema_history VALUES " + one.rows});
  const auto ran = imported(project);
  INFO(ran.err);
  CHECK(contains(ran.err, one.says));
  CHECK_FALSE(contains(ran.err, "no file is of"));
  if (!one.stamp.empty()) CHECK(project.run({"stamp", one.stamp}).code == 0);
  if (one.first.empty()) return;
  CHECK(project.run({"upgrade", "+1"}).code == 0);
  CHECK(contains(project.run({"current"}).out, one.first));
}

TEST_CASE("a version is known as the other tool writes it") {
  const SmallProject project;
  project.write("db/V1_6_0__b.sql", "CREATE TABLE b (i INT);");
  project.write("db/V2__c.sql", "CREATE TABLE c (i INT);");
  imported(project);
  for (const std::string version : {"1.6.0", "1_6", "01.6", "1.6"}) {
    INFO(version);
    CHECK(project.run({"stamp", version}).code == 0);
    CHECK(project.run({"current"}).out == "1.6\n");
    CHECK(project.run({"stamp", "base"}).code == 0);
  }
  CHECK(project.run({"stamp", "1.60"}).code == 2);
  CHECK(project.run({"stamp", "002"}).code == 0);
  CHECK(project.run({"current"}).out == "2 (head)\n");
}

TEST_CASE("a file that does not fit is named, and the rest is imported") {
  const SmallProject project;
  project.write("db/000001_a.up.sql", "CREATE TABLE a (i INT);");
  project.write("db/000001_a.down.sql", "DROP TABLE a;");
  project.write("db/000002_x.down.sql", "DROP TABLE x;");
  project.write("db/000003_c.up.sql", "CREATE TABLE c (i INT);");
  const auto ran = imported(project);
  INFO(ran.err);
  CHECK(contains(ran.err, "warning: left out: db/000002_x.down.sql: there is no .up.sql of its version"));
  CHECK(project.run({"upgrade"}).code == 0);
  CHECK(project.run({"current"}).out == "3 (head)\n");
  project.write("db/000003_d.up.sql", "CREATE TABLE d (i INT);");
  const auto refused = project.run({"import", "sql", "db"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "two files have the version 3: db/000003_c.up.sql and db/000003_d.up.sql"));
}

TEST_CASE("what a transaction would make nothing of runs without one") {
  const std::string rebuild =
      "CREATE TABLE p_new (id INTEGER PRIMARY KEY, n TEXT NOT NULL);\nINSERT INTO p_new SELECT * FROM p;\n"
      "DROP TABLE p;\nALTER TABLE p_new RENAME TO p;\n";
  const auto around = GENERATE(values<std::pair<std::string, std::string>>({
      {"", ""},
      {"BEGIN TRANSACTION;\n", "COMMIT;\n"},
  }));
  const SmallProject project;
  project.write(
      "db/1_a.up.sql",
      "CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT);\nCREATE TABLE a (id INTEGER PRIMARY KEY, p INTEGER "
      "REFERENCES p (id) ON DELETE CASCADE);\nINSERT INTO p VALUES (1, 'x');\nINSERT INTO a VALUES (1, 1);\n");
  project.write("db/2_b.up.sql",
                "PRAGMA foreign_keys=OFF;\n" + around.first + rebuild + around.second + "PRAGMA foreign_keys=ON;\n");
  project.write("db/2_b.down.sql", "PRAGMA foreign_keys(0);\nALTER TABLE p ADD COLUMN old TEXT;\n");
  imported(project);
  const auto text = read_file(project.path("migrations/2_b.sql"));
  INFO(text);
  CHECK(contains(text, "-- transaction: false"));
  const auto upgraded = project.run({"upgrade"});
  INFO(upgraded.err);
  CHECK(upgraded.code == 0);
  project.execute({"INSERT INTO a VALUES (2, 1)"});
  const auto database = find_dialect("sqlite").connect(parse_url("sqlite:///" + project.path("app.db").string()), {});
  CHECK(database->query("SELECT count(*) FROM a").at(0).at(0) == "2");
  CHECK(database->query("SELECT \"notnull\" FROM pragma_table_info('p') WHERE name = 'n'").at(0).at(0) == "1");
  CHECK(project.run({"downgrade", "1"}).code == 0);
}

TEST_CASE("a block of goose that holds several statements is imported whole") {
  const SmallProject project;
  project.write(
      "db/1_t.sql",
      "-- +goose Up\n-- +goose StatementBegin\nCREATE TABLE t (id INTEGER);\nCREATE INDEX ti ON t (id);\nINSERT "
      "INTO t VALUES (1)\n-- +goose StatementEnd\nCREATE TABLE v (id INTEGER);\n-- +goose Down\n-- +goose "
      "StatementBegin\nDROP TABLE v;\nDROP TABLE t;\n-- +goose StatementEnd\n");
  CHECK_FALSE(contains(imported(project).err, "not complete"));
  for (int round = 0; round < 2; ++round) {
    const auto ran = project.run({"upgrade"});
    INFO(ran.err);
    CHECK(ran.code == 0);
    CHECK(project.run({"downgrade", "base"}).code == 0);
  }
}

TEST_CASE("what is no SQL becomes a revision that is not run, and the chain has no hole") {
  const SmallProject project;
  project.write("db/00001_a.sql", "-- +goose Up\nCREATE TABLE a (id INTEGER);\n");
  project.write("db/00002_b.go", "");
  project.write("db/00003_c.sql", "-- +goose Up\nCREATE TABLE c (id INTEGER);\n");
  CHECK(contains(imported(project).err, "warning: 2 is not complete, and will not be run: it is written in Go"));
  const auto ran = project.run({"upgrade"});
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "migrations/2_b.sql:7:1: error: revision 2 (b) is incomplete"));
  CHECK_FALSE(std::filesystem::exists(project.path("app.db")));
  CHECK(project.run({"upgrade", "1"}).code == 0);
  const auto checked = project.run({"check"});
  CHECK(checked.code == 3);
  CHECK(contains(checked.out, "2 is incomplete, as it says"));
  CHECK(project.run({"stamp", "2"}).code == 0);
  CHECK(project.run({"upgrade"}).code == 0);
}

TEST_CASE("Alembic's graph alone: databases that have it go on, others are refused") {
  const SmallProject project;
  write_alembic(project);
  const auto without_ini = project.run({"import", "alembic", "alembic"});
  CHECK(without_ini.code == 2);
  CHECK(contains(without_ini.err, "there is no alembic.ini"));
  CHECK(contains(without_ini.err, "--graph-only imports the graph without SQL"));
  const auto ran = project.run({"import", "alembic", "alembic", "--graph-only", "--format", "json"});
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "\"incomplete\": \"it was imported without SQL (--graph-only)\""));
  CHECK(contains(ran.err, "set version_table = \"alembic_version\" in [database] of migrate.toml"));
  CHECK(contains(project.run({"history"}).out, "aaaa -> bbbb (head), two"));
  CHECK(project.run({"upgrade"}).code == 2);
  CHECK(project.run({"upgrade", "--sql"}).code == 2);
  CHECK(project.run({"stamp", "bbbb"}).code == 0);
  CHECK(project.run({"downgrade", "-1"}).code == 2);
  project.write("migrations/c.sql",
                "-- revision: cccc\n-- down_revision: bbbb\n-- migrate: upgrade\nCREATE TABLE c (id INT);\n");
  CHECK(project.run({"upgrade"}).code == 0);
  CHECK(project.run({"current"}).out == "cccc (head)\n");
}

TEST_CASE("nothing is written where something does not fit") {
  const auto project = with_dbmate();
  const auto refused = [&](const std::vector<std::string>& arguments, int code, const std::string& says) {
    const auto before = project.revision_files();
    const auto ran = project.run(arguments);
    INFO(ran.err);
    CHECK(ran.code == code);
    CHECK(contains(ran.err, says));
    CHECK(project.revision_files() == before);
  };
  refused({"import", "sql", "db", "--graph-only"}, 2, "--graph-only does not go with `import sql`");
  refused({"import", "alembic", ".", "--from", "goose"}, 2, "--from does not go with `import alembic`");
  refused({"import", "sq", "db"}, 2, "did you mean 'sql'?");
  refused({"import", "sql", "db", "--from", "flyway"}, 2,
          "20240101_users.sql: its name is not of the form V1__name.sql");
  refused({"import", "sql", "db", "--revisions-dir", "elsewhere"}, 2, "elsewhere is none of the folders");
  project.write("db/3_bad.sql", "-- migrate:down\n");
  refused({"import", "sql", "db"}, 2, "db/3_bad.sql: error: the file has no line '-- migrate:up'");
  project.write("db/3_bad.sql", "-- migrate:up\n-- migrate: upgrade\n");
  refused({"import", "sql", "db"}, 2, "has a line that begins a section of ours");
  project.write("db/3_bad.sql", "-- migrate:up\n");
  project.revision("20240102", "");
  refused({"import", "sql", "db"}, 2, "there is a revision 20240102 already, with other parents");
  std::filesystem::remove(project.path("migrations/20240102.toml"));
  project.write("migrations/20240102_posts.sql", "-- revision: mine\n-- migrate: upgrade\n");
  refused({"import", "sql", "db"}, 1, "migrations/20240102_posts.sql exists");
}
