// One migration at a time per database: a named lock of the server (GET_LOCK), which goes with its connection, however
// that ends. It is asked for and never waited for in the server, so that a waiter holds nothing there. On a Galera
// cluster, where it is a matter of one node, a lease (lease.hpp).
#pragma once

#include <memory>

#include "dialects/dialect.hpp"

namespace migrate::mysql {

/// See Dialect::lock.
std::unique_ptr<MigrationLock> lock(Connection& connection, const LockRequest& request);

}  // namespace migrate::mysql
