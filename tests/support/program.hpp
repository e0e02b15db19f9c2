// The real binary, run in a folder: what it wrote on which stream, and its exit code.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "src/base/files.hpp"
#include "tests/support/temporary_folder.hpp"

namespace migrate {

struct Ran {
  int code = -1;
  std::string out;
  std::string err;
};

/// A project's folder with the program in it. The program sees PATH and what `environment` says, and nothing else.
class Program {
 public:
  explicit Program(std::string executable) : executable_(std::move(executable)) {}

  Ran operator()(std::vector<std::string> arguments) const { return run(std::move(arguments), streams_.path / "out"); }
  /// With a standard output that takes nothing.
  Ran into_full_device(std::vector<std::string> arguments) const { return run(std::move(arguments), "/dev/full"); }

  TemporaryFolder folder;  ///< the working directory
  std::map<std::string, std::string> environment;

 private:
  Ran run(std::vector<std::string> arguments, const std::filesystem::path& out) const {
    const auto err = streams_.path / "err";
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child == 0) execute(std::move(arguments), out, err);
    int status = 0;
    waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out == "/dev/full" ? "" : read_file(out),
            read_file(err)};
  }

  [[noreturn]] void execute(std::vector<std::string> arguments, const std::filesystem::path& out,
                            const std::filesystem::path& err) const {
    if (chdir(folder.path.c_str()) != 0 || !std::freopen(out.c_str(), "wb", stdout) ||
        !std::freopen(err.c_str(), "wb", stderr)) {
      _exit(126);
    }
    arguments.insert(arguments.begin(), executable_);
    std::vector<std::string> variables{"PATH=/usr/bin:/bin"};
    for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
    execve(executable_.c_str(), pointers(arguments).data(), pointers(variables).data());
    _exit(127);
  }

  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
  }

  std::string executable_;
  TemporaryFolder streams_;
};

}  // namespace migrate
