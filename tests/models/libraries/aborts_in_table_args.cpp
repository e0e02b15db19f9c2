// A table_args() that gives up.
#include <cstdlib>
#include <migrate/models.hpp>

using migrate::Field;

struct Team {
  std::int64_t id = Field{.primary_key = true};
};

struct Hero {
  std::int64_t id = Field{.primary_key = true};

  static auto table_args() {
    if (id_is_wrong()) std::abort();
    return migrate::table_args();
  }
  static bool id_is_wrong() { return true; }
};
MIGRATE_EXPORT_MODELS(Team, Hero)
