// expect: migrate: this member's C++ type, a std::array, has no SQL type
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  std::array<int, 3> powers;
};
MIGRATE_EXPORT_MODELS(Hero)
