#include "dialects/wait_for_lock.hpp"

#include <algorithm>
#include <random>
#include <thread>

#include "src/base/error.hpp"
#include "src/base/interrupt.hpp"

namespace migrate {

std::unique_ptr<MigrationLock> wait_for_lock(const LockRequest& request,
                                             const std::function<std::unique_ptr<MigrationLock>()>& attempt,
                                             const std::function<std::string()>& holder) {
  using std::chrono::milliseconds;
  using Steady = std::chrono::steady_clock;
  const auto end = Steady::now() + request.timeout;
  const auto silent_until = Steady::now() + std::min(request.timeout / 2, milliseconds(100));
  std::minstd_rand random(std::random_device{}());
  auto pause = milliseconds(5);
  for (bool told = !request.on_wait;;) {
    stop_if_interrupted();
    if (auto held = attempt()) return held;
    if (!told && Steady::now() >= silent_until) {
      told = true;
      request.on_wait(holder());
    }
    const auto left = std::chrono::duration_cast<milliseconds>(end - Steady::now());
    if (left <= milliseconds(0)) {
      throw LockError("the database is being migrated by " + holder() + "; waited " +
                          std::to_string(request.timeout.count()) + " ms",
                      "try again when it is done, or wait longer with lock_timeout");
    }
    const auto jitter = milliseconds(std::uniform_int_distribution<int>(1, static_cast<int>(pause.count()))(random));
    std::this_thread::sleep_for(std::min(left, pause / 2 + jitter / 2 + milliseconds(1)));
    pause = std::min(pause * 2, milliseconds(100));
  }
}

}  // namespace migrate
