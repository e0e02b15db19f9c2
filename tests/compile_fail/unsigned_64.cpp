// expect: migrate: this member's C++ type has no SQL type: SQL has no unsigned numbers, use std::int64_t, or
// match: value\.(Hero::)?points
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  std::uint64_t points = 0;
};
MIGRATE_EXPORT_MODELS(Hero)
