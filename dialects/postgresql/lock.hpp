// One migration at a time per database.
#pragma once

#include <memory>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// See Dialect::lock.
std::unique_ptr<MigrationLock> lock(Connection& connection, const LockRequest& request);

}  // namespace migrate::postgresql
