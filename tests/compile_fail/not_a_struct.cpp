// expect: migrate: a model is a struct
#include <migrate/models.hpp>

enum class Hero { superman };
MIGRATE_EXPORT_MODELS(Hero)
