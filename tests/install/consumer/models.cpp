#include "models.hpp"

MIGRATE_EXPORT_MODELS(Team)
