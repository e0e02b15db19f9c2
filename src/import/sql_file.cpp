#include "src/import/sql_file.hpp"

#include <algorithm>
#include <map>

#include "src/base/files.hpp"
#include "src/base/text.hpp"

namespace migrate {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto name = entry.path().filename().native();
    if (!name.starts_with('.') && entry.is_regular_file()) out.push_back(entry.path());
  }
  if (error) {
    throw ConfigurationError("cannot read the folder " + folder.string() + ": " + error.message(),
                             "name the folder that the migrations are in");
  }
  std::ranges::sort(out);
  return out;
}

std::optional<SqlMigration> numbered(const fs::path& file, std::string_view stem) {
  const auto digits = std::min(stem.find_first_not_of("0123456789"), stem.size());
  if (digits == 0 || (digits < stem.size() && stem[digits] != '_')) return std::nullopt;
  SqlMigration out;
  out.version = stem.substr(0, digits);
  out.name = digits < stem.size() ? stem.substr(digits + 1) : "";
  out.file = file;
  return out;
}

std::optional<std::string_view> comment_with(std::string_view line, std::string_view mark) {
  line = trim(line);
  if (!line.starts_with("--")) return std::nullopt;
  line = trim(line.substr(2));
  if (!equal_ignoring_case(line.substr(0, mark.size()), mark)) return std::nullopt;
  const auto rest = line.substr(mark.size());
  if (!rest.empty() && rest[0] != ' ' && rest[0] != '\t') return std::nullopt;
  return trim(rest);
}

std::string sql_of(const fs::path& file) {
  auto text = read_file(file);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

void refuse_one_version_twice(const std::vector<SqlMigration>& migrations, SqlTool tool) {
  std::map<std::string, fs::path> known;
  for (const auto& one : migrations) {
    const auto [first, is_new] = known.emplace(revision_of_version(tool, one.version), one.file);
    if (is_new) continue;
    throw ConfigurationError(
        "two files have the version " + first->first + ": " + first->second.string() + " and " + one.file.string(),
        "give one of them another version");
  }
}

void give_ways_back(SqlFolder& folder, std::vector<SqlMigration> ways_back, SqlTool tool, const std::string& lacks) {
  refuse_one_version_twice(folder.migrations, tool);
  refuse_one_version_twice(ways_back, tool);
  for (auto& back : ways_back) {
    const auto same = [&](const SqlMigration& up) {
      return revision_of_version(tool, up.version) == revision_of_version(tool, back.version);
    };
    const auto found = std::ranges::find_if(folder.migrations, same);
    if (found == folder.migrations.end()) {
      folder.strangers.push_back(back.file.string() + ": " + lacks);
      continue;
    }
    found->sections.downgrade = std::move(back.sections.downgrade);
    if (found->incomplete.empty()) found->incomplete = std::move(back.incomplete);
    if (back.transaction) found->transaction = back.transaction;
  }
}

std::string without_own_transaction(const std::string& sql) {
  auto lines = split(sql, '\n');
  const auto is_text = [](const std::string& line) { return !trim(line).empty() && !trim(line).starts_with("--"); };
  const auto first = std::ranges::find_if(lines, is_text);
  const auto last = std::find_if(lines.rbegin(), lines.rend(), is_text);
  if (first == lines.end()) return sql;
  const auto one_of = [](const std::string& line, const std::vector<std::string>& words) {
    return std::ranges::find(words, upper(trim(line))) != words.end();
  };
  if (!one_of(*first, {"BEGIN;", "BEGIN TRANSACTION;", "START TRANSACTION;", "BEGIN WORK;"}) ||
      !one_of(*last, {"COMMIT;", "END;", "COMMIT TRANSACTION;", "END TRANSACTION;", "COMMIT WORK;"})) {
    return sql;
  }
  first->clear();
  last->clear();
  return std::string(trim(join(lines, "\n"))) + "\n";
}

}  // namespace migrate
