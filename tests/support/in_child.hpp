// Work done in a forked child, so that it may die there.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "src/base/error.hpp"

namespace migrate::test {

/// Runs `work` in a child, whose exit code it is; an exception is 99, and is told on stderr.
template <class Work>
pid_t in_child(Work work) {
  const auto child = fork();
  if (child != 0) return child;
  int code = 99;
  try {
    code = work();
  } catch (const Error& error) {
    std::fprintf(stderr, "child: %s\n", error.what());
    for (const auto& line : error.details) std::fprintf(stderr, "  %s\n", line.c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "child: %s\n", error.what());
  }
  _exit(code);
}

/// Waits for its end; what waitpid says of it.
inline int status_of(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

}  // namespace migrate::test
