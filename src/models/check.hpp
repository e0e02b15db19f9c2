// Whether a wanted schema makes sense as a whole. The same questions, with the same messages, for models, programs and
// files; what one database cannot do is not asked here but by its dialect.
#pragma once

#include <string>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate {

/// One line each: `table.column: what is wrong`. Foreign keys to nowhere or to another type, SET NULL on a column that
/// cannot be null, unknown columns, names that are used twice, tables without columns, defaults outside their enum,
/// relationships without a foreign key.
std::vector<std::string> problems(const Schema& schema);

/// What is allowed and seldom meant: a table without a primary key.
std::vector<std::string> warnings(const Schema& schema);

}  // namespace migrate
