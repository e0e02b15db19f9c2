// PgBouncer in front of the tests' own PostgreSQL server, with transaction pooling, for as long as this lives.
#pragma once

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/support/postgresql.hpp"
#include "tests/support/temporary_folder.hpp"

namespace migrate::test {

class PgBouncer {
 public:
  /// `pool_size`: how many sessions of the server it has for each database.
  explicit PgBouncer(int pool_size) {
    std::filesystem::permissions(folder_.path, std::filesystem::perms::all);
    folder_.write("pgbouncer.ini", "[databases]\n* = host=" + TestServer::of("postgresql").folder().string() +
                                       " user=postgres\n[pgbouncer]\nauth_type = any\nlisten_port = 6432\n" +
                                       "unix_socket_dir = " + folder_.path.string() +
                                       "\npool_mode = transaction\nmax_client_conn = 100\ndefault_pool_size = " +
                                       std::to_string(pool_size) + "\nlogfile = " + folder_.path.string() + "/log\n");
    process_ = fork();
    if (process_ == 0) run();
    wait_for_socket();
  }
  ~PgBouncer() {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  PgBouncer(const PgBouncer&) = delete;
  PgBouncer& operator=(const PgBouncer&) = delete;

  Url url(const std::string& database) const { return parse_url(url_text(database)); }
  std::string url_text(const std::string& database) const {
    return "postgresql://postgres@/" + database + "?host=" + folder_.path.string() + "&port=6432";
  }

 private:
  [[noreturn]] void run() const {
    if (const auto* account = getuid() == 0 ? getpwnam("postgres") : nullptr) {
      if (setgroups(0, nullptr) != 0 || setgid(account->pw_gid) != 0 || setuid(account->pw_uid) != 0) _exit(126);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto file = (folder_.path / "pgbouncer.ini").string();
    for (const char* program : {"/usr/sbin/pgbouncer", "pgbouncer"})
      execlp(program, program, "-q", file.c_str(), nullptr);
    _exit(127);
  }

  void wait_for_socket() const {
    for (int i = 0; i < 500; ++i) {
      if (listens()) return;
      if (waitpid(process_, nullptr, WNOHANG) != 0) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    throw std::runtime_error("pgbouncer does not start: is it installed?");
  }

  /// The file is there a moment before anybody listens.
  bool listens() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = (folder_.path / ".s.PGSQL.6432").string();
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    const int client = socket(AF_UNIX, SOCK_STREAM, 0);
    const bool out = connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    close(client);
    return out;
  }

  TemporaryFolder folder_;
  pid_t process_ = 0;
};

}  // namespace migrate::test
