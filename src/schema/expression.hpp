// SQL expressions as words: enough to see and to change which columns they name, on every database. Comparing them
// is each dialect's own affair.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate {

/// What an unquoted identifier may begin with and go on with, on every database.
constexpr bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
constexpr bool is_word_part(char c) { return is_word_start(c) || (c >= '0' && c <= '9') || c == '$'; }

/// The identifiers of an expression in order, without their quotes: column names, functions and keywords alike.
/// String literals and comments are passed over.
std::vector<std::string> identifiers(std::string_view expression);

/// The expression with the identifier `from` (ignoring case where it has no quotes) written as `to`.
std::string replace_identifier(std::string_view expression, std::string_view from, std::string_view to);

/// The same in all expressions of a table that can name its columns: checks, generated columns, indexes.
void rename_in_expressions(Table& table, std::string_view from, std::string_view to);

}  // namespace migrate
