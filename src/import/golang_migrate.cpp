// golang-migrate: VERSION_NAME.up.sql and VERSION_NAME.down.sql
// (https://github.com/golang-migrate/migrate/blob/master/MIGRATIONS.md).
#include "src/import/sql_file.hpp"

namespace migrate {

SqlFolder read_golang_migrate(const std::filesystem::path& folder) {
  SqlFolder out;
  std::vector<SqlMigration> downs;
  for (const auto& file : files_of(folder)) {
    const auto name = file.filename().string();
    const bool up = name.ends_with(".up.sql");
    if (!up && !name.ends_with(".down.sql")) {
      if (file.extension() == ".sql")
        out.strangers.push_back(file.string() + ": it ends neither in .up.sql nor in .down.sql");
      continue;
    }
    auto migration = numbered(file, std::string_view(name).substr(0, name.size() - (up ? 7 : 9)));
    if (!migration) {
      out.strangers.push_back(file.string() + ": its name does not begin with a version");
      continue;
    }
    (up ? migration->sections.upgrade : migration->sections.downgrade.emplace()) = sql_of(file);
    (up ? out.migrations : downs).push_back(std::move(*migration));
  }
  give_ways_back(out, std::move(downs), SqlTool::golang_migrate, "there is no .up.sql of its version");
  return out;
}

}  // namespace migrate
