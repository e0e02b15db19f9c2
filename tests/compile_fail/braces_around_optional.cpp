// expect: write `name = Field{...}`, not `name{Field{...}}`
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  std::optional<int> age{Field{.index = true}};
};
MIGRATE_EXPORT_MODELS(Hero)
