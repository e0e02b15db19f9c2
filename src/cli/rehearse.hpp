// The statements of operations that nobody has asked to run yet.
#pragma once

#include <vector>

#include "src/cli/session.hpp"

namespace migrate {

/// What the database would be sent, each operation rendered against what those before it have made. They run in a
/// copy of the schema without rows; the database itself is only read.
std::vector<Statement> rehearse(Session& session, const std::vector<Operation>& operations);

/// The same with what has to stand around it where a person runs it: nothing where there is nothing to run.
std::vector<Statement> rehearse_script(Session& session, const std::vector<Operation>& operations);

}  // namespace migrate
