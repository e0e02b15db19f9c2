// Numbers in one spelling.
#pragma once

#include <string>
#include <string_view>

namespace migrate::sqlite {

/// A literal as SQLite reads it, and as it makes text of it: `0x10` and `16`, `1.50` and `1.5` and `15e-1`, but `1.0`
/// is not `1`.
std::string canonical_number(std::string_view literal);

/// What a column with a numeric affinity keeps of the number: `1.0` and `1e0` are `1`.
std::string number_value(std::string_view literal);

/// Whether SQLite makes a number of the text where a number is wanted (https://sqlite.org/datatype3.html, 3).
bool is_number_text(std::string_view text);

}  // namespace migrate::sqlite
