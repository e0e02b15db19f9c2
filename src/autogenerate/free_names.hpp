// Names that move: what comes takes a name that something else has until it goes. Where the name is one of the whole
// schema, that something gives it up first, so that the operations run as they are written, and back.
#pragma once

#include <vector>

#include "src/operations/operation.hpp"
#include "src/schema/names.hpp"

namespace migrate {

/// The same operations, with those that give up a name moved before those that take it. What goes with its table gives
/// its name up in an operation of its own: an index and a foreign key are dropped, a key gets another name.
std::vector<Operation> free_names(std::vector<Operation> operations, const Schema& current, const NameRules& rules);

}  // namespace migrate
