// What a person did who wrote TOML that cannot be parsed. The parser knows the place and the rule that was broken; the
// line tells what was meant: a text without quotes, a quote that is missing, another format's way of writing.
#pragma once

#include <string>
#include <string_view>

namespace migrate {

struct TomlMistake {
  std::string message;  ///< empty: the parser's own words serve
  std::string hint;     ///< empty: nothing can be told
};

/// Looks at the line (from 1) at which the parser gave up. A value that may hold a password (a URL) is not repeated.
TomlMistake toml_mistake(std::string_view text, std::size_t line, std::string_view parser_says);

}  // namespace migrate
