// Directories of SQL migrations that other tools have: dbmate, golang-migrate, goose, Flyway. Each becomes a chain of
// SQL revisions in the order of its versions, and a revision's id is its version, so that what a database says it has
// can be found again.
#pragma once

#include <filesystem>
#include <functional>
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

/// How many statements the database's own lexer finds in a text.
using CountStatements = std::function<std::size_t(std::string_view sql)>;

/// What cannot be taken over as SQL (Go, Java, placeholders) becomes an incomplete revision, so that the chain has no
/// hole; what is no migration of a version (Flyway's repeatable ones, callbacks) is told in the notes. Throws
/// ConfigurationError with all files that are no migrations of the tool. `count` may be empty.
Import read_sql_migrations(SqlTool tool, const std::filesystem::path& folder, const CountStatements& count);

/// A version as the id of a revision: "0001" is "1", and of Flyway's "1_02" "1.2". dbmate's are texts, and stay.
std::string revision_of_version(SqlTool tool, std::string_view version);

}  // namespace migrate
