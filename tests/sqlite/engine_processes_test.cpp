// Several processes, and dying ones, on one SQLite file.
#include <signal.h>
#include <unistd.h>

#include "src/engine/engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/sqlite_bench.hpp"

using namespace migrate;
using namespace migrate::test;
using Lines = std::vector<std::string>;

namespace {

/// Makes a table, fills it, and changes it in a way that takes a rebuild.
SqliteBench bench_with_revisions() {
  SqliteBench bench;
  bench.folder.add_table("aaaa", "");
  bench.folder.add("bbbb", "aaaa", R"toml(
[[upgrade]]
op = "execute"
sql = "INSERT INTO table_aaaa VALUES (1); INSERT INTO table_aaaa VALUES (2)"
[[downgrade]]
op = "execute"
sql = "DELETE FROM table_aaaa"
)toml");
  bench.folder.add("cccc", "bbbb", R"toml(
[[upgrade]]
op = "add_column"
table = "table_aaaa"
column = { name = "name", type = "text" }
[[upgrade]]
op = "create_unique"
table = "table_aaaa"
unique = { name = "uq_table_aaaa_id", columns = ["id"] }
[[upgrade]]
op = "create_index"
table = "table_aaaa"
index = { name = "ix_table_aaaa_name", columns = ["name"] }
)toml");
  return bench;
}

}  // namespace

TEST_CASE("ten processes at the same moment: one applies, all succeed") {
  const auto bench = bench_with_revisions();
  int gate[2];
  REQUIRE(pipe(gate) == 0);
  std::vector<pid_t> children;
  for (int i = 0; i < 10; ++i) {
    children.push_back(in_child([&] {
      close(gate[1]);
      char byte = 0;
      (void)!read(gate[0], &byte, 1);  // until the parent closes its end
      return bench.upgrade("head").revisions.empty() ? 0 : 1;
    }));
  }
  close(gate[0]);
  close(gate[1]);
  int applied = 0;
  for (const auto child : children) {
    const int status = status_of(child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) <= 1);
    applied += WEXITSTATUS(status);
  }
  CHECK(applied == 1);
  CHECK(bench.current() == Lines{"cccc"});
  CHECK(bench.query("SELECT id FROM table_aaaa ORDER BY id") == SqlRows{{"1"}, {"2"}});
  CHECK(bench.query("SELECT revision FROM migrate_journal ORDER BY id") == SqlRows{{"aaaa"}, {"bbbb"}, {"cccc"}});
}

TEST_CASE("processes that fail on a database that is not there do not take the file from one that succeeds") {
  auto failing = bench_with_revisions();
  const auto succeeding = [&] { return failing.upgrade("aaaa").revisions.size() <= 1 ? 0 : 1; };
  failing.folder.add("ffff", "", "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE nonsense SET a = 1\"\n");
  std::vector<pid_t> failures;
  std::vector<pid_t> successes;
  for (int i = 0; i < 6; ++i) {
    failures.push_back(in_child([&] {
      try {
        failing.upgrade("ffff");
      } catch (const RevisionFailed&) {
        return 0;
      }
      return 1;
    }));
    if (i % 2) successes.push_back(in_child(succeeding));
  }
  for (const auto child : failures) CHECK(status_of(child) == 0);
  for (const auto child : successes) CHECK(status_of(child) == 0);
  CHECK(failing.current() == Lines{"aaaa"});
  CHECK_FALSE(std::filesystem::exists(failing.database_folder() / "app.db.migrate-lock"));
}

TEST_CASE("killed at any statement, the next run finishes the work") {
  const auto reference = bench_with_revisions();
  reference.upgrade("head");
  const auto wanted = reference.dump({"migrate_journal", "sqlite_sequence"});

  bool survived = false;
  for (int deadly = 1; !survived; ++deadly) {
    auto bench = bench_with_revisions();
    const auto child = in_child([&] {
      int count = 0;
      bench.options.callbacks.on_statement = [&](const Statement&) {
        if (++count == deadly) kill(getpid(), SIGKILL);
      };
      bench.upgrade("head");
      return 0;
    });
    survived = WIFEXITED(status_of(child));
    bench.options.lock_timeout = std::chrono::seconds(5);
    bench.upgrade("head");
    CHECK(bench.dump({"migrate_journal", "sqlite_sequence"}) == wanted);
    CHECK(bench.query("SELECT count(*) FROM migrate_journal") == SqlRows{{"3"}});
    REQUIRE(deadly < 100);
  }
}
