// How many columns of a terminal a text takes: most characters one, those of East Asia and pictures two, combining ones
// none. https://www.unicode.org/reports/tr11/; what a terminal does with the rest is its own affair.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace migrate {

std::size_t columns_of(std::string_view text);

/// The text, or as much of its beginning as fits, with an … behind it. Control characters, which would move the cursor,
/// become question marks.
std::string fit_columns(std::string_view text, std::size_t columns);

}  // namespace migrate
