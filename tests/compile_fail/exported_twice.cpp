// expect: redefinition of
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
};
MIGRATE_EXPORT_MODELS(Hero)
MIGRATE_EXPORT_MODELS(Hero)
