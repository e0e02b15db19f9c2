#include "tests/support/test_server.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace migrate::test {
namespace {

constexpr unsigned idle_seconds = 10;

/// Paths of sockets are short, and every folder above them must be open to the server's account: not the build folder,
/// nor what TMPDIR says to root.
std::filesystem::path folder_of(const std::string& kind) {
  const auto build = std::to_string(std::hash<std::string>{}(MIGRATE_BINARY_DIR) % 100'000'000);
  const auto temporary = getuid() == 0 ? std::filesystem::path("/tmp") : std::filesystem::temp_directory_path();
  return temporary / ("migrate-" + std::to_string(getuid()) + "-" + build) / kind;
}

int open_lock(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) throw std::runtime_error("cannot open " + file.string());
  return descriptor;
}

int run_script(const std::string& action, const std::string& kind, const std::filesystem::path& folder) {
  const auto log = (folder.string() + ".log");
  return std::system(("sh " MIGRATE_SOURCE_DIR "/tests/support/servers.sh " + action + " " + kind + " " +
                      folder.string() + " >>" + log + " 2>&1 </dev/null")
                         .c_str());
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

/// Ends the server when no test has used it for a while.
[[noreturn]] void keep(const std::string& kind, const std::filesystem::path& folder) {
  setsid();
  const int nothing = open("/dev/null", O_RDWR);
  for (int i = 0; i < 3; ++i) dup2(nothing, i);
  for (int i = 3; i < 256; ++i) close(i);
  const int users = open_lock(folder.string() + ".users");
  for (unsigned idle = 0; idle < idle_seconds;) {
    sleep(1);
    const bool alone = flock(users, LOCK_EX | LOCK_NB) == 0;
    idle = alone ? idle + 1 : 0;
    if (alone && idle < idle_seconds) flock(users, LOCK_UN);
  }
  // the lock is held: whoever comes now waits, and starts a new server
  run_script("stop", kind, folder);
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  std::filesystem::remove(folder.string() + ".started", ignored);
  _exit(0);
}

void start(const std::string& kind, const std::filesystem::path& folder) {
  std::filesystem::remove(folder.string() + ".log");
  std::filesystem::create_directories(folder);
  if (run_script("start", kind, folder) != 0) {
    throw std::runtime_error("the test server does not start:\n" + text_of(folder.string() + ".log") +
                             text_of(folder / "log"));
  }
  std::ofstream(folder.string() + ".started") << "yes\n";
  if (const pid_t child = fork(); child == 0) {
    if (fork() == 0) keep(kind, folder);
    _exit(0);
  } else {
    waitpid(child, nullptr, 0);
  }
}

}  // namespace

const TestServer& TestServer::of(const std::string& kind) {
  static std::map<std::string, TestServer> servers;
  if (const auto found = servers.find(kind); found != servers.end()) return found->second;
  const auto folder = folder_of(kind);
  std::filesystem::create_directories(folder.parent_path());
  std::filesystem::permissions(folder.parent_path(), std::filesystem::perms(0755));
  const int starting = open_lock(folder.string() + ".starting");
  flock(starting, LOCK_EX);
  const int users = open_lock(folder.string() + ".users");  // stays open until the process ends
  flock(users, LOCK_SH);
  if (!std::filesystem::exists(folder.string() + ".started")) start(kind, folder);
  close(starting);
  return servers.emplace(kind, TestServer(folder)).first->second;
}

}  // namespace migrate::test
