// SQL texts in one spelling, so that two of them are the same where SQLite understands the same: whatever the case,
// white space, comments, quotes and needless parentheses, `<>` or `!=`, `0x10` or `16`, `TRUE` or `1`.
//
// Operators are read with SQLite's precedence (https://sqlite.org/lang_expr.html); nothing is calculated and no rule of
// algebra is known but that AND and OR are associative. What the reader does not understand is compared word by word.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dialects/sqlite/types.hpp"
#include "migrate/schema.hpp"

namespace migrate::sqlite {

/// `table` is where its names come from: a double-quoted word that is no column of it is a string, as SQLite reads it
/// (https://sqlite.org/quirks.html#dblquote), and its own name before a column says nothing. Null: nothing is known.
std::string canonical_expression(std::string_view sql, const Table* table);

/// The value that a default gives to a column of that affinity: `'5'` and `5` are one for a number, `NULL` and no
/// default for every column.
std::string canonical_default(const std::optional<std::string>& sql, Affinity affinity);

/// The words of a declared type with one name for types that have several: INT and INTEGER, DECIMAL and NUMERIC.
/// All of these have the same affinity.
std::string canonical_type(std::string_view declared_type);

}  // namespace migrate::sqlite
