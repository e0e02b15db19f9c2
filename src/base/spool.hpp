// A queue of bytes that is written first and read afterwards: in memory while it is small, in a temporary file without
// a name when it grows. For what may be far larger than memory, and is needed once, from front to back.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace migrate {

class Spool {
 public:
  /// Throws Error where the temporary file cannot be made or written.
  void write(std::string_view bytes);
  /// The next bytes, at most `most`; empty at the end. After the first read nothing may be written.
  std::string read(std::size_t most);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  void flush();

  std::string memory_;  ///< what is not in the file (yet)
  std::size_t at_ = 0;  ///< how much of `memory_` is read
  bool reading_ = false;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace migrate
