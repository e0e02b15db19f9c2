#include "src/base/interrupt.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <string>
#include <thread>
#include <utility>

#include "src/base/error.hpp"

namespace migrate {
namespace {

std::atomic<int> came{0};
std::atomic<pid_t> child_to_end{0};

constexpr int end_of_watch = SIGUSR2;

sigset_t watched_signals() {
  sigset_t out;
  ::sigemptyset(&out);
  for (const int signal : {SIGINT, SIGTERM, end_of_watch}) ::sigaddset(&out, signal);
  return out;
}

/// As if nobody had watched.
void die_by(int signal) {
  std::signal(signal, SIG_DFL);
  sigset_t only;
  ::sigemptyset(&only);
  ::sigaddset(&only, signal);
  ::pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
  ::kill(::getpid(), signal);
}

std::atomic<pid_t> group_to_end{0};

constexpr std::array<int, 3> ending_signals{SIGINT, SIGTERM, SIGHUP};

void end_group_and_die(int signal) {
  if (const auto group = group_to_end.load(); group > 0) ::kill(-group, SIGKILL);
  die_by(signal);
}

using Handler = void (*)(int);

/// Where `from` takes the signal, `to` does.
void replace_handler(int signal, Handler from, Handler to) {
  struct sigaction now {};
  if (::sigaction(signal, nullptr, &now) != 0 || (now.sa_flags & SA_SIGINFO) != 0 || now.sa_handler != from) return;
  now.sa_handler = to;
  ::sigaction(signal, &now, nullptr);
}

}  // namespace

EndsGroup::EndsGroup(pid_t group) {
  group_to_end = group;
  for (const int signal : ending_signals) replace_handler(signal, SIG_DFL, end_group_and_die);
}

EndsGroup::~EndsGroup() {
  for (const int signal : ending_signals) replace_handler(signal, end_group_and_die, SIG_DFL);
  group_to_end = 0;
}

struct InterruptWatch::State {
  sigset_t before{};
  std::thread thread;
};

InterruptWatch::InterruptWatch(std::function<void()> on_signal) : state_(std::make_unique<State>()) {
  const auto watched = watched_signals();
  ::pthread_sigmask(SIG_BLOCK, &watched, &state_->before);
  state_->thread = std::thread([watched, act = std::move(on_signal)] {
    for (;;) {
      int signal = 0;
      if (::sigwait(&watched, &signal) != 0) continue;
      if (signal == end_of_watch) return;
      int none = 0;
      if (!came.compare_exchange_strong(none, signal)) die_by(signal);
      if (const auto child = child_to_end.load(); child > 0) ::kill(child, SIGTERM);
      act();
    }
  });
}

InterruptWatch::~InterruptWatch() {
  ::pthread_kill(state_->thread.native_handle(), end_of_watch);
  state_->thread.join();
  ::pthread_sigmask(SIG_SETMASK, &state_->before, nullptr);
}

int interrupting_signal() { return came; }

const char* interrupting_signal_name() { return came == SIGTERM ? "SIGTERM" : "SIGINT"; }

void stop_if_interrupted() {
  if (came == 0) return;
  throw Error(std::string("interrupted by ") + interrupting_signal_name(), "run the command again to go on");
}

void end_with_interrupt(pid_t child) { child_to_end = child; }

void take_signals_back() {
  const auto watched = watched_signals();
  ::pthread_sigmask(SIG_UNBLOCK, &watched, nullptr);
}

}  // namespace migrate
