// The engine on SQLite files.
#include "src/engine/engine.hpp"

#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/support/caught.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/sqlite_bench.hpp"

using namespace migrate;
using namespace migrate::test;
using Lines = std::vector<std::string>;

namespace {

/// team, then hero with a row in it, then a change that takes a rebuild.
SqliteBench team_in_three_steps() {
  SqliteBench bench;
  bench.folder.add("aaaa", "", R"toml(
[[upgrade]]
op = "create_table"
table = "team"
columns = [
  { name = "id", type = "integer", nullable = false },
  { name = "name", type = "varchar(50)" },
]
primary_key = { name = "pk_team", columns = ["id"] }
)toml");
  bench.folder.add("bbbb", "aaaa", R"toml(
[[upgrade]]
op = "execute"
sql = "INSERT INTO team (id, name) VALUES (1, 'Preventers'), (2, NULL)"

[[downgrade]]
op = "execute"
sql = "DELETE FROM team"
)toml");
  bench.folder.add("cccc", "bbbb", R"toml(
[[upgrade]]
op = "add_column"
table = "team"
column = { name = "headquarters", type = "text" }

[[upgrade]]
op = "create_index"
table = "team"
index = { name = "ix_team_name", columns = ["name"] }
)toml");
  return bench;
}

}  // namespace

TEST_CASE("a SQLite file goes up, down to nothing, and up again") {
  const auto bench = team_in_three_steps();
  CHECK(bench.upgrade("head").revisions == Lines{"aaaa", "bbbb", "cccc"});
  CHECK(bench.current() == Lines{"cccc"});
  CHECK(bench.query("SELECT name, headquarters FROM team ORDER BY id") ==
        SqlRows{{"Preventers", std::nullopt}, {std::nullopt, std::nullopt}});
  const auto full = bench.dump({"migrate_journal", "sqlite_sequence"});

  CHECK(bench.downgrade("base").revisions == Lines{"cccc", "bbbb", "aaaa"});
  CHECK(bench.current().empty());
  CHECK(bench.query("SELECT name FROM sqlite_schema WHERE name LIKE '%team%'").empty());

  bench.upgrade("head");
  CHECK(bench.dump({"migrate_journal", "sqlite_sequence"}) == full);
}

TEST_CASE("an upgrade after an upgrade changes no byte") {
  const auto bench = team_in_three_steps();
  bench.upgrade("head");
  const auto before = bench.dump();
  CHECK(bench.upgrade("head").revisions.empty());
  CHECK(bench.dump() == before);
}

TEST_CASE("asking where an empty database is writes nothing") {
  const auto bench = team_in_three_steps();
  CHECK(bench.current().empty());
  CHECK(bench.with_engine([](Engine& engine) { return engine.history(); }).empty());
  CHECK(bench.dump().empty());
}

TEST_CASE("the version table has Alembic's shape") {
  const auto bench = team_in_three_steps();
  bench.upgrade("head");
  CHECK(bench.query("SELECT name, upper(type), \"notnull\", pk FROM pragma_table_info('migrate_version')") ==
        SqlRows{{"version_num", "VARCHAR(32)", "1", "1"}});
  CHECK(contains(bench.query("SELECT sql FROM sqlite_schema WHERE name = 'migrate_version'").at(0).at(0).value(),
                 "migrate_version_pkc"));
}

TEST_CASE("a table that Alembic made is gone on with") {
  auto bench = team_in_three_steps();
  bench.options.version_table.name = "alembic_version";
  bench.execute("CREATE TABLE team (id INTEGER NOT NULL, name VARCHAR(50), CONSTRAINT pk_team PRIMARY KEY (id))");
  bench.execute(
      "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
      "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))");
  bench.execute("INSERT INTO alembic_version VALUES ('aaaa')");
  CHECK(bench.upgrade("head").revisions == Lines{"bbbb", "cccc"});
  CHECK(bench.query("SELECT version_num FROM alembic_version") == SqlRows{{"cccc"}});
}

TEST_CASE("the journal tells what was done, in order") {
  const auto bench = team_in_three_steps();
  bench.upgrade("bbbb");
  bench.downgrade("-1");
  bench.with_engine([](Engine& engine) { return engine.stamp({"head"}); });
  const auto history = bench.with_engine([](Engine& engine) { return engine.history(); });
  Lines told;
  for (const auto& entry : history) {
    told.push_back(std::string(to_string(entry.movement)) + " " + entry.revision);
    CHECK_FALSE(entry.finished_at.empty());
    CHECK(entry.who.find("pid") != entry.who.npos);
  }
  CHECK(told == Lines{"upgrade aaaa", "upgrade bbbb", "downgrade bbbb", "stamp cccc"});
}

TEST_CASE("the status says when a revision was applied, and whether its file was edited since") {
  auto bench = team_in_three_steps();
  bench.upgrade("bbbb");
  const auto status = [&] { return bench.with_engine([](Engine& engine) { return engine.status(true); }); };
  // The status points into the graph, which is gone; only what is a value is looked at here.
  CHECK_FALSE(status().revisions.at(0).applied_at.empty());
  CHECK_FALSE(status().revisions.at(1).edited);
  CHECK(status().revisions.at(2).applied_at.empty());

  bench.folder.add("bbbb", "aaaa",
                   "# a comment\r\n[[upgrade]]\r\nop = \"execute\"\r\n"
                   "sql = \"INSERT INTO team (id, name) VALUES (1, 'Preventers'), (2, NULL) -- two\"\r\n"
                   "[[downgrade]]\r\nsql = \"DELETE FROM team\"\r\nop = \"execute\"\r\n");
  CHECK_FALSE(status().revisions.at(1).edited);
  bench.folder.add("bbbb", "aaaa", "[[upgrade]]\nop = \"execute\"\nsql = \"DELETE FROM team\"\n");
  CHECK(status().revisions.at(1).edited);
}

TEST_CASE("a failed revision leaves the file exactly as it was before that revision") {
  auto bench = team_in_three_steps();
  bench.upgrade("bbbb");
  const auto before = bench.dump();
  bench.folder.add("cccc", "bbbb", R"toml(
[[upgrade]]
op = "add_column"
table = "team"
column = { name = "headquarters", type = "text" }

[[upgrade]]
op = "execute"
sql = "UPDATE team SET name = 'x'; UPDATE nonsense SET a = 1"
)toml");
  const auto error = caught<RevisionFailed>([&] { bench.upgrade("head"); });
  CHECK(contains(error.what(), "the upgrade of cccc (make cccc) failed at operation 2 of 2"));
  CHECK(contains(error.what(), "nonsense"));
  CHECK(contains(to_string(error.where), "cccc.toml:"));
  CHECK(contains(error.statement, "UPDATE nonsense"));
  CHECK(bench.dump() == before);
}

TEST_CASE("a revision that fails on an empty file leaves it empty") {
  SqliteBench bench;
  bench.folder.add("aaaa", "", "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE nonsense SET a = 1\"\n");
  const auto error = caught<RevisionFailed>([&] { bench.upgrade("head"); });
  CHECK(error.heads.empty());
  CHECK(bench.dump().empty());
}

TEST_CASE("a run that commits nothing leaves no database file where there was none") {
  SqliteBench bench;
  const auto files = [&] {
    Lines names;
    for (const auto& entry : std::filesystem::directory_iterator(bench.database_folder())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  };
  SECTION("because its first revision fails") {
    bench.folder.add("aaaa", "", "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE nonsense SET a = 1\"\n");
    caught<RevisionFailed>([&] { bench.upgrade("head"); });
    CHECK(files().empty());
  }
  SECTION("because a file of the plan is wrong") {
    bench.folder.add("aaaa", "", "[[upgrade]]\nop = \"nonsense\"\n");
    caught<RevisionError>([&] { bench.upgrade("head"); });
    CHECK(files().empty());
  }
  SECTION("because it is a dry run") {
    bench.folder.add_table("aaaa", "");
    bench.options.dry_run = true;
    bench.upgrade("head");
    CHECK(files().empty());
  }
  SECTION("but what was committed before the failure stays") {
    bench.folder.add_table("aaaa", "");
    bench.folder.add("bbbb", "aaaa", "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE nonsense SET a = 1\"\n");
    caught<RevisionFailed>([&] { bench.upgrade("head"); });
    CHECK(files() == Lines{"app.db"});
    CHECK(bench.current() == Lines{"aaaa"});
  }
}

TEST_CASE("one transaction for all keeps nothing of a run that fails") {
  auto bench = team_in_three_steps();
  bench.options.transaction = TransactionMode::all;
  bench.folder.add("dddd", "cccc", "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE nonsense SET a = 1\"\n");
  CHECK(caught<RevisionFailed>([&] { bench.upgrade("head"); }).applied.empty());
  CHECK(bench.dump().empty());
  CHECK(bench.upgrade("cccc").revisions.size() == 3);
  CHECK(bench.current() == Lines{"cccc"});
}

TEST_CASE("a dry run leaves no trace") {
  auto bench = team_in_three_steps();
  bench.options.dry_run = true;
  CHECK(bench.upgrade("head").revisions.size() == 3);
  CHECK(bench.dump().empty());
}

TEST_CASE("a revision without a transaction can do what a transaction forbids, and goes on where it stopped") {
  auto bench = team_in_three_steps();
  const auto third = [](const std::string& statement) {
    return "[[upgrade]]\nop = \"create_table\"\ntable = \"extra\"\n"
           "columns = [ { name = \"id\", type = \"integer\" } ]\n\n"
           "[[upgrade]]\nop = \"execute\"\nsql = \"VACUUM; " +
           statement + "\"\n";
  };
  bench.folder.add("dddd", "cccc", third("INSERT INTO nonsense VALUES (1)"), "transaction = false\n");
  const auto error = caught<RevisionFailed>([&] { bench.upgrade("head"); });
  CHECK_FALSE(error.rolled_back);
  CHECK(bench.current() == Lines{"cccc"});
  CHECK(bench.query("SELECT count(*) FROM extra") == SqlRows{{"0"}});

  bench.folder.add("dddd", "cccc", third("INSERT INTO extra VALUES (1)"), "transaction = false\n");
  CHECK(bench.upgrade("head").revisions == Lines{"dddd"});
  CHECK(bench.query("SELECT count(*) FROM extra") == SqlRows{{"1"}});
  const auto history = bench.with_engine([](Engine& engine) { return engine.history(); });
  CHECK(history.size() == 4);
  CHECK(history.back().operation == 2);
  CHECK_FALSE(history.back().finished_at.empty());
}

TEST_CASE("a revision that was interrupted is not gone on with when its beginning has changed") {
  auto bench = team_in_three_steps();
  const auto text = [](const std::string& table) {
    return "[[upgrade]]\nop = \"create_table\"\ntable = \"" + table +
           "\"\ncolumns = [ { name = \"id\", type = \"integer\" } ]\n\n"
           "[[upgrade]]\nop = \"execute\"\nsql = \"INSERT INTO nonsense VALUES (1)\"\n";
  };
  bench.folder.add("dddd", "cccc", text("extra"), "transaction = false\n");
  CHECK_THROWS_AS(bench.upgrade("head"), RevisionFailed);
  bench.folder.add("dddd", "cccc", text("another"), "transaction = false\n");
  const auto error = caught<RevisionFailed>([&] { bench.upgrade("head"); });
  CHECK(contains(error.what(), "an earlier run was interrupted after 1 operation"));
  CHECK(bench.query("SELECT name FROM sqlite_schema WHERE name = 'another'").empty());
}

TEST_CASE("a COMMIT inside a revision is refused before it ends the revision's transaction") {
  SqliteBench bench;
  bench.folder.add_sql("aaaa", "", "-- migrate: upgrade\nCREATE TABLE t (a);\nCOMMIT;\nCREATE TABLE u (a);\n");
  const auto before = bench.dump();
  const auto error = caught<RevisionFailed>([&] { bench.upgrade("head"); });
  CHECK(error.where.line == 5);
  CHECK(contains(error.hint, "transaction = false"));
  CHECK(bench.dump() == before);
}

TEST_CASE("statements that an interrupted run has done may not be edited, and the status tells of it") {
  SqliteBench bench;
  const auto revision = [&](const std::string& sql) {
    bench.folder.add("aaaa", "", "[[upgrade]]\nop = \"execute\"\nsql = \"" + sql + "\"\n", "transaction = false\n");
  };
  revision("CREATE TABLE t (a); INSERT INTO nowhere VALUES (1)");
  const auto error = caught<RevisionFailed>([&] { bench.upgrade("head"); });
  CHECK(contains(error.details.back(), "1 of its 2 statements is done and stays"));
  const auto interrupted = bench.with_engine([](Engine& engine) { return engine.status().interrupted; });
  REQUIRE(interrupted.size() == 1);
  CHECK(interrupted.front().revision == "aaaa");
  CHECK(statements_done(interrupted.front()) == 1);

  revision("CREATE TABLE u (a); INSERT INTO t VALUES (1)");
  const auto refused = caught<RevisionFailed>([&] { bench.upgrade("head"); });
  CHECK(contains(refused.what(), "after 1 statement of operation 1, which no longer say what they said then"));
  revision("CREATE TABLE t (a); -- once more\\nINSERT INTO t VALUES (1)");
  CHECK(bench.upgrade("head").revisions == Lines{"aaaa"});
  CHECK(bench.query("SELECT a FROM t") == SqlRows{{"1"}});
  CHECK(bench.with_engine([](Engine& engine) { return engine.status().interrupted; }).empty());
}

TEST_CASE("what stopped half-way is taken back, or corrected and finished") {
  auto bench = team_in_three_steps();
  bench.upgrade("head");
  bench.folder.add("dddd", "cccc",
                   "[[upgrade]]\nop = \"add_column\"\ntable = \"team\"\ncolumn = { name = \"z\", type = \"text\" }\n"
                   "[[upgrade]]\nop = \"execute\"\nsql = \"INSERT INTO nope VALUES (1)\"\n",
                   "transaction = false\n");
  CHECK_THROWS_AS(bench.upgrade("head"), RevisionFailed);
  const auto columns = [&] { return bench.query("SELECT count(*) FROM pragma_table_info('team') WHERE name = 'z'"); };
  CHECK(columns() == SqlRows{{"1"}});
  bench.downgrade("-1");
  CHECK(columns() == SqlRows{{"0"}});
  CHECK_THROWS_AS(bench.upgrade("head"), RevisionFailed);
  CHECK(columns() == SqlRows{{"1"}});

  bench.folder.add("dddd", "cccc",
                   "[[upgrade]]\nop = \"add_column\"\ntable = \"team\"\ncolumn = { name = \"z\", type = \"text\" }\n"
                   "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE team SET z = 'z'\"\n",
                   "transaction = false\n");
  bench.upgrade("head");
  CHECK(bench.query("SELECT DISTINCT z FROM team") == SqlRows{{"z"}});
}
