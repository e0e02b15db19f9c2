// expect: migrate: a model needs at least one member
#include <migrate/models.hpp>

struct Hero {};
MIGRATE_EXPORT_MODELS(Hero)
