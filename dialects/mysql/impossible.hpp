// What the servers refuse of an operation for reasons that the schema tells, and not the rows.
#pragma once

#include <string>

#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate::mysql {

/// See Surroundings::why_impossible.
std::string why_impossible(const Schema& schema, const Operation& operation);

}  // namespace migrate::mysql
