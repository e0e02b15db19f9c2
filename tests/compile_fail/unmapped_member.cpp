// expect: migrate: this member's C++ type has no SQL type
#include <map>
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  std::map<int, int> powers;
};
MIGRATE_EXPORT_MODELS(Hero)
