// The one writer of comments into files that are read again, by us or by another client: revision files, scripts. What
// stands in them may come from a catalog, where names hold what they like.
#pragma once

#include <string>
#include <string_view>

namespace migrate {

/// The text as comment lines, each with the mark ("# ", "-- ") and a line break. Other control characters, also a
/// carriage return that ends a line for some readers, are written as escape_controls writes them.
std::string comment(std::string_view mark, std::string_view text);

}  // namespace migrate
