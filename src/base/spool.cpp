#include "src/base/spool.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "src/base/error.hpp"

namespace migrate {
namespace {

constexpr std::size_t most_memory = 1024 * 1024;

[[noreturn]] void refuse_spool(const std::string& what) {
  throw Error("cannot " + what + " a temporary file: " + std::strerror(errno),
              "the result of a large query is kept in the system's folder for temporary files: make room there");
}

}  // namespace

void Spool::flush() {
  if (!file_) file_.reset(std::tmpfile());
  if (!file_) refuse_spool("make");
  if (std::fwrite(memory_.data(), 1, memory_.size(), file_.get()) != memory_.size()) refuse_spool("write");
  memory_.clear();
}

void Spool::write(std::string_view bytes) {
  memory_ += bytes;
  if (memory_.size() > most_memory) flush();
}

std::string Spool::read(std::size_t most) {
  if (!reading_ && file_) {
    flush();
    if (std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0) refuse_spool("read");
  }
  reading_ = true;
  std::string out(file_ ? most : std::min(most, memory_.size() - at_), '\0');
  if (!file_) {
    out.assign(memory_, at_, out.size());
    at_ += out.size();
    return out;
  }
  out.resize(std::fread(out.data(), 1, most, file_.get()));
  if (out.empty() && std::ferror(file_.get())) refuse_spool("read");
  return out;
}

}  // namespace migrate
