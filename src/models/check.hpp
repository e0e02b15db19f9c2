// Whether a wanted schema makes sense as a whole. The same questions, with the same messages, for models, programs and
// files; what one database cannot do is not asked here but by its dialect.
#pragma once

#include <string>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate {

/// Whether a foreign key may go from an integer to a bigint. PostgreSQL and SQLite allow it, MySQL does not; in a
/// model it is a mistake, in a file it may be what a database has.
enum class Widths { must_agree, may_differ };

/// One line each: `table.column: what is wrong`. Foreign keys to nowhere or to another type, SET NULL on a column that
/// cannot be null, unknown columns, names that are used twice, tables without columns, defaults outside their enum,
/// relationships without a foreign key.
std::vector<std::string> problems(const Schema& schema, Widths widths = Widths::must_agree);

/// What is allowed and seldom meant: a table without a primary key.
std::vector<std::string> warnings(const Schema& schema);

}  // namespace migrate
