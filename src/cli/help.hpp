// The help texts, made from the rows.
#pragma once

#include <string>
#include <vector>

#include "src/base/output.hpp"
#include "src/cli/command.hpp"

namespace migrate {

/// What `migrate --help` prints: the commands with their summaries, the global options.
std::string help_text(const std::vector<Command>& commands, const Paint& paint);

/// What `migrate COMMAND --help` prints.
std::string help_text(const Command& command, const Paint& paint);

/// "migrate upgrade [OPTIONS] [TARGET]"
std::string usage_line(const Command& command);

}  // namespace migrate
