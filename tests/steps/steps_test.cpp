// Data steps on a real database: in a library's child process, by other compilers, and in this very program.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "migrate/data_step.hpp"
#include "src/base/text.hpp"
#include "src/steps/runners.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/sqlite_bench.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

const std::filesystem::path libraries = MIGRATE_BINARY_DIR "/models";

std::unique_ptr<StepRunner> library(const std::string& name) {
  return steps_of_library(libraries / ("lib" + name + ".so"), std::chrono::seconds(20));
}

std::string call(const std::string& step) { return "[[upgrade]]\nop = \"call\"\nstep = \"" + step + "\"\n"; }

/// A table of heroes at revision aaaa, and bbbb, which calls a step.
class Heroes {
 public:
  explicit Heroes(std::unique_ptr<StepRunner> steps) : runner(std::move(steps)) {
    bench.options.steps = runner.get();
    bench.folder.add_sql("aaaa", "",
                         "-- migrate: upgrade\n"
                         "CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT, first TEXT, last TEXT, age INTEGER);\n"
                         "CREATE TABLE pairs (a INTEGER, b INTEGER);\n"
                         "CREATE TABLE kinds (n, b BOOLEAN, i BIGINT, d DOUBLE, t TEXT, x BLOB, o);\n"
                         "CREATE INDEX ix_age ON hero (age);\n"
                         "INSERT INTO hero (id, name, age) VALUES (1, 'Peter Parker', 18), (2, 'Deadpond', 30);\n"
                         "-- migrate: downgrade\n");
    bench.upgrade("head");
  }

  void calls(const std::string& step, const std::string& header = {}) {
    bench.folder.add("bbbb", "aaaa", call(step) + "[[downgrade]]\nop = \"execute\"\nsql = \"SELECT 1\"\n", header);
  }
  EngineResult upgrade() const { return bench.upgrade("head"); }
  std::string cell(const std::string& sql) const { return bench.query(sql).at(0).at(0).value_or("NULL"); }

  /// Runs the step, which must fail and leave nothing behind.
  RevisionFailed failure_of(const std::string& step) {
    calls(step);
    const auto before = bench.dump();
    try {
      upgrade();
    } catch (const RevisionFailed& failed) {
      CHECK(bench.dump() == before);
      CHECK(failed.where.file == (bench.folder.path() / "bbbb.toml").string());
      CHECK(failed.where.line == 6);
      CHECK(failed.rolled_back);
      CHECK(std::string(failed.what()).find("the data step '" + step + "' failed: ") != std::string::npos);
      return failed;
    }
    FAIL("the step " << step << " did not fail");
    throw std::logic_error("not reached");
  }
  /// What it says behind the step's name.
  std::string message_of(const std::string& step) {
    const std::string message = failure_of(step).what();
    const auto name = "the data step '" + step + "' failed: ";
    return message.substr(message.find(name) + name.size());
  }

  SqliteBench bench;
  std::unique_ptr<StepRunner> runner;
};

/// What every place that has steps must do alike.
void works_alike(Heroes heroes) {
  heroes.calls("split_names");
  CHECK(heroes.upgrade().revisions == std::vector<std::string>{"bbbb"});
  CHECK(heroes.cell("SELECT group_concat(first || '/' || coalesce(last, '-'), ',') FROM hero") ==
        "Peter/Parker,Deadpond/-");
  heroes.bench.folder.add("cccc", "bbbb", call("round_trip"));
  heroes.upgrade();
  CHECK(heroes.cell("SELECT i FROM kinds") == "-8999999999");
  heroes.bench.folder.add("dddd", "cccc", call("two_cursors"));
  heroes.upgrade();
  CHECK(heroes.cell("SELECT group_concat(a || b) FROM pairs") == "12");
}

}  // namespace

TEST_CASE("the steps of a library work") { works_alike(Heroes(library("steps"))); }

TEST_CASE("the steps of a library with a debug standard library work") { works_alike(Heroes(library("steps_debug"))); }

#ifdef MIGRATE_OTHER_COMPILER
TEST_CASE("the steps of a library by another compiler work") { works_alike(Heroes(library("steps_other_compiler"))); }
#endif

TEST_CASE("the steps of this program work") { works_alike(Heroes(steps_of_program(migrate_data_steps_v1()))); }

TEST_CASE("steps are listed with their places, in the order of the source") {
  const auto all = library("steps")->steps();
  REQUIRE(all.size() > 20);
  CHECK(all[0].name == "split_names");
  CHECK(all[1].name == "round_trip");
  CHECK(all[0].where.file.ends_with("steps.cpp"));
  CHECK(all[0].where.line == 11);
}

TEST_CASE("a query gives what was there when it was asked") {
  Heroes heroes(library("steps"));
  heroes.calls("changes_what_it_reads");
  heroes.upgrade();
  CHECK(heroes.cell("SELECT group_concat(age) FROM hero") == "1018,1030");
}

TEST_CASE("more rows than a message or memory should hold pass through a step") {
  Heroes heroes(library("steps"));
  heroes.bench.execute(
      "INSERT INTO hero (name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i "
      "< 20000) SELECT 'a name that is not short at all, to fill what buffers there are ' || i FROM n");
  heroes.calls("many");
  std::uint64_t last = 0, total = 0;
  heroes.bench.options.callbacks.on_step = [&](const StepProgress& progress) {
    CHECK(progress.name == "many");
    last = progress.done;
    total = progress.total;
  };
  heroes.upgrade();
  CHECK(heroes.cell("SELECT count(*) FROM hero WHERE first = name") == "20002");
  CHECK(last == 20002);
  CHECK(total == 20002);
}

TEST_CASE("a step that throws rolls its revision back, with its message and its place") {
  Heroes heroes(library("steps"));
  const auto failed = heroes.failure_of("throws");
  CHECK(contains(failed.what(), "no first name in 'X Æ A-12'"));
  CHECK(contains(join(failed.details, "\n"), "libsteps.so', "));
  CHECK(contains(join(failed.details, "\n"), "steps.cpp:"));
  CHECK(heroes.message_of("throws_a_number") == "it threw an exception that is not a std::exception");
}

TEST_CASE("in this program a step that throws rolls its revision back too") {
  Heroes heroes(steps_of_program(migrate_data_steps_v1()));
  CHECK(heroes.message_of("throws") == "no first name in 'X Æ A-12'");
  CHECK(contains(heroes.message_of("wrong_sql"), "no such table: heroo"));
  CHECK(contains(heroes.message_of("swallows"), "UNIQUE constraint failed"));
}

TEST_CASE("a value that is not what was asked for names the column") {
  Heroes heroes(library("steps"));
  CHECK(heroes.message_of("reads_null") ==
        "column 'age' is NULL, and a whole number was asked for: ask for a std::optional, or is_null() before");
  CHECK(heroes.message_of("reads_text_as_number") == "column 'age' holds text, and a whole number was asked for");
  CHECK(heroes.message_of("reads_large_number") ==
        "column 'age' holds a whole number (300), and a whole number of a smaller type was asked for");
  CHECK(heroes.message_of("asks_for_no_column") == "the query has no column 'nam'; it has id, name");
}

TEST_CASE("what the database refuses is told with the statement, also where nobody waited for it") {
  Heroes heroes(library("steps"));
  const auto failed = heroes.failure_of("wrong_sql");
  CHECK(contains(failed.what(), "no such table: heroo"));
  CHECK(failed.statement == "UPDATE heroo SET a = ?");
  CHECK(contains(heroes.message_of("refused_at_the_end"), "UNIQUE constraint failed: hero.id"));
  CHECK(contains(heroes.message_of("swallows"), "UNIQUE constraint failed: hero.id"));
  CHECK(heroes.message_of("too_few_values") == "the statement has 2 places, and 1 value was given");
  CHECK(contains(heroes.message_of("two_statements"), "more than one statement"));
  CHECK(contains(heroes.message_of("no_statement"), "there is no statement"));
}

TEST_CASE("a step changes rows and nothing else") {
  Heroes heroes(library("steps"));
  CHECK(contains(heroes.message_of("commits"), "would end it or begin another"));
  CHECK(contains(heroes.message_of("rolls_back"), "would end it or begin another"));
  CHECK(contains(heroes.message_of("drops"), "DROP changes the schema"));
  CHECK(contains(heroes.message_of("sets_pragma"), "PRAGMA changes the connection"));
  heroes.calls("uses_temporary_table");
  CHECK(heroes.upgrade().revisions.size() == 1);
}

TEST_CASE("a step that ends its process is a message, and the revision is rolled back") {
  Heroes heroes(library("steps"));
  CHECK(heroes.message_of("crashes") == "it crashed: SIGABRT (Aborted)");
  CHECK(heroes.message_of("exits") == "it ended its process with exit code 0");
  CHECK(heroes.message_of("throws_in_a_thread") == "it threw an exception: thrown in a thread");
  heroes.calls("leaves_a_thread");
  heroes.upgrade();
  CHECK(heroes.cell("SELECT first FROM hero") == "done");
}

TEST_CASE("a revision without a transaction gives its step one") {
  Heroes heroes(library("steps"));
  heroes.calls("throws", "transaction = false\n");
  CHECK_THROWS_AS(heroes.upgrade(), RevisionFailed);
  CHECK(heroes.cell("SELECT first FROM hero") == "NULL");
  heroes.calls("split_names", "transaction = false\n");
  heroes.upgrade();
  CHECK(heroes.cell("SELECT first FROM hero") == "Peter");
}

TEST_CASE("a dry run runs the step and takes it back") {
  Heroes heroes(library("steps"));
  heroes.calls("split_names");
  heroes.bench.options.dry_run = true;
  CHECK(heroes.upgrade().revisions.size() == 1);
  CHECK(heroes.cell("SELECT first FROM hero") == "NULL");
}

TEST_CASE("an unknown step is found before anything runs") {
  Heroes heroes(library("steps"));
  heroes.bench.folder.add_table("bbbb", "aaaa");
  heroes.bench.folder.add("cccc", "bbbb", call("split_name"));
  const auto before = heroes.bench.dump();
  try {
    heroes.upgrade();
    FAIL("nothing was said");
  } catch (const RevisionError& error) {
    CHECK(contains(error.what(), "revision cccc (make cccc) calls the data step 'split_name'"));
    CHECK(contains(error.what(), "did you mean 'split_names'?"));
    CHECK(error.where.line == 6);
  }
  CHECK(heroes.bench.dump() == before);
}

TEST_CASE("an unknown step of the way back is found on the way up") {
  Heroes heroes(library("steps"));
  heroes.bench.folder.add("cccc", "aaaa", "[[downgrade]]\nop = \"call\"\nstep = \"split_name\"\n");
  const auto before = heroes.bench.dump();
  CHECK_THROWS_AS(heroes.upgrade(), RevisionError);
  CHECK(heroes.bench.dump() == before);
}

TEST_CASE("a library without steps, and none at all, are told apart") {
  const auto message = [](std::unique_ptr<StepRunner> runner) {
    Heroes heroes(std::move(runner));
    heroes.calls("backfill");
    try {
      heroes.upgrade();
    } catch (const Error& error) {
      return std::string(error.what()) + "\n" + error.hint + "\n" + join(error.details, "\n");
    }
    return std::string("nothing was said");
  };
  CHECK(contains(message(library("heroes_1")), "there is no data step in the library"));
  CHECK(contains(message(library("heroes_1")), "write it there: MIGRATE_DATA_STEP(backfill, step)"));
  CHECK(contains(message(nullptr), "there are no data steps here"));
  CHECK(contains(message(library("nowhere")), "libnowhere.so', is not there"));
  CHECK(contains(message(library("steps_doubles")), "there are two data steps 'backfill'"));
  CHECK(contains(message(library("steps_doubles")), "doubles.cpp:5"));
  CHECK(contains(message(library("steps_crashes_at_load")), "cannot be read: it crashed: SIGABRT (Aborted)"));
  CHECK(contains(message(library("broken_undefined_symbol")), "undefined symbol"));
}

TEST_CASE("a call has no way back of its own") {
  Heroes heroes(library("steps"));
  heroes.bench.folder.add("bbbb", "aaaa", call("split_names"));
  heroes.upgrade();
  CHECK_THROWS_AS(heroes.bench.downgrade("-1"), RevisionError);
  CHECK(heroes.cell("SELECT first FROM hero") == "Peter");
}

TEST_CASE("the database stays locked against others while a step runs") {
  Heroes heroes(library("steps"));
  heroes.calls("tells_and_waits");
  const auto file = (heroes.bench.database_folder() / "app.db").string();
  int tried = 0;
  // another process, for SQLite knows its own locks
  heroes.bench.options.callbacks.on_step = [&](const StepProgress&) {
    ++tried;
    const auto command = "sqlite3 -bail '" + file + "' 'BEGIN IMMEDIATE' >/dev/null 2>&1";
    CHECK(WEXITSTATUS(std::system(command.c_str())) != 0);
  };
  heroes.upgrade();
  CHECK(tried == 2);
  CHECK(heroes.cell("SELECT last FROM hero") == "held");
}

TEST_CASE("a step dies with the process that runs it, and leaves nothing locked") {
  Heroes heroes(library("steps"));
  heroes.calls("loops");
  const auto child = fork();
  if (child == 0) {
    heroes.bench.options.callbacks.on_step = [](const StepProgress&) { kill(getpid(), SIGKILL); };
    try {
      heroes.upgrade();
    } catch (...) {
    }
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  heroes.calls("split_names");
  heroes.upgrade();
  CHECK(heroes.cell("SELECT first FROM hero") == "Peter");
}
