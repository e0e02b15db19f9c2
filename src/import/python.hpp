// The assignments of a Python module, read without running it: the few names that are asked for, where their values are
// literals, or names of the module that are set to one once. It knows Python's tokens
// (https://docs.python.org/3/reference/lexical_analysis.html) and of its grammar only what an assignment of texts
// takes; what is anything else is refused with its place, never guessed.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/error.hpp"

namespace migrate {

/// None is no texts, a string is one, a tuple, a list or a set are theirs.
struct PythonValue {
  std::vector<std::string> texts;
  bool is_sequence = false;
  Where where;
  /// Of a name that need not be a literal: what of its value cannot be told, with places; `texts` are the rest.
  std::vector<RevisionError> untold;
};

struct PythonModule {
  std::string docstring;
  std::map<std::string, PythonValue> values;  ///< of the asked names those that are assigned; the last one counts
};

/// The names that are asked for: `optional` may have values that cannot be told.
struct PythonNames {
  std::vector<std::string> needed, optional;
};

/// Throws RevisionError with file, line and column: for a string or bracket that never ends, a needed name whose value
/// is no literal, and one that is set inside an if, a loop or the like.
PythonModule read_python_module(std::string_view text, const std::string& file, const PythonNames& names);

}  // namespace migrate
