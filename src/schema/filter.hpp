// Which tables the tool minds: its own never show, and a project may exclude others by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate {

/// Whether a name is meant by a pattern, in which `*` stands for any characters and `?` for one. ASCII case is ignored.
bool matches_pattern(std::string_view name, std::string_view pattern);

/// What else neither side of a comparison is asked about. A pattern with a dot means a table and a name in it, one
/// without a name in any table; `*` alone also means what has no name.
struct Filter {
  std::vector<std::string> include_tables;  ///< empty: all
  std::vector<std::string> exclude_columns;
  std::vector<std::string> exclude_indexes;
  std::vector<std::string> exclude_uniques;
  std::vector<std::string> exclude_checks;
  std::vector<std::string> exclude_foreign_keys;

  bool operator==(const Filter&) const = default;
};

/// The schema as the filter lets it be seen. Keys and expressions that name a column which is left out stay.
Schema filtered(Schema schema, const Filter& filter);

/// The schema without the tables that a pattern means. A pattern with a dot means schema and name.
Schema without_tables(Schema schema, const std::vector<std::string>& patterns);

}  // namespace migrate
