// Offline mode: what `--sql` writes, fed to SQLite's own shell, makes the same database as the online run.
#include "src/base/child_process.hpp"
#include "src/base/files.hpp"
#include "tests/support/project.hpp"

using namespace migrate;

namespace {

/// A project whose database is made online, with a second database beside it that only ever sees scripts.
class TwoDatabases {
 public:
  /// Feeds the script to the shell; gives what it says on its error stream.
  std::string feed(const std::string& script) const {
    const auto file = project.run.folder.path / "script.sql";
    project.run.folder.write("script.sql", script);
    const auto ran = run_program({"sqlite3", offline().string(), ".read " + file.string()}, std::chrono::minutes(1));
    CHECK((ran.exit_code == 0) == ran.talk.empty());
    return ran.talk;
  }
  void feed_well(const std::vector<std::string>& command) const { CHECK(feed(project.ok(command)) == ""); }

  SqlRows offline_sql(const std::string& statement) const {
    return find_dialect("sqlite").connect(parse_url("sqlite:///" + offline().string()), {})->query(statement);
  }
  void must_be_the_same() const {
    // an edit in place keeps the old text's quotes, where a rebuild's RENAME puts its own
    const std::string schema =
        "SELECT type, name, tbl_name, replace(replace(replace(sql, '\"', ''), ' IF NOT EXISTS', ''), char(10), ' ') "
        "FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name";
    CHECK(offline_sql(schema) == project.sql(schema));
    const std::string versions = "SELECT version_num FROM migrate_version ORDER BY 1";
    CHECK(offline_sql(versions) == project.sql(versions));
    const std::string journal = "SELECT revision, direction, checksum, operation FROM migrate_journal ORDER BY id";
    CHECK(offline_sql(journal) == project.sql(journal));
  }

  Project project{MIGRATE_PROGRAM};

 private:
  std::filesystem::path offline() const { return project.run.folder.path / "offline.db"; }
};

}  // namespace

TEST_CASE("a script makes the same database as the run, up and down") {
  TwoDatabases both;
  const auto& project = both.project;
  std::string here = "base";
  for (const auto* stage : {"heroes_1", "heroes_2", "heroes_3"}) {
    project.use_models(stage);
    project.autogenerate(stage);
    project.ok({"upgrade"});
    both.feed_well({"upgrade", here + ":head", "--sql"});
    both.must_be_the_same();
    here = *project.sql("SELECT version_num FROM migrate_version").at(0).at(0);
  }
  project.ok({"downgrade", "-1"});
  both.feed_well({"downgrade", "head:-1", "--sql"});
  both.must_be_the_same();
  const auto second = *project.sql("SELECT version_num FROM migrate_version").at(0).at(0);
  project.ok({"downgrade", "base"});
  both.feed_well({"downgrade", second + ":base", "--sql"});
  both.must_be_the_same();
}

TEST_CASE("a script from base makes everything at once, and only once") {
  TwoDatabases both;
  both.project.use_models("heroes_1");
  both.project.autogenerate("one");
  both.project.ok({"upgrade"});
  both.project.use_models("heroes_2");
  both.project.autogenerate("two");
  both.project.ok({"upgrade"});
  const auto script = both.project.ok({"upgrade", "head", "--sql"});
  CHECK(both.feed(script) == "");
  both.must_be_the_same();
  const auto refused = both.feed(script);
  INFO(refused);
  CHECK(refused.find("the database is not at base, where this script begins") != refused.npos);
  both.must_be_the_same();
}

TEST_CASE("a script refuses rows that the change would damage, and leaves the database as it was") {
  TwoDatabases both;
  const auto& project = both.project;
  project.use_document("format = 1\n[[table]]\nname = \"hero\"\ncolumns = [ { name = \"name\", type = \"text\" } ]\n");
  project.autogenerate("hero");
  project.ok({"upgrade"});
  both.feed_well({"upgrade", "--sql"});
  const auto here = *project.sql("SELECT version_num FROM migrate_version").at(0).at(0);
  project.use_document(
      "format = 1\n[[table]]\nname = \"hero\"\ncolumns = [ { name = \"name\", type = \"text\", nullable = false } ]\n");
  project.autogenerate("every hero has a name");
  const auto script = project.ok({"upgrade", here + ":head", "--sql"});
  CHECK(both.feed("INSERT INTO hero VALUES (NULL);\n") == "");
  const auto refused = both.feed(script);
  INFO(refused);
  CHECK(refused.find("column name is to allow no NULL") != refused.npos);
  CHECK(both.offline_sql("SELECT version_num, name FROM migrate_version, hero") == SqlRows{{here, std::nullopt}});
}

TEST_CASE("a script cannot call into the models library, and says what to do") {
  const Project project(MIGRATE_PROGRAM);
  project.use_document("format = 1\n");
  project.run.folder.write("migrations/aaaa.toml",
                           "format = 1\nrevision = \"aaaa\"\n[[upgrade]]\nop = \"call\"\nstep = \"backfill\"\n");
  const auto ran = project.run({"upgrade", "--sql"});
  INFO(ran.err);
  CHECK(ran.code == 1);
  CHECK(ran.out == "");
  CHECK(ran.err.find("migrations/aaaa.toml:3") != ran.err.npos);
  CHECK(ran.err.find("data step backfill") != ran.err.npos);
}

TEST_CASE("the script of a downgrade says where it begins") {
  const Project project(MIGRATE_PROGRAM);
  project.use_document("format = 1\n");
  const auto ran = project.run({"downgrade", "base", "--sql"});
  CHECK(ran.code == 2);
  CHECK(ran.err.find("FROM:TO") != ran.err.npos);
}
