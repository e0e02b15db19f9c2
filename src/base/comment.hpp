// The one writer of comments into files that are read again, by us or by another client: revision files, scripts. What
// stands in them may come from a catalog, where names hold what they like.
#pragma once

#include <string>
#include <string_view>

namespace migrate {

/// The text as comment lines, each with the mark ("# ", "-- ") and a line break. Whatever ends a line for anybody
/// begins a new one with its own mark; other control characters are written as escape_controls writes them.
std::string comment(std::string_view mark, std::string_view text);

}  // namespace migrate
