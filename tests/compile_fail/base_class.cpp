// expect: migrate: a model cannot inherit: make the shared columns a member
#include <migrate/models.hpp>

using migrate::Field;

struct Timestamps {
  migrate::timestamp created_at;
};
struct Hero : Timestamps {
  std::int64_t id = Field{.primary_key = true};
};
MIGRATE_EXPORT_MODELS(Hero)
