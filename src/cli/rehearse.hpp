// Operations that nobody has asked to run yet, as a script.
#pragma once

#include <vector>

#include "src/cli/session.hpp"
#include "src/engine/script.hpp"

namespace migrate {

/// What the database would be sent, with what has to stand around it where a person runs it; nothing where there is
/// nothing to run. The database itself is only read.
Script rehearse(Session& session, const std::vector<Operation>& operations);

}  // namespace migrate
