// Models beside the revisions: what check says of them, and create_all.
#include "migrate/models.hpp"

#include "src/base/files.hpp"
#include "tests/embed/bench.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

struct Team {
  std::int64_t id = Field{.primary_key = true};
  std::string name = Field{.unique = true, .max_length = 80};
};

struct Hero {
  std::optional<std::int64_t> id = Field{.primary_key = true};
  std::string name = Field{.index = true};
  std::optional<int> age;
  std::optional<std::int64_t> team_id = Field{.foreign_key = &Team::id, .ondelete = "SET NULL"};
};

Lines kinds(const CheckResult& result) {
  Lines out;
  for (const auto& finding : result.findings) out.push_back(finding.kind);
  return out;
}

std::string without_space(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

}  // namespace

TEST_CASE("check compares the database with the models of the program") {
  const Bench bench;
  Embedded revisions;
  revisions.add("aaaa.sql",
                "-- revision: aaaa\n-- migrate: upgrade\n"
                "CREATE TABLE team (id INTEGER NOT NULL, name VARCHAR(80) NOT NULL, old TEXT, PRIMARY KEY (id), "
                "UNIQUE (name));\n");
  auto options = bench.options(revisions.files());
  options.models = metadata<Team>();
  Migrator migrator(options);

  const auto before = migrator.check();
  CHECK(kinds(before) == Lines{"pending"});
  CHECK_FALSE(before.at_head());
  CHECK_FALSE(before.differences);
  CHECK_FALSE(std::filesystem::exists(bench.file));

  migrator.upgrade();
  const auto after = migrator.check();
  CHECK(after.at_head());
  CHECK(kinds(after) == Lines{"differences"});
  REQUIRE(after.differences);
  REQUIRE(after.differences->size() == 1);
  const auto& difference = after.differences->front();
  CHECK(difference.operation == "drop_column");
  CHECK(difference.table == "team");
  CHECK(difference.summary == "drop column team.old");
  CHECK(difference.loses);
  CHECK(difference.toml.starts_with("[[upgrade]]\nop = \"drop_column\"\n"));

  OwnConnection(bench.file)("ALTER TABLE team DROP COLUMN old");
  const auto agreed = migrator.check();
  CHECK(agreed.ok());
  REQUIRE(agreed.differences);
  CHECK(agreed.differences->empty());
}

TEST_CASE("check tells of edited revisions and of heads that were not joined") {
  const Bench bench;
  const Embedded first(Lines{"aaaa"});
  Migrator(bench.options(first.files())).upgrade();
  Embedded second;
  second.add("aaaa.sql", "-- revision: aaaa\n-- migrate: upgrade\nCREATE TABLE other (id INTEGER);\n");
  second.add("bbbb.sql", "-- revision: bbbb\n-- down_revision: aaaa\n");
  second.add("cccc.sql", "-- revision: cccc\n-- down_revision: aaaa\n");
  const auto result = Migrator(bench.options(second.files())).check();
  CHECK(kinds(result) == Lines{"heads", "edited", "pending"});
  CHECK(result.edited == Lines{"aaaa"});
  CHECK(result.heads == Lines{"bbbb", "cccc"});
  CHECK(result.pending == Lines{"bbbb", "cccc"});
}

TEST_CASE("create_all makes what is missing, and leaves alone what is there") {
  const Bench bench;
  OwnConnection own(bench.file);
  own("CREATE TABLE team (id INTEGER PRIMARY KEY, motto TEXT)");
  own("INSERT INTO team VALUES (1, 'ours')");
  const auto models = metadata<Hero, Team>();
  CHECK(create_all(models, bench.url()) == Lines{"hero"});
  CHECK(create_all(models, bench.url()).empty());
  CHECK(own("SELECT motto FROM team") == Lines{"ours"});
  own("PRAGMA foreign_keys = ON");
  own("INSERT INTO hero (name, team_id) VALUES ('Deadpond', 1)");
  own("DELETE FROM team");
  CHECK(own("SELECT team_id FROM hero") == Lines{"NULL"});
  CHECK(own("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'hero'") == Lines{"ix_hero_name"});
}

TEST_CASE("what create_all has made is what the models want") {
  const Bench bench;
  const auto models = metadata<Hero, Team>();
  CHECK(create_all(models, bench.url()) == Lines{"team", "hero"});
  const Embedded revisions(Lines{"aaaa"});
  auto options = bench.options(revisions.files());
  options.models = models;
  Migrator migrator(options);
  migrator.stamp("head");
  CHECK(migrator.check().ok());
}

TEST_CASE("create_all makes the tables on a connection that is handed over") {
  const auto models = metadata<Hero, Team>();
  OwnConnection own(":memory:");
  own("CREATE TABLE other (id INTEGER)");
  const auto made = create_all(models, "sqlite", [&](const std::string& statement) { own(statement); });
  CHECK(made == Lines{"team", "hero"});
  own("PRAGMA foreign_keys = ON");
  own("INSERT INTO team VALUES (1, 'Z-Force')");
  own("INSERT INTO hero (name, team_id) VALUES ('Deadpond', 1)");
  CHECK(own("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL") == Lines{"ix_hero_name"});
  CHECK_THROWS_AS(create_all(models, "sqlite", [&](const std::string& statement) { own(statement); }),
                  std::runtime_error);
  CHECK_THROWS_AS(create_all(models, "oracle", [](const std::string&) {}), ConfigurationError);
}

TEST_CASE("create_all makes the tables in memory that connections share") {
  const auto models = metadata<Hero, Team>();
  const auto name =
      GENERATE(as<std::string>(), "file:create_all?mode=memory&cache=shared", "file::memory:?cache=shared");
  INFO(name);
  OwnConnection own(name, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI);
  CHECK(create_all(models, "sqlite:///" + name) == Lines{"team", "hero"});
  CHECK(create_all(models, "sqlite:///" + name).empty());
  own("INSERT INTO team VALUES (1, 'Z-Force')");
  const Embedded revisions(Lines{"aaaa"});
  Migrator({.url = "sqlite:///" + name, .revisions = revisions.files()}).upgrade();
  CHECK(own("SELECT count(*) FROM t_aaaa, team") == Lines{"0"});
  CHECK(own("SELECT version_num FROM migrate_version") == Lines{"aaaa"});
}

TEST_CASE("what the manual shows of create_all in memory is what runs here") {
  {
    // documented: a connection of its own
    sqlite3* database = nullptr;
    sqlite3_open(":memory:", &database);
    migrate::create_all(migrate::metadata<Team, Hero>(), "sqlite", [&](const std::string& statement) {
      if (sqlite3_exec(database, statement.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(database));
    });
    // end
    CHECK(sqlite3_exec(database, "INSERT INTO hero (name) VALUES ('Deadpond')", nullptr, nullptr, nullptr) ==
          SQLITE_OK);
    sqlite3_close(database);
  }
  // documented: a shared one
  sqlite3* shared = nullptr;
  sqlite3_open_v2("file:heroes?mode=memory&cache=shared", &shared,
                  SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, nullptr);
  migrate::create_all(migrate::metadata<Team, Hero>(), "sqlite:///file:heroes?mode=memory&cache=shared");
  // end
  CHECK(sqlite3_exec(shared, "INSERT INTO hero (name) VALUES ('Deadpond')", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(shared);

  const auto source = read_file(MIGRATE_SOURCE_DIR "/tests/embed/models_test.cpp");
  const auto manual = without_space(read_file(MIGRATE_SOURCE_DIR "/man/migrate-embedding.3"));
  for (const std::string title : {"// documented: a connection of its own\n", "// documented: a shared one\n"}) {
    INFO(title);
    const auto begin = source.find(title);
    REQUIRE(begin != source.npos);
    const auto text = source.substr(source.find('\n', begin), source.find("// end", begin) - source.find('\n', begin));
    CHECK(manual.find(without_space(text)) != manual.npos);
  }
}

TEST_CASE("create_all refuses what would be lost, and models that contradict themselves") {
  CHECK_THROWS_AS(create_all(metadata<Team>(), "sqlite://"), ConfigurationError);
  const Bench bench;
  Schema broken = metadata<Team>();
  broken.tables.front().primary_key->columns.front().column = "nothing";
  CHECK_THROWS_AS(create_all(broken, bench.url()), ConfigurationError);
  CHECK_FALSE(std::filesystem::exists(bench.file));
}
