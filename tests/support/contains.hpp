// Whether a text has a part in it, or one of several texts has.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

inline bool contains(const std::vector<std::string>& texts, std::string_view part) {
  return std::ranges::any_of(texts, [&](const std::string& text) { return contains(text, part); });
}

}  // namespace migrate
