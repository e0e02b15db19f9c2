// What the database answered, as an error that says so.
#pragma once

#include <span>

#include "dialects/dialect.hpp"
#include "src/base/error.hpp"

namespace migrate {

/// The guard's message with the first of the rows that it found.
DatabaseError guard_error(const Statement& guard, const SqlRows& rows);

/// The same words as an error of the database.
DatabaseError as_database_error(const Error& error);

}  // namespace migrate
