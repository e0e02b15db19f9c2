// dbmate: one file a version, "-- migrate:up" and "-- migrate:down" inside, with options behind them
// (https://github.com/amacneil/dbmate#migration-options).
#include "src/base/text.hpp"
#include "src/import/sql_file.hpp"

namespace migrate {
namespace {

/// dbmate takes any name that begins with digits: 1-users, 1users.
std::string with_underscore(std::string stem) {
  const auto digits = stem.find_first_not_of("0123456789");
  if (digits == 0 || digits == stem.npos || stem[digits] == '_') return stem;
  return stem[digits] == '-' ? stem.replace(digits, 1, "_") : stem.insert(digits, "_");
}

void read_options(std::string_view options, const std::filesystem::path& file, std::size_t line, SqlMigration& out) {
  for (const auto& option : split(options, ' ')) {
    if (trim(option).empty() || option == "transaction:true") continue;
    if (option != "transaction:false") {
      throw ConfigurationError("dbmate knows no option '" + option + "'", "it has transaction:false",
                               {file.string(), line, 1});
    }
    out.transaction = false;
  }
}

void read_blocks(const std::filesystem::path& file, SqlMigration& out) {
  std::string* block = nullptr;
  bool has_up = false;
  std::size_t number = 0;
  for (const auto& line : split(sql_of(file), '\n')) {
    ++number;
    const auto up = comment_with(line, "migrate:up"), down = comment_with(line, "migrate:down");
    if (up || down) {
      read_options(up ? *up : *down, file, number, out);
      has_up = has_up || up;
      block = up ? &out.sections.upgrade : &out.sections.downgrade.emplace();
    } else if (block) {
      *block += line + "\n";
    }
  }
  if (!has_up) {
    throw ConfigurationError("the file has no line '-- migrate:up'", "dbmate's migrations have one", {file.string()});
  }
  out.sections.upgrade = std::string(trim(out.sections.upgrade)) + "\n";
  if (out.sections.downgrade) out.sections.downgrade = std::string(trim(*out.sections.downgrade)) + "\n";
}

}  // namespace

SqlFolder read_dbmate(const std::filesystem::path& folder) {
  SqlFolder out;
  for (const auto& file : files_of(folder)) {
    if (file.extension() != ".sql") continue;
    auto migration = numbered(file, with_underscore(file.stem().string()));
    if (!migration) {
      out.strangers.push_back(file.string() + ": its name does not begin with a version");
      continue;
    }
    read_blocks(file, *migration);
    out.migrations.push_back(std::move(*migration));
  }
  return out;
}

}  // namespace migrate
