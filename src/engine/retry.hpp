// Work that did not get a lock is begun again, until the lock timeout is over.
//
// A statement that waits for the lock of a table has everybody behind it who comes later, also those who only read. So
// it waits for a moment, gives up, lets the others pass, and tries again (Dialect::retries_locks).
#pragma once

#include <chrono>
#include <functional>

#include "src/base/error.hpp"

namespace migrate {

struct RetryRules {
  std::chrono::milliseconds time{0};  ///< how long there may be new attempts; 0: never
  /// Whether what was done so far can be done again; asked after a failure.
  std::function<bool()> allowed;
  /// Before each new attempt. May be empty.
  std::function<void(const LockError& error, std::chrono::milliseconds pause)> on_retry;
};

/// `work` must leave nothing behind when it throws a LockError. Throws what the last attempt threw, and how many there
/// were is among its details.
void retry_locks(const RetryRules& rules, const std::function<void()>& work);

}  // namespace migrate
