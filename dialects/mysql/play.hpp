// What operations leave of a schema, played on the values as these servers keep them: a unique constraint is a unique
// index, a primary key has no name, and expressions follow a column to its new name.
#pragma once

#include <string_view>

#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate::mysql {

/// The table's check that says the same; null where there is none.
const Check* check_like(const Table& table, std::string_view expression);

/// Throws as apply_to does, where the operation means what is not there.
void play(Schema& schema, const Operation& operation);

}  // namespace migrate::mysql
