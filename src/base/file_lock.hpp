// A lock that is a file: held by an open descriptor, so that it dies with its process, however that dies.
//
// The platform call of the project's "one migration at a time". It only tries; who waits, and how long, is the
// caller's affair. The file holds a line about the holder, for those who find the lock taken.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace migrate {

/// Held from `try_lock` until destroyed, which also removes the file. Moves, never copies.
class FileLock {
 public:
  /// Takes the lock, making the file where needed, and writes `about` into it; nothing where somebody else has it.
  /// Throws DatabaseError where the file cannot be made or locked, or is a link: what it leads to is never touched.
  static std::optional<FileLock> try_lock(const std::filesystem::path& file, std::string_view about);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  FileLock(std::filesystem::path file, int descriptor) : file_(std::move(file)), descriptor_(descriptor) {}

  std::filesystem::path file_;
  int descriptor_ = -1;
};

/// What the holder wrote about itself; empty where the file is gone or nothing stands in it yet.
std::string read_lock_holder(const std::filesystem::path& file);

}  // namespace migrate
