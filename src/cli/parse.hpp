// The command line to a chosen command and its values. Knows the rows, not what they do.
#pragma once

#include <string>
#include <vector>

#include "src/cli/command.hpp"
#include "src/cli/globals.hpp"

namespace migrate {

struct Invocation {
  const Command* command = nullptr;  ///< null where none was named
  Values values;                     ///< of the command's parameters
  Globals globals;
};

/// `arguments` are those after the program's name. With --help or --version, what else is missing is not complained of.
/// Throws UsageError that names the nearest command or option. The result points into `commands`.
Invocation parse_command_line(const std::vector<Command>& commands, const std::vector<std::string>& arguments);

}  // namespace migrate
