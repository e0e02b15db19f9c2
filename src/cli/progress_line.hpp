// What is going on now, shown while it goes on: in a terminal one line of its width that is written anew several times
// a second, elsewhere a plain line every ten seconds. A thread of its own writes it, since a statement that takes its
// time gives nobody else a turn: on a server there is nothing to be seen of it but its time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>

#include "src/base/output.hpp"

namespace migrate {

/// What runs: "copy the rows of hero", "create index ix_hero_name", "commit".
struct Phase {
  std::string what;
  std::size_t done = 0;   ///< rows
  std::size_t total = 0;  ///< 0: it cannot be told how far it is
  std::chrono::milliseconds elapsed{0};
};

/// "copy the rows of hero: 430,000 of 1,000,000 rows (43 %), 310,000/s, 1.8 s left", with fewer numbers and at last
/// fewer letters where the columns are too few.
std::string phase_text(const Phase& phase, std::size_t columns);

class ProgressLine {
 public:
  /// The output must outlive it. Nothing is shown where the output shows no information.
  explicit ProgressLine(Output& out) : out_(out) {}
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// A revision begins.
  void begin();
  /// A phase of it does.
  void phase(const std::string& what);
  /// So many rows of the phase are done.
  void at(std::size_t done, std::size_t total);
  /// Nothing runs any more; the line is taken away.
  void end();

 private:
  using Clock = std::chrono::steady_clock;

  void run();
  void show();
  std::string text(std::size_t columns) const;

  Output& out_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  bool running_ = false;
  Phase phase_;
  Clock::time_point phase_began_;
  Clock::time_point due_;  ///< when the next line is to be shown
  std::thread thread_;
};

}  // namespace migrate
