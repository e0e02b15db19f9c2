// Directories of SQL migrations that other tools have: dbmate, golang-migrate, goose, Flyway. Each becomes a chain of
// SQL revisions in the order of its versions, and a revision's id is its version, so that what a database says it has
// can be found again.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "src/import/imported.hpp"

namespace migrate {

enum class SqlTool { dbmate, golang_migrate, goose, flyway };

/// "dbmate", "golang-migrate", "goose", "flyway": in the order of SqlTool.
const std::vector<std::string>& sql_tool_names();
const std::string& to_string(SqlTool tool);

/// Whose files they are, by their names and by the marks inside. Throws ConfigurationError where that is nobody's, or
/// that of several.
SqlTool find_sql_tool(const std::filesystem::path& folder);

/// What cannot be taken over as SQL (Go, Java, placeholders) becomes an incomplete revision, so that the chain has no
/// hole; what is no migration of a version (Flyway's repeatable ones, callbacks, a way back of
/// nothing) is told in the notes. Throws ConfigurationError where two files are of one version, and with all files
/// where none is a migration of the tool.
Import read_sql_migrations(SqlTool tool, const std::filesystem::path& folder);

/// A version as the id of a revision: "0001" is "1", and of Flyway's "1_02" "1.2". dbmate's are texts, and stay.
std::string revision_of_version(SqlTool tool, std::string_view version);

/// Whether one version as an id comes before another one, to a tool that counts.
bool comes_before(const std::string& one, const std::string& other);

}  // namespace migrate
