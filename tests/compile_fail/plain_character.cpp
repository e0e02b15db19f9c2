// expect: migrate: this member's C++ type has no SQL type: a character is no column, use std::string
// match: value\.(Hero::)?grade
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  char grade = 'a';
};
MIGRATE_EXPORT_MODELS(Hero)
