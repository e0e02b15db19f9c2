// A model whose members cannot be made.
#include <migrate/models.hpp>

using migrate::Field;

inline std::string read_name() { throw std::runtime_error("no name today"); }
struct Hero {
  std::int64_t id = Field{.primary_key = true};
  std::string name = read_name();
};

MIGRATE_EXPORT_MODELS(Hero)
