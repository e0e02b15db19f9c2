// expect: migrate: a value for a `?` is nullptr, a bool, a whole number, a double, text, bytes
#include <migrate/data_step.hpp>

struct Email {
  std::string text;
};
MIGRATE_DATA_STEP(backfill, step) { step.execute("UPDATE hero SET email = ?", Email{}); }
