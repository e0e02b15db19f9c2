#include "dialects/sqlite/lock.hpp"

#include <algorithm>
#include <filesystem>
#include <random>
#include <thread>

#include "dialects/sqlite/connection.hpp"
#include "src/base/clock.hpp"
#include "src/base/error.hpp"
#include "src/base/file_lock.hpp"

namespace migrate::sqlite {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

class NoLock : public MigrationLock {};

class HeldLock : public MigrationLock {
 public:
  explicit HeldLock(FileLock lock) : lock_(std::move(lock)) {}

 private:
  FileLock lock_;
};

/// The file of the main database; empty for one in memory. SQLite knows it best: it has resolved the URL's path.
std::filesystem::path database_file(Connection& connection) {
  if (const auto* file = dynamic_cast<SqliteConnection*>(&connection); file && file->waits_for_its_file()) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(file->path()));
  }
  for (const auto& row : connection.query("PRAGMA database_list")) {
    if (row.size() > 2 && row[1] == "main" && row[2] && !row[2]->empty()) {
      return std::filesystem::weakly_canonical(*row[2]);  // one lock, whichever link leads to the database
    }
  }
  return {};
}

std::string holder_of(const std::filesystem::path& file) {
  const auto text = read_lock_holder(file);
  return text.empty() ? "another migration" : text;
}

[[noreturn]] void time_is_over(const std::filesystem::path& file, milliseconds timeout) {
  throw LockError(
      "the database is being migrated by " + holder_of(file) + "; waited " + std::to_string(timeout.count()) + " ms",
      "try again when it is done, or wait longer with lock_timeout");
}

}  // namespace

std::unique_ptr<MigrationLock> lock(Connection& connection, const LockRequest& request) {
  auto file = database_file(connection);
  if (file.empty()) return std::make_unique<NoLock>();
  file += ".migrate-lock";

  const auto about = request.who + ", since " + rfc3339(system_clock()()) + "\n";
  const auto end = Steady::now() + request.timeout;
  std::minstd_rand random(std::random_device{}());
  auto pause = milliseconds(5);
  bool told = false;
  for (;;) {
    if (auto held = FileLock::try_lock(file, about)) return std::make_unique<HeldLock>(std::move(*held));
    if (!told && request.on_wait) request.on_wait(holder_of(file));
    told = true;
    const auto left = std::chrono::duration_cast<milliseconds>(end - Steady::now());
    if (left <= milliseconds(0)) time_is_over(file, request.timeout);
    // Jitter, so that ten waiters do not come back at the same instant for ever.
    const auto jittered = milliseconds(std::uniform_int_distribution<int>(1, static_cast<int>(pause.count()))(random));
    std::this_thread::sleep_for(std::min(left, pause / 2 + jittered / 2 + milliseconds(1)));
    pause = std::min(pause * 2, milliseconds(100));
  }
}

}  // namespace migrate::sqlite
