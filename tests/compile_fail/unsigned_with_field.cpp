// expect: migrate: this member's C++ type has no SQL type: SQL has no unsigned numbers, use std::int32_t
// match: value\.(Hero::)?years
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  unsigned years = Field{.index = true};
};
MIGRATE_EXPORT_MODELS(Hero)
