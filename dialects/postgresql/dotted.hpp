// Names of several parts in the text of the vocabulary: `schema.role`, `table.column`. A part that holds a dot, a quote
// or white space stands in double quotes, as in SQL; no other does, whatever its case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrate::postgresql {

/// The parts without their quotes.
std::vector<std::string> split_dotted(std::string_view text);
/// The parts as one text; empty ones at the beginning are left out.
std::string dotted(std::string_view first, std::string_view last);

/// The length of the quoted name at the beginning of the text, with its quotes.
std::size_t quoted_length(std::string_view text);

}  // namespace migrate::postgresql
