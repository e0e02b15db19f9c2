// expect: migrate: only the name of a key or an index is a text: write column(...) around the name of a column
#include <migrate/models.hpp>

using migrate::Field;

struct Hero {
  std::int64_t id = Field{.primary_key = true};
  std::string name;
  static auto table_args() { return migrate::table_args(migrate::unique("name", "id")); }
};
MIGRATE_EXPORT_MODELS(Hero)
