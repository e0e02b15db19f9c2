// Text that names and values become on their way into the metadata: snake_case names, SQL literals, the nearest of
// several spellings. src/base/text.hpp has the tool's own helpers; these belong to the user's library, std only.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::detail {

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

/// `HeroTeamLink` → `hero_team_link`, `HTTPServer` → `http_server`.
inline std::string snake_case(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool before_lower = i + 1 < name.size() && name[i + 1] >= 'a' && name[i + 1] <= 'z';
    const bool after_upper = i > 0 && is_upper(name[i - 1]);
    if (is_upper(name[i]) && i > 0 && name[i - 1] != '_' && (!after_upper || before_lower)) out += '_';
    out += to_lower(name[i]);
  }
  return out;
}

/// `O'Hara` → `'O''Hara'`.
inline std::string sql_literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out += '\'';
}

/// The shortest text that reads back as the same number.
inline std::string sql_literal(double value) {
  char text[32];
  for (int digits = 15; digits <= 17; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  return text;
}

constexpr std::size_t least(std::size_t a, std::size_t b) { return a < b ? a : b; }

/// The number of characters to insert, delete or replace (Levenshtein), without regard to case.
inline std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (to_lower(a[i - 1]) == to_lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
    }
  }
  return row.back();
}

/// ", did you mean 'x'?" with the candidate nearest to what was written, or nothing.
template <class Candidates>
std::string suggestion(std::string_view written, const Candidates& candidates) {
  std::string_view best;
  std::size_t best_distance = (written.size() < 6 ? 2 : written.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    const auto here = distance(written, candidate);
    if (here < best_distance) {
      best = candidate;
      best_distance = here;
    }
  }
  return best.empty() ? "" : ", did you mean '" + std::string(best) + "'?";
}

}  // namespace migrate::detail
