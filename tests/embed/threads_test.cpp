#include <atomic>
#include <thread>

#include "tests/embed/bench.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

/// What a thread throws must not end the process.
std::thread guarded(std::atomic<int>& failures, std::function<void()> work) {
  return std::thread([&failures, work = std::move(work)] {
    try {
      work();
    } catch (...) {
      ++failures;
    }
  });
}

}  // namespace

TEST_CASE("migrators in several threads on several databases do not know of each other") {
  const Embedded revisions({"aaaa", "bbbb", "cccc", "dddd"});
  const Bench benches[4];
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (const auto& bench : benches) {
    threads.push_back(guarded(failures, [&] {
      auto options = bench.options(revisions.files());
      std::size_t heard = 0;
      options.on_event = [&](const Event&) { ++heard; };
      Migrator migrator(options);
      for (int round = 0; round < 3; ++round) {
        migrator.upgrade();
        migrator.check();
        if (round < 2) migrator.downgrade("base");
      }
      if (heard != 5 * 4 * 3) ++failures;
    }));
  }
  for (auto& thread : threads) thread.join();
  CHECK(failures == 0);
  for (const auto& bench : benches) CHECK(bench.tables() == Lines{"t_aaaa", "t_bbbb", "t_cccc", "t_dddd"});
}

TEST_CASE("migrators in several threads on one database take their turns") {
  const Embedded revisions({"aaaa", "bbbb", "cccc"});
  const Bench bench;
  std::atomic<int> failures = 0;
  std::atomic<std::size_t> ran = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.push_back(
        guarded(failures, [&] { ran += Migrator(bench.options(revisions.files())).upgrade().revisions.size(); }));
  }
  for (auto& thread : threads) thread.join();
  CHECK(failures == 0);
  CHECK(ran == 3);
  CHECK(Migrator(bench.options(revisions.files())).journal().size() == 3);
}

TEST_CASE("a thread migrates while the program holds its own connection") {
  const Bench bench;
  const Embedded revisions({"aaaa", "bbbb"});
  OwnConnection own(bench.file);
  own("CREATE TABLE kept (id INTEGER)");
  own("INSERT INTO kept VALUES (1)");
  std::atomic<int> failures = 0;
  guarded(failures, [&] { Migrator(bench.options(revisions.files())).upgrade(); }).join();
  REQUIRE(failures == 0);
  own("INSERT INTO t_bbbb (name) VALUES ('new')");
  CHECK(own("SELECT name FROM t_bbbb") == Lines{"new"});
  CHECK(own("SELECT id FROM kept") == Lines{"1"});

  // a write that the program has not committed makes the migration wait, and no longer than it may
  own("BEGIN IMMEDIATE");
  auto options = bench.options(revisions.files());
  options.lock_timeout = std::chrono::milliseconds(30);
  bool locked = false;
  guarded(failures, [&] {
    try {
      Migrator(options).downgrade("base");
    } catch (const RevisionFailed& error) {
      locked = error.locked && error.undone == Lines{"bbbb"};
    }
  }).join();
  CHECK(failures == 0);
  CHECK(locked);
  own("ROLLBACK");
  CHECK(Migrator(options).current() == Lines{"bbbb"});
}
