#include "dialects/postgresql/lock.hpp"

namespace migrate::postgresql {

std::unique_ptr<MigrationLock> lock(Connection&, const LockRequest&) { return std::make_unique<MigrationLock>(); }

}  // namespace migrate::postgresql
