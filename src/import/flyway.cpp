// Flyway: V1.2__name.sql, U1.2__name.sql to take it back, R__name.sql to be run whenever it changes; callbacks; Java
// (https://documentation.red-gate.com/fd/migrations-271585107.html).
#include <algorithm>
#include <regex>

#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/import/sql_file.hpp"

namespace migrate {
namespace {

namespace fs = std::filesystem;

/// Folders below the location count too.
void collect(const fs::path& folder, std::vector<fs::path>& out) {
  for (const auto& file : files_of(folder)) out.push_back(file);
  std::vector<fs::path> below;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_directory() && !entry.path().filename().native().starts_with('.')) below.push_back(entry.path());
  }
  std::ranges::sort(below);
  for (const auto& one : below) collect(one, out);
}

/// Where a placeholder such as ${schema} stands; empty where there is none.
std::string placeholder_in(const std::string& sql) {
  const auto at = sql.find("${");
  if (at == sql.npos) return {};
  const auto end = sql.find('}', at);
  return sql.substr(at, end == sql.npos ? 2 : end - at + 1) + " in line " + std::to_string(position_of(sql, at).line);
}

void read_sql(const fs::path& file, SqlMigration& migration, std::string& section) {
  section = sql_of(file);
  const auto placeholder = placeholder_in(section);
  if (!placeholder.empty() && migration.incomplete.empty()) {
    migration.incomplete = file.filename().string() + " has the placeholder " + placeholder;
  }
  const auto settings = read_file_if_exists(file.string() + ".conf");
  static const std::regex open("executeInTransaction[ \t]*=[ \t]*false");
  if (settings && std::regex_search(*settings, open)) migration.transaction = false;
}

/// What is no migration upwards.
struct Others {
  std::vector<SqlMigration> undos, baselines;
};

void take(const fs::path& file, SqlFolder& out, Others& others) {
  static const std::regex versioned(R"(([VUB])([0-9]+(?:[._][0-9]+)*)__(.*)\.(sql|java|kt|class))");
  static const std::regex callback(R"((before|after|create)[A-Z]\w*(__.*)?\.sql)");
  const auto name = file.filename().string();
  std::smatch found;
  if (std::regex_match(name, found, versioned)) {
    SqlMigration migration;
    migration.version = found[2], migration.name = found[3], migration.file = file;
    if (found[1] == "B") {
      read_sql(file, migration, migration.sections.upgrade);
      others.baselines.push_back(std::move(migration));
    } else if (found[4] != "sql") {
      migration.incomplete = "it is written in Java";
      (found[1] == "V" ? out.migrations : others.undos).push_back(std::move(migration));
    } else if (found[1] == "V") {
      read_sql(file, migration, migration.sections.upgrade);
      out.migrations.push_back(std::move(migration));
    } else {
      read_sql(file, migration, migration.sections.downgrade.emplace());
      others.undos.push_back(std::move(migration));
    }
  } else if (name.starts_with("R__")) {
    out.notes.push_back(file.string() +
                        " is repeatable and was left out: a revision runs once; put what it makes into a new revision "
                        "whenever it changes");
  } else if (std::regex_match(name, callback)) {
    out.notes.push_back(file.string() + " is a callback and was left out: there is nothing like it");
  } else if (file.extension() == ".sql") {
    out.strangers.push_back(file.string() + ": its name is not of the form V1__name.sql");
  }
}

std::string version_of(const SqlMigration& one) { return revision_of_version(SqlTool::flyway, one.version); }

/// The newest baseline stands for the versions up to it where these are no longer there.
void take_baseline(std::vector<SqlMigration> baselines, SqlFolder& out) {
  std::ranges::sort(baselines, [](const auto& a, const auto& b) { return comes_before(version_of(b), version_of(a)); });
  for (auto& one : baselines) {
    const auto is_below = [&](const SqlMigration& other) { return !comes_before(version_of(one), version_of(other)); };
    if (std::ranges::any_of(out.migrations, is_below)) {
      out.notes.push_back(one.file.string() + " is a baseline and was left out: the versions below it are imported");
    } else if (&one != &baselines.front()) {
      out.notes.push_back(one.file.string() + " is a baseline and was left out: there is a newer one");
    } else {
      out.migrations.push_back(std::move(one));
    }
  }
}

}  // namespace

SqlFolder read_flyway(const fs::path& folder) {
  SqlFolder out;
  std::vector<fs::path> files;
  Others others;
  collect(folder, files);
  for (const auto& file : files) take(file, out, others);
  take_baseline(std::move(others.baselines), out);
  give_ways_back(out, std::move(others.undos), SqlTool::flyway,
                 "there is no migration of the version that it takes back");
  return out;
}

}  // namespace migrate
