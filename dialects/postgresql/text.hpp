// PostgreSQL's lexical rules: how names and strings are written, and where a statement of a script ends
// (https://www.postgresql.org/docs/current/sql-syntax-lexical.html).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// In double quotes only where the bare name would not be it.
std::string quote_name(std::string_view name);
/// A string constant that means the same whatever standard_conforming_strings says.
std::string quote_text(std::string_view text);
/// schema.name, both quoted where they must be.
std::string quote_table(const TableName& table);

std::vector<ScriptStatement> split(std::string_view script);

}  // namespace migrate::postgresql
