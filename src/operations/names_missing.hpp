// Whether what an operation names is there: asked of a schema, where the database itself cannot be asked yet.
#pragma once

#include <string>

#include "src/operations/operation.hpp"

namespace migrate {

/// "table hero has no column agee, did you mean 'age'?", of the columns that new keys and indexes are over and of the
/// table that a foreign key refers to; "" where all is there, or the table is not known. What `apply_to` refuses is not
/// looked for.
std::string names_missing(const Schema& schema, const Operation& operation);

}  // namespace migrate
