// SIGINT and SIGTERM while a database is being changed: the first ends what runs, so that it is rolled back and told;
// a second one ends the program at once.
#pragma once

#include <functional>
#include <memory>

#include <sys/types.h>

namespace migrate {

/// While it lives, the two signals of this process go to a thread of its own, which calls `on_signal` for the first of
/// them. One at a time.
class InterruptWatch {
 public:
  explicit InterruptWatch(std::function<void()> on_signal);
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Which of the two came while a watch lived, since the program began; 0: none.
int interrupting_signal();
/// "SIGINT"
const char* interrupting_signal_name();
/// Throws Error where one came: for those who wait, and between two statements.
void stop_if_interrupted();

/// While it lives, a signal that ends this process ends the processes of a group before: they have left ours, which a
/// terminal sends its signals to. Signals that somebody else takes are left to them. One at a time.
class EndsGroup {
 public:
  explicit EndsGroup(pid_t group);
  ~EndsGroup();
  EndsGroup(const EndsGroup&) = delete;
  EndsGroup& operator=(const EndsGroup&) = delete;
};

/// A child that the first signal ends as well; 0: none.
void end_with_interrupt(pid_t child);
/// In a child that was forked while a watch lives: the signals are its own again.
void take_signals_back();

}  // namespace migrate
