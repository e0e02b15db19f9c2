// expect: migrate: table_args() takes what unique()
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  static auto table_args() { return migrate::table_args("id > 0"); }
};
MIGRATE_EXPORT_MODELS(Hero)
