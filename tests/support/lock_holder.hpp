// A process that holds the migration lock until it is killed.
#pragma once

#include <signal.h>

#include <functional>
#include <memory>
#include <stdexcept>

#include "dialects/dialect.hpp"
#include "tests/support/in_child.hpp"

namespace migrate::test {

class LockHolder {
 public:
  using Hold = std::function<void(std::unique_ptr<MigrationLock>)>;

  /// `work` runs in the child, takes the lock and calls what it is given with it, which never returns. Throws
  /// std::runtime_error where that did not come about.
  explicit LockHolder(const std::function<void(const Hold&)>& work) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    child_ = in_child([&] {
      work([&](const std::unique_ptr<MigrationLock>& held) {
        if (held && write(ends[1], "x", 1) == 1) pause();
      });
      return 1;
    });
    close(ends[1]);
    char byte = 0;
    const bool held = read(ends[0], &byte, 1) == 1;
    close(ends[0]);
    if (!held) throw std::runtime_error("the holder did not get the lock");
  }
  ~LockHolder() { kill_it(); }
  LockHolder(const LockHolder&) = delete;
  LockHolder& operator=(const LockHolder&) = delete;

  void kill_it() {
    if (child_ == 0) return;
    kill(child_, SIGKILL);
    status_of(child_);
    child_ = 0;
  }

 private:
  pid_t child_ = 0;
};

}  // namespace migrate::test
