#include "src/engine/retry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <thread>

#include "src/base/interrupt.hpp"

namespace migrate {

void retry_locks(const RetryRules& rules, const std::function<void()>& work) {
  using std::chrono::milliseconds;
  using Steady = std::chrono::steady_clock;
  const auto begun = Steady::now();
  std::minstd_rand random(std::random_device{}());
  auto longest = milliseconds(400);
  for (int attempts = 1;; ++attempts) {
    try {
      return work();
    } catch (LockError& error) {
      stop_if_interrupted();
      const auto spent = std::chrono::duration_cast<milliseconds>(Steady::now() - begun);
      std::uniform_int_distribution<std::int64_t> part(longest.count() / 2, longest.count());
      const milliseconds pause(part(random));
      if (!rules.allowed() || spent + pause >= rules.time) {
        if (attempts > 1)
          error.details.push_back(fmt::format("tried {} times in {} s", attempts, spent.count() / 1000));
        throw;
      }
      if (rules.on_retry) rules.on_retry(error, pause);
      std::this_thread::sleep_for(pause);
      longest = std::min(longest * 2, milliseconds(5'000));
    }
  }
}

}  // namespace migrate
