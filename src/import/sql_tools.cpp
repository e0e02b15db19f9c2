#include "src/import/sql_tools.hpp"

#include <algorithm>
#include <map>

#include "src/base/text.hpp"
#include "src/import/sql_file.hpp"

namespace migrate {
namespace {

namespace fs = std::filesystem;

SqlFolder read_folder(SqlTool tool, const fs::path& folder, const CountStatements& count) {
  switch (tool) {
    case SqlTool::dbmate: return read_dbmate(folder);
    case SqlTool::golang_migrate: return read_golang_migrate(folder);
    case SqlTool::goose: return read_goose(folder, count);
    case SqlTool::flyway: return read_flyway(folder);
  }
  return {};
}

std::string without_zeros(std::string_view digits) {
  const auto first = digits.find_first_not_of('0');
  return first == digits.npos ? "0" : std::string(digits.substr(first));
}

/// Numbers of any length in their order; a version that goes on comes after the one that it begins with.
bool comes_before(const std::string& one, const std::string& other) {
  const auto a = split(one, '.'), b = split(other, '.');
  return std::ranges::lexicographical_compare(a, b, [](const std::string& left, const std::string& right) {
    return left.size() != right.size() ? left.size() < right.size() : left < right;
  });
}

void refuse_strangers(const SqlFolder& read, SqlTool tool, const fs::path& folder) {
  if (read.strangers.empty()) return;
  ConfigurationError error(
      folder.string() + " holds files that are no migrations of " + to_string(tool),
      "move them away, or say whose files they are: --from " + join(sql_tool_names(), ", --from "));
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
    const auto &before = revisions[i - 1].revision, &after = revisions[i].revision;
    if (before.id == after.id) {
      throw ConfigurationError(
          "two files have the version " + after.id + ": " + before.file.string() + " and " + after.file.string(),
          "give one of them another version");
    }
    revisions[i].revision.down_revisions = {before.id};
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
  if (name.find("__") != name.npos && (name[0] == 'V' || name[0] == 'U' || name[0] == 'R')) return SqlTool::flyway;
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

Import read_sql_migrations(SqlTool tool, const fs::path& folder, const CountStatements& count) {
  auto read = read_folder(tool, folder, count);
  refuse_strangers(read, tool, folder);
  Import out;
  out.notes = std::move(read.notes);
  for (auto& migration : read.migrations) out.revisions.push_back(imported(tool, std::move(migration)));
  make_chain(out.revisions, tool);
  return out;
}

std::string revision_of_version(SqlTool tool, std::string_view version) {
  if (tool == SqlTool::dbmate) return std::string(version);
  std::vector<std::string> parts;
  for (const auto& part : split(replace_all(std::string(version), "_", "."), '.')) parts.push_back(without_zeros(part));
  while (parts.size() > 1 && parts.back() == "0") parts.pop_back();  // to Flyway 1.0 is 1
  return join(parts, ".");
}

}  // namespace migrate
