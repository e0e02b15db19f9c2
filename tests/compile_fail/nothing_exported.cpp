// expect: migrate: MIGRATE_EXPORT_MODELS needs the models between its parentheses
#include <migrate/models.hpp>

using migrate::Field;

MIGRATE_EXPORT_MODELS()
