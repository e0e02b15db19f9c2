// expect: migrate: this member's C++ type has no SQL type
#include <migrate/models.hpp>

using migrate::Field;

union Power {
  int a;
  float b;
};
struct Hero {
  std::int64_t id = Field{.primary_key = true};
  Power power = {};
};
MIGRATE_EXPORT_MODELS(Hero)
