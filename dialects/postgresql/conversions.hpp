// Type changes whose values PostgreSQL does not convert by itself, said all at once: when a revision is written, and
// where one is run that lacks the word it needs.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "dialects/connection.hpp"
#include "src/operations/operation.hpp"

namespace migrate::postgresql {

/// What a person should know of the conversions in both lists, a line for each column: what `using` does it, or that
/// one has to be written.
std::vector<std::string> conversion_notes(Connection& connection, std::span<const Operation> upgrade,
                                          std::span<const Operation> downgrade);

/// Throws DatabaseError where the first `run` operations hold a conversion that lacks its `using`, with all that the
/// rest of them lack too.
void refuse_without_using(Connection& connection, std::span<const Operation> operations, std::size_t run);

}  // namespace migrate::postgresql
