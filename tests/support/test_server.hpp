// A private database server that all tests of a run share: the first one that needs it starts it, and it stops a few
// seconds after the last one has ended, however that was. Each test makes databases of its own in it.
//
// A keeper process holds the server: users hold a shared lock on a file, and when the keeper gets the lock for itself,
// nobody is left.
#pragma once

#include <filesystem>
#include <string>

namespace migrate::test {

class TestServer {
 public:
  /// `kind` is one that servers.sh knows. Returns when the server answers. Throws std::runtime_error with its log where
  /// it does not start. Once a process and kind; the lock is held until the process ends.
  static const TestServer& of(const std::string& kind);

  /// Where its socket and its log are.
  const std::filesystem::path& folder() const { return folder_; }

 private:
  explicit TestServer(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;
};

}  // namespace migrate::test
