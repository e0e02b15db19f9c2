// Crashes before anybody can ask which steps it has.
#include <migrate/data_step.hpp>

#include <cstdlib>

namespace {
[[maybe_unused]] const bool crash = (std::abort(), true);
}
MIGRATE_DATA_STEP(backfill, step) {}
