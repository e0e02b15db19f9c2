#include "src/import/sql_tools.hpp"

#include <algorithm>
#include <map>

#include "src/base/text.hpp"
#include "src/import/sql_file.hpp"
#include "src/revisions/version.hpp"

namespace migrate {
namespace {

namespace fs = std::filesystem;

SqlFolder read_folder(SqlTool tool, const fs::path& folder) {
  switch (tool) {
    case SqlTool::dbmate: return read_dbmate(folder);
    case SqlTool::golang_migrate: return read_golang_migrate(folder);
    case SqlTool::goose: return read_goose(folder);
    case SqlTool::flyway: return read_flyway(folder);
  }
  return {};
}

/// A file that does not fit is left out, as its tool does; where none fits, the folder is another tool's.
void leave_out_strangers(SqlFolder& read, SqlTool tool, const fs::path& folder) {
  if (!read.migrations.empty()) {
    for (const auto& stranger : read.strangers) read.notes.push_back("left out: " + stranger);
    return;
  }
  if (read.strangers.empty()) return;
  ConfigurationError error(
      folder.string() + " holds no migrations of " + to_string(tool) + ", and files that are none",
      "name the folder of the migrations, or say whose files they are: --from " + join(sql_tool_names(), ", --from "));
  error.details = read.strangers;
  throw error;
}

ImportedRevision imported(SqlTool tool, SqlMigration migration) {
  ImportedRevision out;
  out.revision.id = revision_of_version(tool, migration.version);
  out.revision.message = std::string(trim(replace_all(migration.name, "_", " ")));
  out.revision.transaction = migration.transaction;
  out.revision.file = std::move(migration.file);
  out.sections = std::move(migration.sections);
  out.incomplete = std::move(migration.incomplete);
  if (out.revision.transaction == false) return out;
  out.sections.upgrade = without_own_transaction(out.sections.upgrade);
  if (out.sections.downgrade) out.sections.downgrade = without_own_transaction(*out.sections.downgrade);
  return out;
}

void make_chain(std::vector<ImportedRevision>& revisions, SqlTool tool) {
  const auto id = [](const ImportedRevision& one) { return one.revision.id; };
  if (tool == SqlTool::dbmate) {
    std::ranges::stable_sort(revisions, {}, id);
  } else {
    std::ranges::stable_sort(revisions, comes_before, id);
  }
  for (std::size_t i = 1; i < revisions.size(); ++i) {
    revisions[i].revision.down_revisions = {revisions[i - 1].revision.id};
  }
}

bool has_line_with(const fs::path& file, std::string_view mark) {
  return std::ranges::any_of(split(sql_of(file), '\n'),
                             [&](const auto& line) { return comment_with(line, mark).has_value(); });
}

/// Whose file it is; nobody's where it looks like no tool's.
std::optional<SqlTool> tool_of(const fs::path& file) {
  const auto name = file.filename().string();
  if (!name.ends_with(".sql")) return std::nullopt;
  if (name.ends_with(".up.sql") || name.ends_with(".down.sql")) return SqlTool::golang_migrate;
  if (name.find("__") != name.npos && (name[0] == 'V' || name[0] == 'U' || name[0] == 'R' || name[0] == 'B'))
    return SqlTool::flyway;
  if (has_line_with(file, "+goose")) return SqlTool::goose;
  if (has_line_with(file, "migrate:up")) return SqlTool::dbmate;
  return std::nullopt;
}

}  // namespace

const std::vector<std::string>& sql_tool_names() {
  static const std::vector<std::string> names{"dbmate", "golang-migrate", "goose", "flyway"};
  return names;
}

const std::string& to_string(SqlTool tool) { return sql_tool_names()[static_cast<std::size_t>(tool)]; }

SqlTool find_sql_tool(const fs::path& folder) {
  std::map<SqlTool, std::string> found;
  for (const auto& file : files_of(folder)) {
    if (const auto tool = tool_of(file)) found.try_emplace(*tool, file.filename().string());
  }
  if (found.size() == 1) return found.begin()->first;
  ConfigurationError error(found.empty() ? folder.string() + " holds no SQL migrations of a tool that is known"
                                         : folder.string() + " holds migrations of several tools",
                           "say whose they are: --from " + join(sql_tool_names(), ", --from "));
  for (const auto& [tool, file] : found) error.details.push_back(to_string(tool) + ": " + file);
  throw error;
}

Import read_sql_migrations(SqlTool tool, const fs::path& folder) {
  auto read = read_folder(tool, folder);
  refuse_one_version_twice(read.migrations, tool);
  leave_out_strangers(read, tool, folder);
  Import out;
  out.notes = std::move(read.notes);
  for (auto& migration : read.migrations) out.revisions.push_back(imported(tool, std::move(migration)));
  make_chain(out.revisions, tool);
  return out;
}

std::string revision_of_version(SqlTool tool, std::string_view version) {
  return tool == SqlTool::dbmate ? std::string(version) : plain_version(version);
}

/// Numbers of any length in their order; a version that goes on comes after the one that it begins with.
bool comes_before(const std::string& one, const std::string& other) {
  const auto a = split(one, '.'), b = split(other, '.');
  return std::ranges::lexicographical_compare(a, b, [](const std::string& left, const std::string& right) {
    return left.size() != right.size() ? left.size() < right.size() : left < right;
  });
}

}  // namespace migrate
