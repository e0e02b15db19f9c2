// Expressions as texts: just enough of PostgreSQL's grammar to know where parentheses are needed, what is a constant,
// and what a text mentions. Strings, quoted names, dollar quotes and comments are passed over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrate::postgresql {

/// As it stands in an index: a function call or something in parentheses as it is, all else in parentheses.
std::string in_parentheses(std::string_view sql);
/// Whether a default has words at its outermost level (`AND`, `AT TIME ZONE`) that are not allowed there.
bool needs_parentheses(std::string_view sql);
/// A number, a string, TRUE or FALSE, with or without a cast: what costs nothing for rows that are there.
bool is_constant(std::string_view sql);
bool is_null(std::string_view sql);
/// `'draft'::character varying` → `'draft'`: a constant that takes on the type of its place. All else as it is.
std::string without_cast(std::string_view sql);
/// Whether an identifier of the expression, quoted or not, is the name.
bool mentions(std::string_view sql, std::string_view name);
/// The first words in upper case, comments left out: what kind of statement it is.
std::vector<std::string> first_words(std::string_view sql, std::size_t count);

}  // namespace migrate::postgresql
