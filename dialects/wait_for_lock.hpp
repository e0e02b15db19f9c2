// Waiting for the migration lock: every dialect can only try to have it, and this tries again until the time is over.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "dialects/dialect.hpp"

namespace migrate {

/// Calls `attempt` until it returns the lock, with growing and random pauses in between, so that ten waiters do not
/// come back at the same instant for ever. Tells who holds it once, by `request.on_wait`, and not at the first instant:
/// the holder may only just be writing down who it is, and a moment's wait is not worth a word. Throws LockError when
/// the time is over.
std::unique_ptr<MigrationLock> wait_for_lock(const LockRequest& request,
                                             const std::function<std::unique_ptr<MigrationLock>()>& attempt,
                                             const std::function<std::string()>& holder);

}  // namespace migrate
