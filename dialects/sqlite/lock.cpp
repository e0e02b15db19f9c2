#include "dialects/sqlite/lock.hpp"

#include <filesystem>
#include <utility>

#include "dialects/sqlite/connection.hpp"
#include "dialects/wait_for_lock.hpp"
#include "src/base/clock.hpp"
#include "src/base/file_lock.hpp"

namespace migrate::sqlite {
namespace {

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

}  // namespace

std::unique_ptr<MigrationLock> lock(Connection& connection, const LockRequest& request) {
  auto file = database_file(connection);
  if (file.empty()) return std::make_unique<NoLock>();
  file += ".migrate-lock";

  const auto about = request.who + ", since " + rfc3339(system_clock()()) + "\n";
  const auto attempt = [&]() -> std::unique_ptr<MigrationLock> {
    auto held = FileLock::try_lock(file, about);
    return held ? std::make_unique<HeldLock>(std::move(*held)) : nullptr;
  };
  return wait_for_lock(request, attempt, [&] { return holder_of(file); });
}

}  // namespace migrate::sqlite
