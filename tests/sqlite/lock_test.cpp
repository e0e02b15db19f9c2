#include "dialects/sqlite/lock.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "src/base/file_lock.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sqlite.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace migrate;
using migrate::test::SqliteDatabase;
using std::chrono::milliseconds;

namespace {

LockRequest request(std::string who, milliseconds timeout = milliseconds(20)) {
  LockRequest out;
  out.timeout = timeout;
  out.who = std::move(who);
  return out;
}

}  // namespace

TEST_CASE("who finds the lock taken is told by whom, once, and gives up in time") {
  const TemporaryFolder folder;
  SqliteDatabase one((folder.path / "app.db").string()), two((folder.path / "app.db").string());
  const auto held = sqlite_dialect().lock(*one.connection, one.url, request("ada@host pid 1: upgrade head"));
  std::vector<std::string> told;
  auto waiting = request("bob", milliseconds(150));
  waiting.on_wait = [&](const std::string& holder) { told.push_back(holder); };
  try {
    sqlite_dialect().lock(*two.connection, two.url, waiting);
    FAIL("the lock was given twice");
  } catch (const LockError& error) {
    CHECK(contains(error.what(), "ada@host pid 1: upgrade head, since 20"));
  }
  REQUIRE(told.size() == 1);
  CHECK(contains(told[0], "ada@host pid 1: upgrade head, since 20"));
}

TEST_CASE("a lock that is let go can be taken, and leaves no file") {
  const TemporaryFolder folder;
  SqliteDatabase db((folder.path / "app.db").string());
  const auto file = folder.path / "app.db.migrate-lock";
  {
    const auto held = sqlite_dialect().lock(*db.connection, db.url, request("ada"));
    CHECK(std::filesystem::exists(file));
  }
  CHECK_FALSE(std::filesystem::exists(file));
  CHECK(sqlite_dialect().lock(*db.connection, db.url, request("bob")) != nullptr);
}

TEST_CASE("a file that a dead process left is no lock") {
  const TemporaryFolder folder;
  SqliteDatabase db((folder.path / "app.db").string());
  const auto file = folder.path / "app.db.migrate-lock";
  const auto child = ::fork();
  if (child == 0) {
    auto held = FileLock::try_lock(file, "the dead");
    ::_exit(held ? 0 : 1);  // without any destructor, as one that was killed
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(std::filesystem::exists(file));
  CHECK(sqlite_dialect().lock(*db.connection, db.url, request("bob")) != nullptr);
}

TEST_CASE("a link in the place of the lock is refused, and what it leads to stays as it is") {
  const TemporaryFolder folder;
  SqliteDatabase db((folder.path / "app.db").string());
  const auto target = folder.write("precious", "text\n");
  const auto file = folder.path / "app.db.migrate-lock";
  const auto refusal = [&] {
    return test::error_of([&] { sqlite_dialect().lock(*db.connection, db.url, request("ada")); });
  };
  std::filesystem::create_symlink(target, file);
  CHECK(contains(refusal().what(), "app.db.migrate-lock is a symbolic link"));
  CHECK(contains(refusal().hint, "remove it"));
  std::filesystem::remove(file);
  std::filesystem::create_hard_link(target, file);
  CHECK(contains(refusal().what(), "a hard link"));
  std::ifstream stream(target);
  CHECK(std::string(std::istreambuf_iterator<char>(stream), {}) == "text\n");
}

TEST_CASE("links to one database share one lock") {
  const TemporaryFolder folder;
  SqliteDatabase db((folder.path / "app.db").string());
  db.run("CREATE TABLE t (a)");
  std::filesystem::create_symlink(folder.path / "app.db", folder.path / "link.db");
  SqliteDatabase link((folder.path / "link.db").string());
  const auto held = sqlite_dialect().lock(*db.connection, db.url, request("ada"));
  CHECK_THROWS_AS(sqlite_dialect().lock(*link.connection, link.url, request("bob")), LockError);
}

TEST_CASE("a database in memory needs no lock") {
  SqliteDatabase db;
  const auto one = sqlite_dialect().lock(*db.connection, db.url, request("ada"));
  const auto two = sqlite_dialect().lock(*db.connection, db.url, request("bob"));
  CHECK((one && two));
}

TEST_CASE("many who want the lock at once have it one after the other") {
  const TemporaryFolder folder;
  const auto file = folder.path / "lock";
  std::atomic<int> inside = 0, most = 0, done = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20;) {
        const auto held = FileLock::try_lock(file, "x");
        if (!held) {
          std::this_thread::yield();
          continue;
        }
        most = std::max(most.load(), ++inside);
        --inside;
        ++round;
        ++done;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(most == 1);
  CHECK(done == 160);
  CHECK_FALSE(std::filesystem::exists(file));
}
