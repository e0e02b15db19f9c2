#include "src/schema/filter.hpp"

#include <algorithm>

#include "src/base/text.hpp"

namespace migrate {

bool matches_pattern(std::string_view name, std::string_view pattern) {
  const auto text = lower(name), wanted = lower(pattern);
  std::size_t at = 0, in_pattern = 0, star = std::string::npos, after_star = 0;
  while (at < text.size()) {
    if (in_pattern < wanted.size() && wanted[in_pattern] == '*') {
      star = in_pattern++;
      after_star = at;
    } else if (in_pattern < wanted.size() && (wanted[in_pattern] == '?' || wanted[in_pattern] == text[at])) {
      ++in_pattern;
      ++at;
    } else if (star != std::string::npos) {
      in_pattern = star + 1;  // the star takes one character more
      at = ++after_star;
    } else {
      return false;
    }
  }
  return wanted.find_first_not_of('*', in_pattern) == std::string::npos;
}

Schema without_tables(Schema schema, const std::vector<std::string>& patterns) {
  std::erase_if(schema.tables, [&](const Table& table) {
    return std::ranges::any_of(patterns, [&](const std::string& pattern) {
      return matches_pattern(table.name, pattern) ||
             (!table.schema.empty() && matches_pattern(table.schema + "." + table.name, pattern));
    });
  });
  return schema;
}

}  // namespace migrate
