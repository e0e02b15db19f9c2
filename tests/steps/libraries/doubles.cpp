// Two steps of the same name.
#include <migrate/data_step.hpp>

namespace a {
MIGRATE_DATA_STEP(backfill, step) {}
}  // namespace a
namespace b {
MIGRATE_DATA_STEP(backfill, step) {}
}  // namespace b
