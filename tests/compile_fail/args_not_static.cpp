// expect: migrate: table_args() has to be a static function
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  auto table_args() { return migrate::table_args(migrate::check("id > 0")); }
};
MIGRATE_EXPORT_MODELS(Hero)
