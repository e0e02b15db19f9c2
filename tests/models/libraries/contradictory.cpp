// Models with one mistake of each kind that the library itself can tell.
#include <migrate/models.hpp>

using migrate::Field;

struct Stranger {
  std::int64_t id = Field{.primary_key = true};
};
struct Hero {
  std::int64_t id = Field{.primary_key = true};
  std::string name = Field{.type = "varchr(20)"};
  std::int64_t team_id = Field{.foreign_key = "team", .ondelete = "CASCADE"};
  std::int64_t friend_id = Field{.foreign_key = &Hero::id, .ondelete = "SETNULL"};
  std::int64_t stranger_id = Field{.foreign_key = &Stranger::id};
  int age = Field{.max_length = 3, .initial = "young"};
};

MIGRATE_EXPORT_MODELS(Hero)
