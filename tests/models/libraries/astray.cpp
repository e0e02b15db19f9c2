// Models that are well formed and do not fit together.
#include <migrate/models.hpp>

using migrate::Field;

struct Team {
  std::int64_t id = Field{.primary_key = true};
  std::string name;
};
struct Hero {
  std::int64_t id = Field{.primary_key = true};
  std::int64_t team_id = Field{.foreign_key = "teams.id"};
  std::string team_name = Field{.foreign_key = &Team::id};
  int short_id = Field{.foreign_key = &Team::id};
  std::int64_t boss_id = Field{.foreign_key = &Hero::id, .ondelete = "SET NULL"};
};

MIGRATE_EXPORT_MODELS(Team, Hero)
