#include "src/engine/engine.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/fake_dialect.hpp"
#include "tests/support/revision_folder.hpp"

using namespace migrate;
using namespace migrate::test;
using Lines = std::vector<std::string>;

namespace {

struct ThreeRevisions {
  RevisionFolder folder;
  FakeDialect dialect;
  FakeConnection connection;
  Url url;
  EngineOptions options;
  Lines waited_for;

  /// aaaa → bbbb → cccc
  ThreeRevisions() {
    folder.add_table("aaaa", "");
    folder.add_table("bbbb", "aaaa");
    folder.add_table("cccc", "bbbb");
    options.callbacks.on_wait = [this](const std::string& holder) { waited_for.push_back(holder); };
  }

  /// Runs `work(engine)` over the folder as it is now.
  template <class Work>
  auto with_engine(Work work) {
    const auto graph = folder.graph();
    Engine engine(dialect, connection, url, graph, options);
    return work(engine);
  }
  EngineResult upgrade(const std::string& target) {
    return with_engine([&](Engine& engine) { return engine.upgrade(target); });
  }
  EngineResult downgrade(const std::string& target) {
    return with_engine([&](Engine& engine) { return engine.downgrade(target); });
  }
  void is_at(const Lines& heads) {
    connection.database.tables = {"migrate_version", "migrate_journal"};
    connection.database.versions = {heads.begin(), heads.end()};
  }
  Lines versions() const { return {connection.database.versions.begin(), connection.database.versions.end()}; }

  RevisionError refusal(const std::function<void()>& work) {
    try {
      work();
    } catch (const RevisionError& error) {
      return error;
    }
    throw std::logic_error("nothing was refused");
  }
};

}  // namespace

TEST_CASE("an upgrade applies what is pending, under the lock") {
  ThreeRevisions bench;
  const auto result = bench.upgrade("head");
  CHECK(result.before.empty());
  CHECK(result.after == Lines{"cccc"});
  CHECK(result.revisions == Lines{"aaaa", "bbbb", "cccc"});
  CHECK_FALSE(result.done_by_another);
  CHECK(bench.versions() == Lines{"cccc"});
  CHECK(bench.connection.log.front() == "LOCK");
  CHECK(bench.connection.log.back() == "UNLOCK");
}

TEST_CASE("with nothing pending there is no lock and no write") {
  ThreeRevisions bench;
  bench.is_at({"cccc"});
  const auto result = bench.upgrade("head");
  CHECK(result.revisions.empty());
  CHECK(result.after == Lines{"cccc"});
  CHECK(bench.connection.log.empty());
}

TEST_CASE("a downgrade of an empty database has nothing to do and writes nothing") {
  ThreeRevisions bench;
  const auto result = bench.downgrade("base");
  CHECK(result.revisions.empty());
  CHECK(bench.connection.log.empty());
}

TEST_CASE("a downgrade takes back, last first, by the inverse of the upgrade") {
  ThreeRevisions bench;
  bench.is_at({"cccc"});
  const auto result = bench.downgrade("aaaa");
  CHECK(result.revisions == Lines{"cccc", "bbbb"});
  CHECK(bench.versions() == Lines{"aaaa"});
}

TEST_CASE("at base the version table is empty and still there") {
  ThreeRevisions bench;
  bench.is_at({"aaaa"});
  bench.downgrade("base");
  CHECK(bench.versions().empty());
  CHECK(bench.connection.database.tables.count("migrate_version") == 1);
}

TEST_CASE("whoever waited for the lock finds the work done and leaves it so") {
  ThreeRevisions bench;
  bench.dialect.while_waiting = [&](FakeConnection&) { bench.is_at({"cccc"}); };
  const auto result = bench.upgrade("head");
  CHECK(result.done_by_another);
  CHECK(result.revisions.empty());
  CHECK(result.after == Lines{"cccc"});
  CHECK(bench.waited_for == Lines{"somebody else"});
  CHECK(bench.connection.log == Lines{"LOCK", "UNLOCK"});
}

TEST_CASE("what another run left undone is done after the wait") {
  ThreeRevisions bench;
  bench.dialect.while_waiting = [&](FakeConnection&) { bench.is_at({"bbbb"}); };
  CHECK(bench.upgrade("head").revisions == Lines{"cccc"});
}

TEST_CASE("a relative target keeps its meaning while the run waits") {
  ThreeRevisions bench;
  SECTION("up, and the other did the same") {
    bench.dialect.while_waiting = [&](FakeConnection&) { bench.is_at({"aaaa"}); };
    CHECK(bench.upgrade("+1").done_by_another);
  }
  SECTION("up, and the other went further") {
    bench.dialect.while_waiting = [&](FakeConnection&) { bench.is_at({"cccc"}); };
    CHECK(bench.upgrade("+1").done_by_another);
  }
  SECTION("down, and the other did the same") {
    bench.is_at({"cccc"});
    bench.dialect.while_waiting = [&](FakeConnection&) { bench.is_at({"bbbb"}); };
    CHECK(bench.downgrade("-1").done_by_another);
  }
  SECTION("down, and the other went up") {
    bench.is_at({"bbbb"});
    bench.dialect.while_waiting = [&](FakeConnection&) { bench.is_at({"cccc"}); };
    CHECK_THROWS_AS(bench.downgrade("-1"), LockError);
    CHECK(bench.versions() == Lines{"cccc"});
  }
}

TEST_CASE("a mistake in the last file stops a run before the first statement") {
  ThreeRevisions bench;
  bench.folder.add("dddd", "cccc", "[[upgrade]]\nop = \"create_tabel\"\n");
  const auto error = bench.refusal([&] { bench.upgrade("head"); });
  CHECK(contains(error.what(), "create_tabel"));
  CHECK(contains(to_string(error.where), "dddd.toml:"));
  CHECK(bench.connection.log.empty());
}

TEST_CASE("a downgrade without a way back is refused before anything runs") {
  ThreeRevisions bench;
  bench.folder.add("bbbb", "aaaa",
                   "[[upgrade]]\nop = \"create_table\"\ntable = \"t\"\n"
                   "columns = [ { name = \"id\", type = \"integer\" } ]\n\n"
                   "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE hero SET age = 1\"\n");
  bench.is_at({"cccc"});
  const auto error = bench.refusal([&] { bench.downgrade("base"); });
  CHECK(contains(error.what(), "revision bbbb (make bbbb) has no way back: operation 2 of 2 ("));
  CHECK(contains(error.hint, "write [[downgrade]] sections to bbbb.toml"));
  CHECK(contains(to_string(error.where), "bbbb.toml:11"));
  CHECK(bench.connection.log.empty());
}

TEST_CASE("a SQL file without a downgrade section is told to have one") {
  ThreeRevisions bench;
  bench.folder.add_sql("dddd", "cccc", "-- migrate: upgrade\nUPDATE hero SET age = 1;\n");
  bench.is_at({"dddd"});
  const auto error = bench.refusal([&] { bench.downgrade("-1"); });
  CHECK(contains(error.hint, "'-- migrate: downgrade'"));
  CHECK(contains(error.hint, "dddd.sql"));
}

TEST_CASE("an id that the version table cannot hold is refused before anything runs") {
  ThreeRevisions bench;
  bench.folder.add_table(std::string(33, 'd'), "cccc");
  const auto error = bench.refusal([&] { bench.upgrade("head"); });
  CHECK(contains(error.what(), "is 33 characters long, and the version table holds 32"));
  CHECK(bench.connection.log.empty());
}

TEST_CASE("a version that is not among the revisions is an error that names it") {
  ThreeRevisions bench;
  bench.is_at({"ffff"});
  CHECK(contains(bench.refusal([&] { bench.upgrade("head"); }).what(), "ffff"));
  const auto status = bench.with_engine([](Engine& engine) { return engine.status(); });
  CHECK(status.unknown == Lines{"ffff"});
}

TEST_CASE("a failure during a relative move names a target that lasts") {
  ThreeRevisions bench;
  bench.connection.fails_at = "table_bbbb";
  try {
    bench.upgrade("+2");
    FAIL("nothing failed");
  } catch (const RevisionFailed& error) {
    CHECK(contains(error.hint, "run 'migrate upgrade bbbb' again"));
    CHECK(error.applied == Lines{"aaaa"});
  }
}

TEST_CASE("the status tells the applied from the pending") {
  ThreeRevisions bench;
  bench.is_at({"bbbb"});
  const auto status = bench.with_engine([](Engine& engine) {
    auto found = engine.status();
    for (auto& entry : found.revisions) CHECK(entry.revision != nullptr);
    return found;
  });
  CHECK(status.heads == Lines{"bbbb"});
  REQUIRE(status.revisions.size() == 3);
  CHECK(status.revisions[0].applied);
  CHECK(status.revisions[1].applied);
  CHECK_FALSE(status.revisions[2].applied);
}

TEST_CASE("a stamp moves the version table alone") {
  ThreeRevisions bench;
  const auto stamp = [&](const Lines& targets, bool purge = false) {
    return bench.with_engine([&](Engine& engine) { return engine.stamp(targets, purge); });
  };
  CHECK(stamp({"bbbb"}).after == Lines{"bbbb"});
  CHECK(bench.versions() == Lines{"bbbb"});
  CHECK(bench.connection.database.tables.count("table_aaaa") == 0);
  CHECK(stamp({"head"}).after == Lines{"cccc"});
  CHECK(stamp({"base"}).after.empty());
  CHECK(bench.versions().empty());

  SECTION("a second time it does nothing") {
    bench.connection.log.clear();
    stamp({"base"});
    CHECK(bench.connection.log.empty());
  }
  SECTION("an unknown version goes only with purge") {
    bench.is_at({"ffff"});
    CHECK_THROWS_AS(stamp({"head"}), RevisionError);
    CHECK(stamp({"head"}, true).after == Lines{"cccc"});
    CHECK(bench.versions() == Lines{"cccc"});
  }
}

TEST_CASE("a merge has one row for its two parents, and the way back brings both") {
  ThreeRevisions bench;
  bench.folder.add_table("dddd", "bbbb");
  bench.folder.write("eeee.toml",
                     "format = 1\nrevision = \"eeee\"\ndown_revision = [\"cccc\", \"dddd\"]\nmessage = \"merge\"\n");
  bench.upgrade("head");
  CHECK(bench.versions() == Lines{"eeee"});
  bench.downgrade("cccc");
  CHECK(bench.versions() == Lines{"cccc", "dddd"});
  bench.downgrade("base");
  CHECK(bench.versions().empty());
}
