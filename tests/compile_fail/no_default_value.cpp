// expect: migrate: each member of a model needs a default value
#include <migrate/models.hpp>

using migrate::Field;

struct Team {
  std::int64_t id = Field{.primary_key = true};
};
struct Hero {
  std::int64_t id = Field{.primary_key = true};
  Team& team;
};
MIGRATE_EXPORT_MODELS(Hero)
