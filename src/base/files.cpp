#include "src/base/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "src/base/error.hpp"

namespace migrate {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

[[noreturn]] void cannot_read(const std::filesystem::path& path, const char* reason) {
  throw ConfigurationError("cannot read " + path.string() + ": " + reason);
}

[[noreturn]] void cannot_write(const std::filesystem::path& path, int code) {
  std::string hint;
  if (code == EEXIST) hint = "move the file away, or choose another name; nothing is overwritten";
  if (code == ENOENT) hint = "the folder " + path.parent_path().string() + " does not exist";
  throw Error("cannot write " + path.string() + ": " + std::strerror(code), hint);
}

std::string read_all(std::FILE* file, const std::filesystem::path& path) {
  std::string out;
  char buffer[16 * 1024];
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, file)) out.append(buffer, count);
  // a folder opens like a file and fails only here
  if (std::ferror(file)) cannot_read(path, std::strerror(errno));
  return out;
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) cannot_read(path, std::strerror(errno));
  return read_all(file.get(), path);
}

std::string read_file_front(const std::filesystem::path& path, std::size_t most) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) cannot_read(path, std::strerror(errno));
  std::string out(most, '\0');
  const ssize_t count = ::read(file, out.data(), most);  // of a file, as much as there is
  const int code = count < 0 ? errno : 0;
  ::close(file);
  if (code != 0) cannot_read(path, std::strerror(code));
  out.resize(static_cast<std::size_t>(count));
  return out;
}

std::optional<std::string> read_file_if_exists(const std::filesystem::path& path) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) cannot_read(path, std::strerror(errno));
  return read_all(file.get(), path);
}

void write_new_file(const std::filesystem::path& path, std::string_view text) {
  File file(std::fopen(path.c_str(), "wbx"));
  if (!file) cannot_write(path, errno);
  const bool written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  int code = written ? 0 : errno;
  if (std::fclose(file.release()) != 0 && code == 0) code = errno;
  if (code == 0) return;
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  cannot_write(path, code);
}

void replace_file(const std::filesystem::path& path, std::string_view text) {
  auto beside = path;
  beside += ".new";
  write_new_file(beside, text);
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!error) std::filesystem::permissions(beside, status.permissions(), error);
  if (!error) std::filesystem::rename(beside, std::filesystem::canonical(path, error), error);
  if (!error) return;
  std::error_code ignored;
  std::filesystem::remove(beside, ignored);
  throw Error("cannot write " + path.string() + ": " + error.message());
}

bool may_write_into(const std::filesystem::path& folder) {
  return ::faccessat(AT_FDCWD, folder.empty() ? "." : folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
}

void make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw Error("cannot make the folder " + path.string() + ": " + error.message());
}

}  // namespace migrate
