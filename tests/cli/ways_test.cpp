// The ways in that are no library: another database, a script; and data steps by the program itself.
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

constexpr auto team_and_hero = R"sql(
CREATE TABLE team (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL UNIQUE);
CREATE TABLE hero (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  age INTEGER DEFAULT 18 CHECK (age >= 0),
  team_id INTEGER REFERENCES team (id) ON DELETE SET NULL
);
CREATE INDEX ix_hero_name ON hero (name) WHERE age > 3;
)sql";

void configure(const SmallProject& project, const std::string& models, const std::string& more = {}) {
  project.write("migrate.toml", "[database]\nurl = \"sqlite:///app.db\"\n[models]\n" + models + "\n" + more);
}

/// The models become a revision, which is applied, after which nothing differs.
void goes_the_whole_road(const SmallProject& project) {
  const auto written = project.run({"revision", "--autogenerate", "-m", "all of it"});
  INFO(written.out << written.err);
  CHECK(written.code == 0);
  CHECK(project.run({"upgrade"}).code == 0);
  const auto checked = project.run({"check"});
  INFO(checked.out << checked.err);
  CHECK(checked.code == 0);
  CHECK(contains(project.run({"inspect"}).out, "ix_hero_name"));
}

}  // namespace

TEST_CASE("a script of SQL is a source of models") {
  const SmallProject project;
  project.write("schema.sql", std::string(team_and_hero) + "INSERT INTO team (name) VALUES ('Avengers');\n");
  configure(project, "sql = \"schema.sql\"");
  goes_the_whole_road(project);
}

TEST_CASE("several scripts run one after the other, with a byte order mark and the line ends of another system") {
  const SmallProject project;
  project.write("a.sql",
                "\xEF\xBB\xBF"
                "CREATE TABLE team (id INTEGER PRIMARY KEY);\r\n");
  project.write("b.sql",
                "BEGIN;\r\nCREATE TABLE hero (id INTEGER PRIMARY KEY, team_id INTEGER REFERENCES team);\r\n"
                "CREATE INDEX ix_hero_name ON hero (team_id);\r\nCOMMIT;\r\n");
  configure(project, "sql = [\"a.sql\", \"b.sql\"]");
  goes_the_whole_road(project);
}

TEST_CASE("a mistake in a script is told with its place") {
  const SmallProject project;
  configure(project, "sql = \"schema.sql\"");
  project.write("schema.sql", "-- heroes\nCREATE TABLE hero (id INTEGER);\n\nCREATE TABLE team (id INTEGER,,);\n");
  const auto ran = project.run({"models"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "schema.sql:4:31: "));
  CHECK(contains(ran.err, "syntax error"));
  project.write("schema.sql", "CREATE TABLE hero (id INTEGER);\nINSERT INTO hero VALUES ('x);\n");
  CHECK(contains(project.run({"models"}).err, "schema.sql:2:26"));
  project.write("schema.sql", "CREATE VIEW v AS SELECT 1;\n  CREATE INDEX i ON nowhere (id);\n");
  CHECK(contains(project.run({"models"}).err, "schema.sql:2:"));
}

TEST_CASE("a script may not leave its private database") {
  const SmallProject project;
  configure(project, "sql = \"schema.sql\"");
  for (const std::string sql : {"ATTACH 'x.db' AS x", "VACUUM INTO 'x.db'", "PRAGMA temp_store_directory = 'x'",
                                "/* c */ attach database 'x.db' as x", "PRAGMA main.writable_schema = 1"}) {
    INFO(sql);
    project.write("schema.sql", "SELECT 1;\n" + sql + ";\n");
    const auto ran = project.run({"models"});
    CHECK(ran.code == 2);
    CHECK(contains(ran.err, "schema.sql:2:"));
    CHECK(contains(ran.err, "may not leave it"));
    CHECK_FALSE(std::filesystem::exists(project.path("x.db")));
  }
}

TEST_CASE("a script that is not there, a folder, or not UTF-8 is refused by name") {
  const SmallProject project;
  project.write("schema.sql", "SELECT 1");
  configure(project, "sql = \"shema.sql\"");
  CHECK(contains(project.run({"models"}).err, "did you mean 'schema.sql'?"));
  configure(project, "sql = \"migrations\"");
  CHECK(contains(project.run({"models"}).err, "is a folder"));
  configure(project, "sql = \"schema.sql\"");
  project.write("schema.sql", "SELECT 1;\n-- h\xE9ro\n");
  const auto ran = project.run({"models"});
  CHECK(contains(ran.err, "schema.sql:2:5: "));
  CHECK(contains(ran.err, "not UTF-8"));
}

TEST_CASE("another database is a source of models, without its table of revisions") {
  const SmallProject reference;
  reference.write("schema.sql", team_and_hero);
  configure(reference, "sql = \"schema.sql\"");
  goes_the_whole_road(reference);

  const SmallProject project;
  configure(project, "database = \"sqlite:///" + reference.path("app.db").string() + "\"");
  CHECK_FALSE(contains(project.run({"models"}).out, "migrate_"));
  goes_the_whole_road(project);
}

TEST_CASE("a models database that is not there, or is the database itself, is refused") {
  const SmallProject project;
  configure(project, "database = \"sqlite:///nowhere.db\"");
  const auto missing = project.run({"models"});
  CHECK(missing.code != 0);
  CHECK(contains(missing.err, "nowhere.db"));
  CHECK_FALSE(std::filesystem::exists(project.path("nowhere.db")));
  configure(project, "database = \"sqlite:///app.db\"");
  const auto same = project.run({"models"});
  CHECK(same.code == 2);
  CHECK(contains(same.err, "is the database itself"));
  configure(project, "database = \"oracle://scott:tiger@host/db\"");
  CHECK_FALSE(contains(project.run({"models"}).err, "tiger"));
}

TEST_CASE("what SQLite takes as a foreign key, inspect says as models that are taken") {
  const std::string parent = "CREATE TABLE par (a integer PRIMARY KEY, b text, c varchar(20) UNIQUE);";
  for (const std::string table :
       {"id integer PRIMARY KEY, p text REFERENCES par(a)", "id integer PRIMARY KEY, p text REFERENCES par(b)",
        "id integer PRIMARY KEY, p integer REFERENCES nowhere(a)",
        "id integer PRIMARY KEY, p integer REFERENCES nowhere",
        "id integer PRIMARY KEY, p integer REFERENCES par(nosuch)",
        "x integer, y integer, FOREIGN KEY (x, y) REFERENCES par", "id INTEGER PRIMARY KEY DEFAULT 5, n text",
        "id INTEGER PRIMARY KEY AUTOINCREMENT DEFAULT (1 + 2)"}) {
    INFO(table);
    const SmallProject project;
    project.execute({parent, "CREATE TABLE t (" + table + ")"});
    const auto inspected = project.run({"inspect"});
    REQUIRE(inspected.code == 0);
    project.write("models.toml", inspected.out);
    configure(project, "file = \"models.toml\"");
    const auto same = project.run({"check"});
    INFO(inspected.out << same.out << same.err);
    CHECK(same.code == 0);
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"revision", "--autogenerate", "-m", "all"}, {"upgrade"}, {"check"}}) {
      auto there = arguments;
      there.insert(there.begin(), {"--url", "sqlite:///" + project.path("new.db").string()});
      const auto ran = project.run(there);
      INFO(ran.err);
      CHECK(ran.code == 0);
    }
  }
}

TEST_CASE("the time that models may take is configured") {
  const SmallProject project;
  configure(project, "command = [\"sleep\", \"60\"]\ntime_limit = \"200ms\"");
  const auto ran = project.run({"models"});
  CHECK(contains(ran.err, "had not finished after 0.2 s"));
  CHECK(contains(ran.err, "models.time_limit"));
}

namespace {

const std::string steps = "[steps]\nlibrary = \"" MIGRATE_BINARY_DIR "/models/libsteps.so\"\n";
const std::string heroes =
    "[[upgrade]]\nop = \"execute\"\nsql = \"CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT, first TEXT, last "
    "TEXT); INSERT INTO hero (name) VALUES ('Peter Parker')\"\n[[downgrade]]\nop = \"execute\"\nsql = \"DROP TABLE "
    "hero\"\n";
std::string call(const std::string& step) { return "[[upgrade]]\nop = \"call\"\nstep = \"" + step + "\"\n"; }

}  // namespace

TEST_CASE("the program runs data steps, and shows what they print on standard error") {
  const SmallProject project;
  configure(project, "file = \"schema.toml\"", steps);
  project.revision("aaaa", "", heroes);
  project.revision("bbbb", "aaaa", call("split_names") + call("prints"));
  const auto ran = project.run({"upgrade"});
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(ran.out.empty());
  CHECK(contains(ran.err, "hello from the step"));
}

TEST_CASE("a crash in a step is told, and leaves the program alive") {
  const SmallProject project;
  configure(project, "file = \"schema.toml\"", steps);
  project.revision("aaaa", "", heroes);
  project.revision("bbbb", "aaaa", call("crashes"));
  const auto ran = project.run({"upgrade"});
  CHECK(ran.code == 1);
  CHECK(contains(ran.err, "bbbb.toml:5:1: error: "));
  CHECK(contains(ran.err, "the data step 'crashes' failed: it crashed: SIGABRT"));
  CHECK(contains(ran.err, "libsteps.so', "));
  CHECK(contains(ran.err, "rolled back: bbbb; the database is at aaaa"));
}

TEST_CASE("check finds a step that a pending revision calls and nobody has") {
  const SmallProject project;
  configure(project, "file = \"schema.toml\"", steps);
  project.revision("aaaa", "", heroes + call("split_nams"));
  const auto ran = project.run({"check"});
  CHECK(ran.code == 3);
  CHECK(contains(ran.out, "did you mean 'split_names'?"));
  const auto upgrade = project.run({"upgrade"});
  CHECK(upgrade.code == 2);
  CHECK(contains(upgrade.err, "did you mean 'split_names'?"));
  CHECK_FALSE(contains(project.run({"inspect"}).out, "hero"));
}

TEST_CASE("models that are no library say where steps have to be") {
  const SmallProject project;
  project.revision("aaaa", "", call("split_names"));
  const auto ran = project.run({"upgrade"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "here the models come from elsewhere"));
  CHECK(contains(ran.err, "set `library` in [steps]"));
}

TEST_CASE("a models command runs in the folder of migrate.toml, wherever migrate is started") {
  const SmallProject project;
  project.write("elsewhere/migrate.toml",
                "[database]\nurl = \"sqlite:///app.db\"\n[models]\ncommand = [\"cat\", \"schema.toml\"]\n");
  project.write("elsewhere/schema.toml", "format = 1\n" + hero_table());
  const auto ran = project.run({"models", "--config", "elsewhere/migrate.toml"});
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "name = \"hero\""));
}
