// expect: migrate: a C array cannot be a column: use std::string or std::vector<std::byte>
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  char name[20];
};
MIGRATE_EXPORT_MODELS(Hero)
