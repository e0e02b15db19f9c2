// expect: migrate: a model is a plain struct: no constructors, no private or virtual members
#include <migrate/models.hpp>

using migrate::Field;

class Hero {
  std::int64_t id = Field{.primary_key = true};
};
MIGRATE_EXPORT_MODELS(Hero)
