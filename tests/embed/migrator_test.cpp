#include "migrate/migrator.hpp"

#include "migrate/data_step.hpp"

#include "src/base/files.hpp"
#include "tests/embed/bench.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/caught.hpp"
#include "tests/support/contains.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

Lines ids_of(const std::vector<RevisionInfo>& revisions) {
  Lines out;
  for (const auto& revision : revisions) out.push_back(revision.id + (revision.applied ? " applied" : ""));
  return out;
}

}  // namespace

MIGRATE_DATA_STEP(fill_names, step) {
  step.execute("INSERT INTO t_aaaa (name) VALUES (?)", "Ann");
  step.progress(1, 2);
}
MIGRATE_DATA_STEP(gives_up, step) {
  step.execute("INSERT INTO t_aaaa (name) VALUES (?)", "Bob");
  throw std::runtime_error("no more names");
}

TEST_CASE("a program's own data steps run in it, and a failure takes the revision back") {
  const Bench bench;
  Embedded revisions({"aaaa"});
  revisions.add(
      "bbbb.toml",
      "format = 1\nrevision = \"bbbb\"\ndown_revision = \"aaaa\"\n[[upgrade]]\nop = \"call\"\nstep = \"fill_names\"\n");
  auto options = bench.options(revisions.files());
  CHECK(std::string(caught<RevisionError>([&] { Migrator(options).upgrade(); }).what()).find("no data step") !=
        std::string::npos);
  options.data_steps = migrate_data_steps_v1();
  std::uint64_t total = 0;
  options.on_event = [&](const Event& event) {
    if (event.kind != Event::Kind::progress) return;
    CHECK(event.step == "fill_names");
    CHECK(event.revision == "bbbb");
    total = event.total;
  };
  CHECK(Migrator(options).upgrade().after == Lines{"bbbb"});
  CHECK(total == 2);
  OwnConnection own(bench.file);
  CHECK(own("SELECT name FROM t_aaaa") == Lines{"Ann"});

  revisions.add(
      "cccc.toml",
      "format = 1\nrevision = \"cccc\"\ndown_revision = \"bbbb\"\n[[upgrade]]\nop = \"call\"\nstep = \"gives_up\"\n");
  auto again = bench.options(revisions.files());
  again.data_steps = migrate_data_steps_v1();
  CHECK(contains(caught<DatabaseError>([&] { Migrator(again).upgrade(); }).what(), "no more names"));
  CHECK(own("SELECT name FROM t_aaaa") == Lines{"Ann"});
}

TEST_CASE("a program brings its own database up and down") {
  const Bench bench;
  const Embedded revisions({"aaaa", "bbbb", "cccc"});
  Migrator migrator(bench.options(revisions.files()));
  CHECK(migrator.current().empty());
  CHECK(ids_of(migrator.pending()) == Lines{"aaaa", "bbbb", "cccc"});
  CHECK_FALSE(std::filesystem::exists(bench.file));

  const auto up = migrator.upgrade("+2");
  CHECK(up.before.empty());
  CHECK(up.after == Lines{"bbbb"});
  CHECK(up.revisions == Lines{"aaaa", "bbbb"});
  CHECK(bench.tables() == Lines{"t_aaaa", "t_bbbb"});
  CHECK(ids_of(migrator.history()) == Lines{"cccc", "bbbb applied", "aaaa applied"});
  CHECK(migrator.pending().front().message == "make cccc");

  CHECK(migrator.upgrade().revisions == Lines{"cccc"});
  CHECK(migrator.upgrade().revisions.empty());
  CHECK(migrator.downgrade("-1").revisions == Lines{"cccc"});
  CHECK(migrator.downgrade("base").after.empty());
  CHECK(bench.tables().empty());

  CHECK(migrator.stamp("head").after == Lines{"cccc"});
  CHECK(migrator.current() == Lines{"cccc"});
  const auto journal = migrator.journal();
  REQUIRE(journal.size() == 7);
  CHECK(journal.front().revision == "aaaa");
  CHECK(journal.back().movement == Movement::stamp);
}

TEST_CASE("revisions on disk serve as well as those compiled in") {
  const Bench bench;
  const Embedded revisions({"aaaa", "bbbb"});
  for (const auto& file : revisions.files()) bench.folder.write("migrations/" + std::string(file.name), file.text);
  MigratorOptions options;
  options.url = bench.url();
  options.revisions = (bench.folder.path / "migrations").string();
  Migrator{std::move(options)}.upgrade();
  // and what one has applied, the other knows
  CHECK(Migrator(bench.options(revisions.files())).check().ok());
}

TEST_CASE("a database that is newer than the program is refused and untouched") {
  const Bench bench;
  const Embedded newer({"aaaa", "bbbb"});
  const Embedded older(Lines{"aaaa"});
  Migrator(bench.options(newer.files())).upgrade();
  const auto before = read_file(bench.file);

  Migrator old(bench.options(older.files()));
  const auto error = caught<NewerDatabaseError>([&] { old.upgrade(); });
  CHECK(error.unknown == Lines{"bbbb"});
  CHECK(error.kind() == "newer");
  CHECK(contains(error.what(), "newer than this program: it is at bbbb"));
  CHECK(!error.hint.empty());
  CHECK_THROWS_AS(old.downgrade("base"), NewerDatabaseError);
  CHECK_THROWS_AS(old.stamp("head"), NewerDatabaseError);
  CHECK_THROWS_AS(old.pending(), NewerDatabaseError);
  CHECK(old.current() == Lines{"bbbb"});
  CHECK(old.check().unknown == Lines{"bbbb"});
  CHECK(read_file(bench.file) == before);

  old.stamp("head", true);  // whoever knows better may say so
  CHECK(old.current() == Lines{"aaaa"});
}

TEST_CASE("a failed revision says what stays and what was rolled back") {
  const Bench bench;
  Embedded revisions({"aaaa", "bbbb"});
  revisions.add("cccc.sql",
                "-- revision: cccc\n-- down_revision: bbbb\n-- migrate: upgrade\nCREATE TABLE t_cccc (id INTEGER);\n"
                "INSERT INTO nowhere VALUES (1);\n");
  auto options = bench.options(revisions.files());
  SECTION("with a transaction for each revision") {
    const auto error = caught<RevisionFailed>([&] { Migrator(options).upgrade(); });
    CHECK(error.revision == "cccc");
    CHECK(error.applied == Lines{"aaaa", "bbbb"});
    CHECK(error.undone == Lines{"cccc"});
    CHECK(error.heads == Lines{"bbbb"});
    CHECK(error.rolled_back);
    CHECK(error.where == Where{"cccc.sql", 5, 1});
    CHECK(contains(error.statement, "nowhere"));
    CHECK(bench.tables() == Lines{"t_aaaa", "t_bbbb"});
  }
  SECTION("with one for all") {
    options.transaction = TransactionMode::all;
    const auto error = caught<RevisionFailed>([&] { Migrator(options).upgrade(); });
    CHECK(error.applied.empty());
    CHECK(error.undone == Lines{"aaaa", "bbbb", "cccc"});
    CHECK(error.heads.empty());
    CHECK(bench.tables().empty());
  }
}

TEST_CASE("a dry run leaves nothing behind, and says where it would have led") {
  const Bench bench;
  const Embedded revisions({"aaaa", "bbbb"});
  auto options = bench.options(revisions.files());
  options.dry_run = true;
  Migrator migrator(options);
  CHECK(migrator.upgrade().after == Lines{"bbbb"});
  CHECK(migrator.current().empty());
  CHECK(bench.tables().empty());
}

TEST_CASE("the version table has the name that the program wants") {
  const Bench bench;
  const Embedded revisions(Lines{"aaaa"});
  auto options = bench.options(revisions.files());
  options.version_table = "alembic_version";
  Migrator(options).upgrade();
  CHECK(bench.tables() == Lines{"alembic_version", "t_aaaa"});
}

TEST_CASE("what is wrong with the options is said at once") {
  const Embedded revisions(Lines{"aaaa"});
  MigratorOptions options;
  options.revisions = revisions.files();
  CHECK_THROWS_AS(Migrator(options), ConfigurationError);
  options.url = "oracle://host/db";
  CHECK_THROWS_AS(Migrator(options), ConfigurationError);
  options.url = "sqlite:///app.db";
  options.revisions = {};
  CHECK_THROWS_AS(Migrator(options), ConfigurationError);
  options.revisions = "nowhere";
  CHECK_THROWS_AS(Migrator(options), RevisionError);
}

TEST_CASE("the revisions of a migrate.toml, its database and its settings serve a program too") {
  const Bench bench;
  const Embedded revisions({"aaaa", "bbbb"});
  for (const auto& file : revisions.files()) bench.folder.write("migrations/" + std::string(file.name), file.text);
  const auto config = bench.folder.write("migrate.toml",
                                         "[database]\nurl = \"sqlite:///app.db?cache=private\"\n"
                                         "version_table = \"versions\"\n"
                                         "[revisions]\ndirectory = \"migrations\"\n"
                                         "[apply]\ntransaction = \"all\"\nlock_timeout = \"2s\"\n"
                                         "[env.test]\ndatabase.url = \"sqlite:///100%25.db\"\n");
  const auto options = load_options(config);
  CHECK(options.url == bench.url() + "?cache=private");
  CHECK(options.version_table == "versions");
  CHECK(options.transaction == TransactionMode::all);
  CHECK(options.lock_timeout == std::chrono::seconds(2));
  Migrator{options}.upgrade();
  CHECK(bench.tables() == Lines{"t_aaaa", "t_bbbb", "versions"});

  Migrator{load_options(config, "test")}.upgrade();
  CHECK(std::filesystem::exists(bench.folder.path / "100%.db"));
  CHECK_THROWS_AS(load_options(bench.folder.path / "nothing.toml"), ConfigurationError);
  const auto several =
      bench.folder.write("several.toml", "[database]\na.url = 'sqlite://'\nb.url = 'sqlite:///b.db'\n");
  CHECK_THROWS_AS(load_options(several), ConfigurationError);
  CHECK(load_options(several, "", "b").url.ends_with("/b.db"));
}

TEST_CASE("a database in memory lives as long as its migrator") {
  const Embedded revisions({"aaaa", "bbbb"});
  Migrator migrator{{.url = "sqlite://", .revisions = revisions.files()}};
  migrator.upgrade();
  CHECK(migrator.current() == Lines{"bbbb"});
}
