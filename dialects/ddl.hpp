// What the dialects' DDL, and the models on their way to it, have in common: the type that a column has in one of them,
// options that are there or not, words that are everywhere the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate {

/// `SET NULL`, behind ON DELETE and ON UPDATE.
std::string_view action_text(Action action);

/// Whether an option of this name is there and is not false.
bool has_option(const Options& options, const std::string& name);

/// The type that the column has in the dialect.
const Type& type_in(const Column& column, const std::string& dialect);
/// Makes that the column's only type.
void take_type_in(Column& column, const std::string& dialect);

/// Throws ConfigurationError with all of the problems, where there is one: a database cannot have what models want.
/// `database` is its name for people, with its version where that matters.
void refuse_lacking(std::string_view database, std::vector<std::string> problems);

}  // namespace migrate
