// The part of the manual page that is made from the rows: options and commands, in mdoc(7). The rest of migrate(1) is
// written by hand in man/migrate.1, which holds this part between two marks; a test compares them.
#pragma once

#include <string>
#include <vector>

#include "src/cli/command.hpp"

namespace migrate {

/// The sections OPTIONS and COMMANDS.
std::string manual_text(const std::vector<Command>& commands);

}  // namespace migrate
