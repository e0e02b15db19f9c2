// expect: migrate: this member's C++ type has no SQL type
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  char grade = Field{.index = true};
};
MIGRATE_EXPORT_MODELS(Hero)
