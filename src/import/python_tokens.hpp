// Python's tokens, as far as reading assignments takes: names, strings with their escapes resolved, brackets with their
// depth, the ends of logical lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/base/error.hpp"

namespace migrate {

struct PythonToken {
  enum class Kind { name, string, number, symbol, end_of_line };
  Kind kind = Kind::end_of_line;
  std::string text;     ///< of a string what it holds
  std::string problem;  ///< of a string: why its text cannot be told without running it
  std::size_t indent = 0;
  std::size_t depth = 0;  ///< how many brackets are open around it; a bracket counts as outside of itself
  std::size_t line = 1, column = 1;

  bool is(Kind other, std::string_view held) const { return kind == other && text == held; }
  bool is_symbol(std::string_view held) const { return is(Kind::symbol, held); }
};

/// Comments are left out, and line breaks inside brackets; every logical line ends with `end_of_line`. Throws
/// RevisionError for a string or a bracket that never ends.
std::vector<PythonToken> python_tokens(std::string_view text, const std::string& file);

}  // namespace migrate
