// What the readers of the single tools have in common.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/import/sql_tools.hpp"

namespace migrate {

/// A migration as a tool's reader gives it; the chain is made of all together.
struct SqlMigration {
  std::string version;  ///< as it is written
  std::string name;     ///< "add_users"
  std::filesystem::path file;
  SqlSections sections;
  std::optional<bool> transaction;
  std::string incomplete;
};

struct SqlFolder {
  std::vector<SqlMigration> migrations;
  std::vector<std::string> notes;
  std::vector<std::string> strangers;  ///< files that do not fit, each with the reason
};

SqlFolder read_dbmate(const std::filesystem::path& folder);
SqlFolder read_golang_migrate(const std::filesystem::path& folder);
SqlFolder read_goose(const std::filesystem::path& folder);
SqlFolder read_flyway(const std::filesystem::path& folder);

/// The files of a folder, in order of name; hidden ones are left out.
std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder);

/// "12_add_users" as version and name: digits, and what stands behind the underscore. Absent where it is otherwise.
std::optional<SqlMigration> numbered(const std::filesystem::path& file, std::string_view stem);

/// What follows `mark` in a line that is a comment and begins with it, in capitals or not.
std::optional<std::string_view> comment_with(std::string_view line, std::string_view mark);

/// The text of a file, without the mark that some editors put in front of UTF-8.
std::string sql_of(const std::filesystem::path& file);

/// Throws ConfigurationError that names the two files, where two are of one version.
void refuse_one_version_twice(const std::vector<SqlMigration>& migrations, SqlTool tool);

/// Gives each migration that takes one back to that one; what there is no migration of becomes a stranger, told by the
/// words in `lacks`. Throws as above.
void give_ways_back(SqlFolder& folder, std::vector<SqlMigration> ways_back, SqlTool tool, const std::string& lacks);

/// The text without a BEGIN at its beginning and a COMMIT at its end, which the revision's own transaction stands for.
std::string without_own_transaction(const std::string& sql);

}  // namespace migrate
