// A member whose initialiser does not come back.
#include <chrono>
#include <migrate/models.hpp>
#include <thread>

using migrate::Field;

inline std::int64_t asked_for() {
  std::this_thread::sleep_for(std::chrono::hours(1));
  return 1;
}

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  std::int64_t rank = asked_for();
};
MIGRATE_EXPORT_MODELS(Hero)
