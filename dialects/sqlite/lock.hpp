// "One migration at a time" for a database file: a locked file `<database>.migrate-lock` beside it.
//
// SQLite's own lock is held only while a transaction is open; a migration is many of them.
#pragma once

#include <memory>

#include "dialects/dialect.hpp"

namespace migrate::sqlite {

/// Waits for the lock, polling. Throws LockError, naming the holder, when `request.timeout` is over. A database in
/// memory belongs to its connection and needs no lock: the result then does nothing.
std::unique_ptr<MigrationLock> lock(Connection& connection, const LockRequest& request);

}  // namespace migrate::sqlite
