// expect: migrate: this model is only declared here
#include <migrate/models.hpp>

using migrate::Field;

struct Hero;
MIGRATE_EXPORT_MODELS(Hero)
