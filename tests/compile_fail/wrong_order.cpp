// expect: designator
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  std::string name = Field{.max_length = 80, .index = true};
};
MIGRATE_EXPORT_MODELS(Hero)
