// Operations in words, as people are shown them.
#pragma once

#include <string>
#include <vector>

#include "src/operations/describe.hpp"

namespace migrate::test {

inline std::vector<std::string> descriptions(const std::vector<Operation>& operations) {
  std::vector<std::string> out;
  for (const auto& operation : operations) out.push_back(describe(operation));
  return out;
}

/// The same as one text, a line each.
inline std::string described(const std::vector<Operation>& operations) {
  std::string out;
  for (const auto& line : descriptions(operations)) out += line + "\n";
  return out;
}

}  // namespace migrate::test
