// Whether a wanted schema makes sense as a whole. The same questions, with the same messages, for models, programs and
// files. What one database alone demands is not asked here but by its dialect: what it cannot do (Dialect::adapt), how
// long its names may be and which of them must differ (Dialect::name_rules).
#pragma once

#include <string>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate {

/// What somebody writes now, or what may be a copy of a database that exists. The latter may have what one database
/// lets pass: a foreign key from an integer to a bigint, or to columns that are not unique. What was read out of a
/// database just now may also refer to what was not read: a table of a schema that is not looked into. Of one that does
/// not check foreign keys (SQLite, https://sqlite.org/foreignkeys.html#fk_schemaerrors) they are taken as they are.
enum class Strictness { models, catalog, part_of_catalog, unchecked_foreign_keys };

/// One line each: `table.column: what is wrong`. Foreign keys to nowhere, to another type or to what does not identify
/// a row; SET NULL on a column that cannot be null, SET DEFAULT without a default; unknown columns; names that are used
/// twice; tables without columns; defaults outside their enum or on what has another source; rows numbered by what is
/// no integer; relationships without a foreign key, or with several.
std::vector<std::string> problems(const Schema& schema, Strictness strictness = Strictness::models);

/// Whether a table without a primary key is worth a warning.
enum class PrimaryKeys { expected, optional };

/// What is allowed and seldom meant: tables without a primary key (one line for all), names that differ only by case.
std::vector<std::string> warnings(const Schema& schema, PrimaryKeys keys = PrimaryKeys::expected);

}  // namespace migrate
