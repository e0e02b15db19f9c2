// expect: migrate: this member's C++ type has no SQL type: SQL has no numbers of eight bits, use std::int16_t
// match: value\.(Hero::)?level
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  std::uint8_t level = 0;
};
MIGRATE_EXPORT_MODELS(Hero)
