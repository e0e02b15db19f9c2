// expect: primary
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary = true};
};
MIGRATE_EXPORT_MODELS(Hero)
