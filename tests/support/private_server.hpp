// A MariaDB server of one test alone, which may be killed, or have options of its own.
#pragma once

#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>

#include "dialects/url.hpp"
#include "src/base/files.hpp"

namespace migrate::test {

class PrivateServer {
 public:
  /// What is committed is on the disk. `options` are words of mariadbd's command line.
  explicit PrivateServer(std::string options = "")
      : options_(std::move(options)), folder_("/tmp/migrate-own-" + std::to_string(getpid())) {
    std::filesystem::create_directories(folder_);
    run("start");
  }
  ~PrivateServer() {
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;

  Url url() const { return parse_url("mariadb://root@localhost/?unix_socket=" + (folder_ / "socket").string()); }
  /// At once, as a crash would.
  void kill() {
    const auto pid = std::atoi(read_file(folder_ / "pid").c_str());
    if (pid <= 0 || ::kill(pid, SIGKILL) != 0) return;
    while (::kill(pid, 0) == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  void start_again() { run("again"); }

 private:
  void run(const std::string& action) const {
    const auto command = "MIGRATE_TEST_DURABLE=on MIGRATE_TEST_SERVER_OPTIONS='" + options_ +
                         "' sh " MIGRATE_SOURCE_DIR "/tests/support/servers.sh " + action + " mariadb " +
                         folder_.string() + " >>" + (folder_ / "script.log").string() + " 2>&1 </dev/null";
    if (std::system(command.c_str()) != 0)
      throw std::runtime_error("the server does not start:\n" + read_file(folder_ / "script.log") +
                               read_file(folder_ / "log"));
  }

  std::string options_;
  std::filesystem::path folder_;
};

}  // namespace migrate::test
