// Which tables the tool minds: its own never show, and a project may exclude others by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate {

/// Whether a name is meant by a pattern, in which `*` stands for any characters and `?` for one. ASCII case is ignored.
bool matches_pattern(std::string_view name, std::string_view pattern);

/// The schema without the tables that a pattern means. A pattern with a dot means schema and name.
Schema without_tables(Schema schema, const std::vector<std::string>& patterns);

}  // namespace migrate
