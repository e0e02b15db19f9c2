// Finding things in schema values by name, and renaming a column everywhere it is named.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate {

/// The element of that name, or null. `among` may be const or not; so is the result.
template <class Range>
auto find_named(Range& among, std::string_view name) -> decltype(among.data()) {
  const auto found = std::ranges::find_if(among, [&](const auto& held) { return held.name == name; });
  return found == among.end() ? nullptr : &*found;
}

/// The same among things that are in schemas: enums, sequences.
template <class Range>
auto find_qualified(Range& among, std::string_view name, std::string_view schema) -> decltype(among.data()) {
  const auto found =
      std::ranges::find_if(among, [&](const auto& held) { return held.name == name && held.schema == schema; });
  return found == among.end() ? nullptr : &*found;
}

/// The enum that a column's type means: `role` or `schema.role`. Null where there is none.
const Enum* find_enum(const Schema& schema, std::string_view name);

Table* find_table(Schema& schema, std::string_view name, std::string_view in_schema = {});
const Table* find_table(const Schema& schema, std::string_view name, std::string_view in_schema = {});

/// The columns' names, in order; an expression gives an empty name.
std::vector<std::string> column_names(const std::vector<IndexColumn>& columns);

/// Renames a column in the keys, uniques, indexes and foreign keys of its table, in the targets of foreign keys that
/// refer to it, and in the sequences that it owns. Expressions are SQL text and stay as they are.
void rename_column(Schema& schema, std::string_view table, std::string_view in_schema, const std::string& from,
                   const std::string& to);

}  // namespace migrate
