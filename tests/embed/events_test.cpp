// What a program hears while revisions run, and that it hears nothing else.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <thread>

#include "src/base/files.hpp"
#include "tests/embed/bench.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

std::string text_of(const Event& event) {
  static const char* const words[] = {"waiting", "begins", "statement", "ends"};
  std::string out = words[static_cast<int>(event.kind)];
  if (event.kind == Event::Kind::waiting) return out;
  out += " " + std::string(event.revision) + " " + std::to_string(event.number) + "/" + std::to_string(event.count);
  if (event.movement == Movement::downgrade) out += " down";
  if (event.kind == Event::Kind::statement) out += ": " + std::string(event.statement.substr(0, 19));
  return out;
}

/// What goes to standard output and standard error while it lives, instead.
class Caught {
 public:
  explicit Caught(const std::filesystem::path& file) {
    std::fflush(nullptr);
    const int to = open(file.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    for (int stream : {1, 2}) {
      kept_[stream - 1] = dup(stream);
      dup2(to, stream);
    }
    close(to);
  }
  Caught(const Caught&) = delete;
  Caught& operator=(const Caught&) = delete;
  ~Caught() {
    std::fflush(nullptr);
    for (int stream : {1, 2}) {
      dup2(kept_[stream - 1], stream);
      close(kept_[stream - 1]);
    }
  }

 private:
  int kept_[2] = {-1, -1};
};

struct Stop {};

}  // namespace

TEST_CASE("each step is told: that it begins, its statements, that it ended") {
  const Bench bench;
  const Embedded revisions({"aaaa", "bbbb"});
  Lines heard;
  auto options = bench.options(revisions.files());
  options.on_event = [&](const Event& event) { heard.push_back(text_of(event)); };
  Migrator migrator(options);
  migrator.upgrade();
  CHECK(heard == Lines{"begins aaaa 1/2", "statement aaaa 1/2: CREATE TABLE t_aaaa", "ends aaaa 1/2", "begins bbbb 2/2",
                       "statement bbbb 2/2: CREATE TABLE t_bbbb", "ends bbbb 2/2"});
  heard.clear();
  migrator.downgrade("-1");
  CHECK(heard == Lines{"begins bbbb 1/1 down", "statement bbbb 1/1 down: DROP TABLE t_bbbb", "ends bbbb 1/1 down"});
}

TEST_CASE("what a callback throws ends the run, and rolls back the revision under way") {
  const Bench bench;
  const Embedded revisions({"aaaa", "bbbb", "cccc"});
  auto options = bench.options(revisions.files());
  SECTION("before a statement") {
    options.on_event = [](const Event& event) {
      if (event.kind == Event::Kind::statement && event.revision == "bbbb") throw Stop();
    };
    CHECK_THROWS_AS(Migrator(options).upgrade(), Stop);
    CHECK(bench.tables() == Lines{"t_aaaa"});
  }
  SECTION("in a transaction for all") {
    options.transaction = TransactionMode::all;
    options.on_event = [](const Event& event) {
      if (event.kind == Event::Kind::ends && event.revision == "bbbb") throw Stop();
    };
    CHECK_THROWS_AS(Migrator(options).upgrade(), Stop);
    CHECK(bench.tables().empty());
  }
  // and nothing of it stands in the way of the next run
  options.on_event = {};
  CHECK(Migrator(options).upgrade().after == Lines{"cccc"});
}

TEST_CASE("nothing is printed, whatever happens") {
  const Bench bench;
  Embedded revisions({"aaaa", "bbbb"});
  revisions.add("cccc.sql", "-- revision: cccc\n-- down_revision: bbbb\n-- migrate: upgrade\nnonsense;\n");
  const auto printed = bench.folder.path / "printed";
  {
    const Caught caught(printed);
    Migrator migrator(bench.options(revisions.files()));
    CHECK_THROWS_AS(migrator.upgrade(), RevisionFailed);
    migrator.check();
    migrator.downgrade("base");
    CHECK_THROWS_AS(migrator.upgrade("nowhere"), RevisionError);
  }
  CHECK(read_file(printed).empty());
}

TEST_CASE("who waits hears who is at work, and does not wait for ever") {
  const Bench bench;
  const Embedded revisions({"aaaa", "bbbb"});
  auto options = bench.options(revisions.files());
  auto impatient = options;
  std::string holder;
  impatient.lock_timeout = std::chrono::milliseconds(30);
  impatient.on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::waiting) holder = event.holder;
  };
  bool refused = false;
  options.who = "the notes program";
  options.on_event = [&](const Event& event) {
    if (event.kind != Event::Kind::begins || event.number != 1) return;
    // from within the run of the first, in a thread of its own
    std::thread([&] {
      try {
        Migrator(impatient).upgrade();
      } catch (const LockError&) {
        refused = true;
      }
    }).join();
  };
  Migrator(options).upgrade();
  CHECK(refused);
  CHECK(holder.starts_with("the notes program: upgrade head, since "));
}
