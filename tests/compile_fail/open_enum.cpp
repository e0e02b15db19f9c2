// expect: migrate: an enum of a model is an `enum class`, or has its underlying type written out
#include <migrate/models.hpp>

using migrate::Field;

enum Role { leader, member };
struct Hero {
  std::int64_t id = Field{.primary_key = true};
  Role role;
};
MIGRATE_EXPORT_MODELS(Hero)
