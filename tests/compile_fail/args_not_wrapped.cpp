// expect: migrate: table_args() returns migrate::table_args(...)
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  static auto table_args() { return migrate::check("id > 0"); }
};
MIGRATE_EXPORT_MODELS(Hero)
