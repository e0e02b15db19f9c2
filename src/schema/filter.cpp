#include "src/schema/filter.hpp"

#include <algorithm>

#include "src/base/text.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

using Patterns = std::vector<std::string>;

bool means_table(const Table& table, const Patterns& patterns) {
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {
    return matches_pattern(table.name, pattern) ||
           (!table.schema.empty() && matches_pattern(table.schema + "." + table.name, pattern));
  });
}

template <class T>
void leave_out(const Table& table, std::vector<T>& things, const Patterns& patterns) {
  if (patterns.empty()) return;
  std::erase_if(things, [&](const T& thing) {
    return std::ranges::any_of(patterns, [&](const std::string& pattern) {
      return matches_pattern(thing.name, pattern) || matches_pattern(table.name + "." + thing.name, pattern);
    });
  });
}

/// A server's own index for a foreign key, which has the same name, is a part of it (MySQL).
void leave_out_foreign_keys(Table& table, const Patterns& patterns) {
  if (patterns.empty()) return;
  auto seen = table.foreign_keys;
  leave_out(table, seen, patterns);
  std::erase_if(table.indexes, [&](const Index& index) {
    return std::ranges::any_of(table.foreign_keys, [&](const ForeignKey& key) {
      return !index.name.empty() && index.name == key.name && !index.unique &&
             column_names(index.columns) == key.columns && !find_named(seen, key.name);
    });
  });
  table.foreign_keys = std::move(seen);
}

}  // namespace

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
  std::erase_if(schema.tables, [&](const Table& table) { return means_table(table, patterns); });
  return schema;
}

Schema filtered(Schema schema, const Filter& filter) {
  if (!filter.include_tables.empty()) {
    std::erase_if(schema.tables, [&](const Table& table) { return !means_table(table, filter.include_tables); });
  }
  for (auto& table : schema.tables) {
    leave_out(table, table.columns, filter.exclude_columns);
    leave_out(table, table.indexes, filter.exclude_indexes);
    leave_out(table, table.uniques, filter.exclude_uniques);
    leave_out(table, table.checks, filter.exclude_checks);
    leave_out_foreign_keys(table, filter.exclude_foreign_keys);
  }
  return schema;
}

}  // namespace migrate
