// Faults: every file operation of SQLite fails in turn, or is the last thing that the process does, and so does every
// allocation. Whatever happens, the file opens, is sound, and holds exactly what it held before or exactly what it
// was to hold after; a run that says that it failed has changed nothing; the next run finishes the work.
//
// MIGRATE_TEST_FAULTS=all tries every kind of fault at every operation; otherwise they take turns.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>

#include "tests/support/catch.hpp"
#include "tests/support/faulty_vfs.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/sqlite_bench.hpp"

using namespace migrate;
using namespace migrate::test;
using Lines = std::vector<std::string>;

namespace {

bool every_fault() {
  const char* wish = std::getenv("MIGRATE_TEST_FAULTS");
  return wish && std::strcmp(wish, "all") == 0;
}

struct Scenario {
  std::string name;
  std::string operations;
};

const std::vector<Scenario> scenarios{
    {"rebuild", R"toml(
[[upgrade]]
op = "alter_column"
table = "hero"
from = { name = "age", type = "text" }
to = { name = "age", type = "integer" }
[[upgrade]]
op = "create_unique"
table = "hero"
unique = { name = "uq_hero_name", columns = ["name"] }
)toml"},
    {"in place", R"toml(
[[upgrade]]
op = "alter_column"
table = "hero"
from = { name = "name", type = "varchar(20)" }
to = { name = "name", type = "varchar(50)", nullable = false }
[[upgrade]]
op = "drop_constraint"
table = "hero"
check = { name = "ck_hero_age", expression = "age <> ''" }
)toml"},
    {"native", R"toml(
[[upgrade]]
op = "add_column"
table = "hero"
column = { name = "level", type = "integer", nullable = false, default = "1" }
[[upgrade]]
op = "create_index"
table = "hero"
index = { name = "ix_hero_level", columns = ["level", "name"] }
[[upgrade]]
op = "create_table"
table = "mission"
columns = [ { name = "id", type = "integer", nullable = false }, { name = "title", type = "text" } ]
)toml"},
    {"rows", R"toml(
[[upgrade]]
op = "execute"
sql = "UPDATE hero SET name = name || '!'; DELETE FROM hero_team WHERE hero_id % 7 = 0"
[[downgrade]]
op = "execute"
sql = "UPDATE hero SET name = rtrim(name, '!'); INSERT INTO hero_team SELECT id, 1 FROM hero WHERE id % 7 = 0"
)toml"},
};

/// Some pages of rows, with everything around them that a rebuild has to carry over.
SqliteBench make_bench(const Scenario& scenario, const std::string& journal_mode) {
  SqliteBench bench;
  bench.folder.add(
      "aaaa", "",
      "[[upgrade]]\nop = \"execute\"\nsql = \"SELECT 1\"\n[[downgrade]]\nop = \"execute\"\nsql = \"SELECT 1\"\n");
  bench.folder.add("bbbb", "aaaa", scenario.operations);
  const auto connection = bench.connect();
  connection->execute("PRAGMA journal_mode = " + journal_mode);
  for (const auto* sql :
       {"CREATE TABLE team (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)",
        "CREATE TABLE hero (id INTEGER PRIMARY KEY, name VARCHAR(20), age TEXT, team_id INTEGER REFERENCES team (id) "
        "ON "
        "DELETE CASCADE, CONSTRAINT ck_hero_age CHECK (age <> ''))",
        "CREATE TABLE hero_team (hero_id INTEGER REFERENCES hero (id) ON DELETE CASCADE, team_id INTEGER)",
        "CREATE INDEX ix_hero_name ON hero (name)", "CREATE VIEW heroes AS SELECT name FROM hero",
        "CREATE TABLE log (what TEXT)",
        "CREATE TRIGGER hero_gone AFTER DELETE ON hero BEGIN INSERT INTO log VALUES (old.name); END",
        "INSERT INTO team VALUES (1, 'Preventers'), (5, 'Z-Force')", "DELETE FROM team WHERE id = 5",
        "INSERT INTO hero WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) "
        "SELECT i, 'hero ' || i, CAST(i % 90 AS TEXT), 1 FROM n",
        "INSERT INTO hero_team SELECT id, 1 FROM hero"}) {
    connection->execute(sql);
  }
  return bench;
}

/// What counts: everything but the journal of runs, which has times in it.
Lines state(const SqliteBench& bench) {
  auto out = bench.dump({"migrate_journal"});
  const auto sound = bench.query("PRAGMA integrity_check");
  if (sound != SqlRows{{"ok"}}) out.push_back("integrity_check: " + sound.at(0).at(0).value_or("NULL"));
  return out;
}

enum End { done = 0, refused = 1, died = 2, crashed = 3 };

/// Runs `work` in a child that `prepare` makes unsafe. A refusal has words.
End end_of(const std::function<void()>& prepare, const std::function<void()>& work) {
  const int status = status_of(in_child([&] {
    prepare();
    try {
      work();
      return 0;
    } catch (const Error& error) {
      return std::strlen(error.what()) > 0 ? 1 : 98;
    }
  }));
  if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGKILL ? died : crashed;
  return WEXITSTATUS(status) <= 1 ? static_cast<End>(WEXITSTATUS(status)) : crashed;
}

/// One move of one database, tried again and again with faults.
class Trial {
 public:
  Trial(SqliteBench bench, bool up) : bench_(std::move(bench)), up_(up) {
    bench_.options.lock_timeout = std::chrono::milliseconds(500);
    bench_.upgrade(up ? "aaaa" : "bbbb");
    before_ = state(bench_);
    save();
    move();
    after_ = state(bench_);
    restore();
  }

  /// Gives how the run ended; checks what it left, and puts the database back.
  End attempt(const std::function<void()>& prepare) {
    const auto end = end_of(prepare, [&] { move(); });
    const auto now = state(bench_);
    CHECK(end != crashed);
    CHECK((now == before_ || now == after_));
    if (end == refused) CHECK(now == before_);
    if (end == done) CHECK(now == after_);
    if (end == died) {
      move();
      CHECK(state(bench_) == after_);
    }
    restore();
    return end;
  }

 private:
  void move() const {
    if (up_) {
      bench_.upgrade("head");
    } else {
      bench_.downgrade("aaaa");
    }
  }
  std::filesystem::path file() const { return bench_.database_folder() / "app.db"; }
  std::filesystem::path saved() const { return bench_.database_folder() / "saved"; }
  void save() {
    bench_.query("PRAGMA wal_checkpoint(TRUNCATE)");
    std::filesystem::copy_file(file(), saved());
  }
  void restore() const {
    for (const auto* behind : {"-journal", "-wal", "-shm"}) std::filesystem::remove(file().string() + behind);
    std::filesystem::copy_file(saved(), file(), std::filesystem::copy_options::overwrite_existing);
  }

  SqliteBench bench_;
  bool up_;
  Lines before_, after_;
};

/// Every fault of `kinds` at every operation, or the kinds in turn. Gives how often the process died or was refused.
std::map<End, std::size_t> try_all(Trial& trial, const std::vector<Fault>& kinds, std::size_t stride,
                                   const std::function<void()>& prepare) {
  std::map<End, std::size_t> ends;
  for (std::size_t at = 1;; at += stride) {
    bool reached = false;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      if (!every_fault() && kind != at / stride % kinds.size()) continue;
      fault_plan = {kinds[kind], at, 0};
      INFO("fault " << static_cast<int>(kinds[kind]) << " at operation " << at);
      ++ends[trial.attempt(prepare)];
      reached = reached || fault_plan.count >= at;
    }
    if (!reached) return ends;
  }
}

void try_file_faults(const Scenario& scenario) {
  for (const auto* journal_mode : {"delete", "wal"}) {
    for (const bool up : {true, false}) {
      DYNAMIC_SECTION(journal_mode << (up ? ", up" : ", down")) {
        Trial trial(make_bench(scenario, journal_mode), up);
        auto ends = try_all(trial, {Fault::kill, Fault::error, Fault::disk_full}, 1, use_faulty_vfs);
        CHECK(ends[died] > 0);
        CHECK(ends[refused] > 0);
      }
    }
  }
}

}  // namespace

TEST_CASE("files that fail or a process that dies while a table is rebuilt leave the old state or the new one") {
  try_file_faults(scenarios[0]);
}
TEST_CASE("files that fail or a process that dies while a table is edited leave the old state or the new one") {
  try_file_faults(scenarios[1]);
}
TEST_CASE("files that fail or a process that dies while columns are added leave the old state or the new one") {
  try_file_faults(scenarios[2]);
}
TEST_CASE("files that fail or a process that dies while rows change leave the old state or the new one") {
  try_file_faults(scenarios[3]);
}

TEST_CASE("memory that runs out at any moment is an error, and changes nothing") {
  for (const auto& scenario : scenarios) {
    DYNAMIC_SECTION(scenario.name) {
      Trial trial(make_bench(scenario, "delete"), true);
      auto ends = try_all(trial, {Fault::error}, every_fault() ? 1 : 97, use_faulty_memory);
      CHECK(ends[refused] > 0);
    }
  }
}

TEST_CASE("a reader's long transaction is waited for, named, and leaves everything as it was") {
  auto bench = make_bench(scenarios.front(), "delete");
  bench.upgrade("aaaa");
  const auto before = state(bench);
  bench.options.lock_timeout = std::chrono::milliseconds(200);
  const auto reader = bench.connect();
  reader->execute("BEGIN");
  reader->query("SELECT count(*) FROM hero");
  std::string message;
  try {
    bench.upgrade("head");
  } catch (const RevisionFailed& error) {
    message = error.what() + error.hint;
    CHECK(error.locked);
  }
  INFO(message);
  CHECK(message.find("lock") != message.npos);
  reader->execute("COMMIT");
  CHECK(state(bench) == before);
  bench.upgrade("head");
}

TEST_CASE("with a write-ahead log a reader reads on while a table is rebuilt") {
  auto bench = make_bench(scenarios.front(), "wal");
  bench.upgrade("aaaa");
  bench.options.lock_timeout = std::chrono::seconds(1);
  const auto reader = bench.connect();
  REQUIRE(reader->query("PRAGMA journal_mode") == SqlRows{{"wal"}});
  reader->execute("BEGIN");
  const auto count = reader->query("SELECT count(*), max(age) FROM hero");
  bench.upgrade("head");
  CHECK(reader->query("SELECT count(*), max(age) FROM hero") == count);
  reader->execute("COMMIT");
  CHECK(reader->query("SELECT typeof(age) FROM hero LIMIT 1") == SqlRows{{"integer"}});
}
