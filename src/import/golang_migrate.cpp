// golang-migrate: VERSION_NAME.up.sql and VERSION_NAME.down.sql
// (https://github.com/golang-migrate/migrate/blob/master/MIGRATIONS.md).
#include <algorithm>

#include "src/base/files.hpp"
#include "src/base/text.hpp"
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
    (up ? migration->sections.upgrade : migration->sections.downgrade.emplace()) = read_file(file);
    (up ? out.migrations : downs).push_back(std::move(*migration));
  }
  for (auto& down : downs) {
    const auto same = [&](const SqlMigration& up) {
      return revision_of_version(SqlTool::golang_migrate, up.version) ==
             revision_of_version(SqlTool::golang_migrate, down.version);
    };
    const auto found = std::ranges::find_if(out.migrations, same);
    if (found == out.migrations.end() || found->sections.downgrade) {
      out.strangers.push_back(down.file.string() + ": there is no .up.sql of its version");
    } else {
      found->sections.downgrade = std::move(down.sections.downgrade);
    }
  }
  return out;
}

}  // namespace migrate
