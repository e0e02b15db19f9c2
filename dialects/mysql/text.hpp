// The lexical rules of MySQL and MariaDB in the session that we set up (errors.hpp, session_settings): how names and
// strings are written, and where a statement of a script ends
// (https://dev.mysql.com/doc/refman/8.4/en/language-structure.html).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::mysql {

/// In backticks.
std::string quote_name(std::string_view name);
/// A string constant; backslashes are escaped, as they escape.
std::string quote_text(std::string_view text);
std::string quote_table(const TableName& table);

/// The statement with its parameters in it, as constants that mean the same whatever the session's modes are: texts and
/// bytes in hexadecimal. The driver's prepared statements know neither all statements nor all types, and keep whole
/// results. Throws DatabaseError where there are more or fewer values than places.
std::string with_parameters(std::string_view sql, std::span<const SqlValue> values);

std::vector<ScriptStatement> split(std::string_view script);

}  // namespace migrate::mysql
