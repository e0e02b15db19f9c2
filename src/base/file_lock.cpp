#include "src/base/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

[[noreturn]] void refuse_lock(const std::filesystem::path& file, int error) {
  throw DatabaseError("cannot lock " + file.string() + ": " + std::strerror(error),
                      "the folder of the database must be writable for the account that migrates it");
}

/// The file is going to be overwritten, and its place is known beforehand: whoever may write to the folder could have
/// put something there that leads to a file of ours.
[[noreturn]] void refuse_foreign(const std::filesystem::path& file, std::string_view what) {
  throw DatabaseError("the lock file " + file.string() + " is " + std::string(what) + ", not a file of its own",
                      "look who made it, and remove it: the lock is a plain file, made and removed by each migration");
}

/// Throws where the file is not a plain one with one name. Without any name it was the lock of another.
void require_plain(const std::filesystem::path& file, int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return;
  const bool plain = S_ISREG(status.st_mode);
  if (plain && status.st_nlink <= 1) return;
  ::close(descriptor);
  refuse_foreign(file, plain ? "another name of some file (a hard link)" : "a device or a pipe");
}

/// Whether the path still leads to the file that is open: the holder before us removes it when it lets go, and then a
/// lock on the old file keeps nobody out.
bool is_same_file(const std::filesystem::path& file, int descriptor) {
  struct stat open_file {};
  struct stat named_file {};
  return ::fstat(descriptor, &open_file) == 0 && ::lstat(file.c_str(), &named_file) == 0 &&
         open_file.st_ino == named_file.st_ino && open_file.st_dev == named_file.st_dev;
}

void replace_text(int descriptor, std::string_view text) {
  // What stands in the file serves messages only: a full disk must not keep anybody from migrating.
  if (::ftruncate(descriptor, 0) != 0) return;
  if (::pwrite(descriptor, text.data(), text.size(), 0) < 0) return;
}

}  // namespace

std::optional<FileLock> FileLock::try_lock(const std::filesystem::path& file, std::string_view about) {
  for (;;) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (descriptor < 0 && errno == ELOOP) refuse_foreign(file, "a symbolic link");
    if (descriptor < 0) refuse_lock(file, errno);
    require_plain(file, descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      ::close(descriptor);
      if (error == EINTR) continue;
      if (error == EWOULDBLOCK) return std::nullopt;
      refuse_lock(file, error);
    }
    if (is_same_file(file, descriptor)) {
      replace_text(descriptor, about);
      return FileLock(file, descriptor);
    }
    ::close(descriptor);
  }
}

FileLock::FileLock(FileLock&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ < 0) return;
  ::unlink(file_.c_str());  // while it is still ours: whoever locks the old file sees that the name is gone
  ::close(descriptor_);
}

std::string read_lock_holder(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  return std::string(trim(text));
}

}  // namespace migrate
