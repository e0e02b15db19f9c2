// expect: invalid use of non-static data member
#include <migrate/models.hpp>

using migrate::Field;

struct Team {
  std::int64_t id = Field{.primary_key = true};
};
struct Hero {
  std::int64_t id = Field{.primary_key = true};
  std::int64_t team_id = Field{.foreign_key = Team::id};
};
MIGRATE_EXPORT_MODELS(Team, Hero)
