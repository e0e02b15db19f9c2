// expect: migrate: a cell is asked for as bool, a whole number, double, std::string, std::string_view
#include <migrate/data_step.hpp>

MIGRATE_DATA_STEP(backfill, step) {
  for (const auto& row : step.query("SELECT grade FROM hero")) static_cast<void>(row["grade"].as<char>());
}
