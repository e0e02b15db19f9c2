#include "src/engine/run.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/fake_dialect.hpp"

using namespace migrate;
using namespace migrate::test;
using Lines = std::vector<std::string>;

namespace {

Operation create(const std::string& name) {
  CreateTable operation;
  operation.table.name = name;
  return {operation, {"two.toml", 7, 1}};
}

Operation execute(const std::string& text) { return {Execute{{{"default", text}}, {}}, {"two.toml", 12, 1}}; }

/// Two revisions in a row, one → two, with the operations that a test gives them.
struct TwoRevisions {
  FakeDialect dialect;
  FakeConnection connection;
  EngineOptions options;
  Revision one, two;
  std::vector<PreparedStep> steps;

  TwoRevisions(std::vector<Operation> first, std::vector<Operation> second) {
    one.id = "one";
    one.message = "add team";
    one.file = "one.toml";
    two.id = "two";
    two.message = "add hero";
    two.down_revisions = {"one"};
    two.file = "two.toml";
    steps.push_back({&one, Movement::upgrade, {}, {"one"}, std::move(first), "checksum-1"});
    steps.push_back({&two, Movement::upgrade, {"one"}, {"two"}, std::move(second), "checksum-2"});
    options.clock = [] { return Instant(std::chrono::seconds(1'800'000'000)); };
    options.who = "ann@web";
  }

  Runner runner() { return Runner(dialect, connection, options, {}, "upgrade head"); }
  Lines log() const { return connection.log_without({"INSERT INTO migrate_journal", "UPDATE migrate_journal"}); }

  RevisionFailed failure() {
    try {
      runner().run(steps);
    } catch (const RevisionFailed& error) {
      return error;
    }
    throw std::logic_error("nothing failed");
  }
};

}  // namespace

TEST_CASE("each revision has a transaction of its own, with the version table and the journal inside it") {
  TwoRevisions bench({create("team")}, {create("hero"), execute("UPDATE hero")});
  auto runner = bench.runner();
  runner.run(bench.steps);
  CHECK(bench.log() == Lines{"BEGIN", "CREATE TABLE migrate_version", "CREATE TABLE migrate_journal",
                             "CREATE TABLE team", "INSERT INTO migrate_version (version_num) VALUES ('one')",
                             "COMMIT",  //
                             "BEGIN", "CREATE TABLE hero", "UPDATE hero",
                             "UPDATE migrate_version SET version_num = 'two' WHERE version_num = 'one'", "COMMIT"});
  CHECK(runner.heads() == Lines{"two"});
  CHECK(runner.done() == Lines{"one", "two"});
}

TEST_CASE("the journal row says what ran, when and by whom") {
  TwoRevisions bench({create("team")}, {});
  bench.runner().run(bench.steps);
  CHECK(
      contains(bench.connection.log,
               "VALUES ('one', 'upgrade', 'checksum-1', '2027-01-15T08:00:00.000Z', '2027-01-15T08:00:00.000Z', 1, 0, "
               "'ann@web', '', 1)"));
}

TEST_CASE("tables that exist are not created again") {
  TwoRevisions bench({create("team")}, {});
  bench.connection.database.tables = {"migrate_version", "migrate_journal"};
  bench.runner().run(bench.steps);
  CHECK_FALSE(contains(bench.connection.log, "CREATE TABLE migrate"));
}

TEST_CASE("a failed revision is rolled back and those before it stay") {
  TwoRevisions bench({create("team")}, {create("hero"), execute("UPDATE nonsense")});
  bench.connection.fails_at = "nonsense";
  const auto error = bench.failure();
  CHECK(std::string(error.what()) ==
        "the upgrade of two (add hero) failed at operation 2 of 2 (execute: UPDATE nonsense): the fake refuses");
  CHECK(to_string(error.where) == "two.toml:12:1");
  CHECK(error.hint == "correct two.toml, or what it met in the database; then run 'migrate upgrade head' again");
  CHECK(error.statement == "UPDATE nonsense");
  CHECK(error.details == Lines{"statement: UPDATE nonsense", "done before it in this run, and kept: one",
                               "rolled back: two; the database is at one"});
  CHECK(error.operation == 2);
  CHECK(error.rolled_back);
  CHECK(bench.connection.database.versions == std::multiset<std::string>{"one"});
  CHECK(bench.connection.database.tables == std::set<std::string>{"migrate_journal", "migrate_version", "team"});
}

TEST_CASE("with one transaction for all, a failure takes everything back") {
  TwoRevisions bench({create("team")}, {execute("UPDATE nonsense")});
  bench.options.transaction = TransactionMode::all;
  bench.connection.fails_at = "nonsense";
  const auto error = bench.failure();
  CHECK(error.applied.empty());
  CHECK(error.heads.empty());
  CHECK(contains(error.details, "the database is at base"));
  CHECK(bench.connection.database.tables.empty());
  CHECK(std::count(bench.connection.log.begin(), bench.connection.log.end(), "BEGIN") == 1);
}

TEST_CASE("one transaction for all is refused before anything runs where it cannot be kept") {
  TwoRevisions bench({create("team")}, {create("hero")});
  bench.options.transaction = TransactionMode::all;
  SECTION("a revision wants none") {
    bench.two.transaction = false;
    CHECK_THROWS_WITH(bench.runner().run(bench.steps),
                      "transaction = \"all\" is not possible: revision two (add hero) says transaction = false");
  }
  SECTION("the database cannot roll back") {
    bench.dialect.rolls_back_ddl = false;
    CHECK_THROWS_WITH(bench.runner().run(bench.steps),
                      "transaction = \"all\" is not possible: fake cannot roll back schema changes");
  }
  CHECK(bench.connection.log.empty());
}

TEST_CASE("a dry run runs everything and keeps nothing") {
  TwoRevisions bench({create("team")}, {create("hero")});
  bench.options.dry_run = true;
  auto runner = bench.runner();
  runner.run(bench.steps);
  CHECK(contains(bench.connection.log, "CREATE TABLE hero"));
  CHECK(bench.connection.log.back() == "ROLLBACK");
  CHECK(bench.connection.database.tables.empty());
  CHECK(runner.heads() == Lines{"two"});
}

TEST_CASE("a dry run of what cannot be rolled back only writes down what would run") {
  TwoRevisions bench({create("team")}, {create("hero"), execute("UPDATE hero")});
  bench.options.dry_run = true;
  std::vector<std::string> told;
  bench.options.callbacks.on_statement = [&](const Statement& statement) { told.push_back(statement.sql); };
  SECTION("the database cannot") { bench.dialect.rolls_back_ddl = false; }
  SECTION("a revision wants no transaction") { bench.two.transaction = false; }
  auto runner = bench.runner();
  runner.run(bench.steps);
  CHECK(bench.connection.log.empty());
  CHECK(told == Lines{"CREATE TABLE team", "CREATE TABLE hero", "UPDATE hero"});
  CHECK(runner.heads() == Lines{"two"});
}

TEST_CASE("a version row that is not there stops the run") {
  TwoRevisions bench({create("team")}, {create("hero")});
  bench.connection.database.tables = {"migrate_version"};
  bench.steps.erase(bench.steps.begin());
  const auto error = bench.failure();
  CHECK(std::string(error.what()) ==
        "the upgrade of two (add hero) failed at its end: the table migrate_version holds no row of one, where exactly "
        "one "
        "was expected");
  CHECK(bench.connection.database.tables == std::set<std::string>{"migrate_version"});
}

TEST_CASE("a guard that finds rows stops the run and shows them") {
  TwoRevisions bench({execute("SELECT orphans")}, {});
  bench.dialect.guards["SELECT orphans"] = "rows have no parent";
  bench.connection.answers["SELECT orphans"] = {{"1", std::nullopt}, {"2", "x"}, {"3", ""},
                                                {"4", ""},           {"5", ""},  {"6", ""}};
  const auto error = bench.failure();
  CHECK(std::string(error.what()).ends_with(": rows have no parent"));
  CHECK(error.details.at(0) == "1 | NULL");
  CHECK(error.details.at(5) == "and 1 more");
  CHECK(bench.connection.database.tables.empty());
}

TEST_CASE("a guard that finds nothing lets the run go on") {
  TwoRevisions bench({execute("SELECT orphans")}, {});
  bench.dialect.guards["SELECT orphans"] = "rows have no parent";
  bench.connection.answers["SELECT orphans"] = {};
  auto runner = bench.runner();
  runner.run(bench.steps);
  CHECK(runner.done() == Lines{"one", "two"});
}

TEST_CASE("where DDL cannot be rolled back, the journal is written before each statement, and with what changes rows") {
  TwoRevisions bench({create("team"), execute("UPDATE team")}, {});
  bench.dialect.rolls_back_ddl = false;
  bench.connection.answers["SELECT max(id) FROM migrate_journal WHERE revision = 'one'"] = {{"1"}};
  bench.steps.pop_back();
  bench.runner().run(bench.steps);
  Lines words;
  for (const auto& line : bench.connection.log) words.push_back(line.substr(0, line.find(' ', line.find(' ') + 1)));
  CHECK(words == Lines{"BEGIN", "CREATE TABLE", "CREATE TABLE", "COMMIT",           //
                       "INSERT INTO", "CREATE TABLE", "UPDATE migrate_journal",     //
                       "UPDATE migrate_journal",                                    //
                       "BEGIN", "UPDATE team", "UPDATE migrate_journal", "COMMIT",  //
                       "BEGIN", "INSERT INTO", "UPDATE migrate_journal", "COMMIT"});
}

TEST_CASE("a revision without a transaction says what stays when it fails") {
  TwoRevisions bench({create("team"), execute("UPDATE nonsense")}, {});
  bench.one.transaction = false;
  bench.connection.fails_at = "nonsense";
  const auto error = bench.failure();
  CHECK_FALSE(error.rolled_back);
  CHECK(contains(error.details, "1 of the 2 operations of one are done and stay"));
  CHECK(bench.connection.database.tables.count("team") == 1);
  CHECK(bench.connection.database.versions.empty());
}

TEST_CASE("a revision without a transaction keeps each schema change in one, and each SQL statement with its note") {
  TwoRevisions bench({execute("VACUUM"), create("team")}, {});
  bench.one.transaction = false;
  bench.connection.database.tables = {"migrate_version", "migrate_journal"};
  bench.steps.pop_back();
  bench.runner().run(bench.steps);
  CHECK(bench.log() == Lines{"BEGIN", "VACUUM", "COMMIT", "BEGIN", "CREATE TABLE team", "COMMIT", "BEGIN",
                             "INSERT INTO migrate_version (version_num) VALUES ('one')", "COMMIT"});
}

TEST_CASE("the callbacks are told of each step and statement") {
  TwoRevisions bench({create("team")}, {create("hero")});
  Lines told;
  bench.options.callbacks.on_begin = [&](const Progress& progress) {
    told.push_back("begin " + progress.revision.id + " " + std::to_string(progress.number) + "/" +
                   std::to_string(progress.count));
  };
  bench.options.callbacks.on_statement = [&](const Statement& statement) { told.push_back(statement.sql); };
  bench.options.callbacks.on_end = [&](const Progress& progress, auto) {
    told.push_back("end " + progress.revision.id);
  };
  bench.runner().run(bench.steps);
  CHECK(told ==
        Lines{"begin one 1/2", "CREATE TABLE team", "end one", "begin two 2/2", "CREATE TABLE hero", "end two"});
}

TEST_CASE("a stamp moves the version table and leaves a row for each new head") {
  TwoRevisions bench({}, {});
  auto runner = bench.runner();
  runner.stamp({}, Lines{"one", "other"}, Lines{"one", "other"});
  CHECK(bench.connection.database.versions == std::multiset<std::string>{"one", "other"});
  CHECK(contains(bench.connection.log, "VALUES ('one', 'stamp', NULL"));
  CHECK(contains(bench.connection.log, "VALUES ('other', 'stamp', NULL"));
  runner.stamp(Lines{"one", "other"}, {}, {});
  CHECK(contains(bench.connection.log, "VALUES ('base', 'stamp', NULL"));
  CHECK(runner.heads().empty());
}
