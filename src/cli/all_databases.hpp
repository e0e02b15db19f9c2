// --all-databases: a command run for each configured database in turn, each with a session of its own.
#pragma once

#include "src/cli/command.hpp"
#include "src/cli/globals.hpp"

namespace migrate {

/// Writes a line with its name before what is said of each database; with JSON one document for all:
/// {databases: [{database, state, exit_code, result, error}]}. The first that fails ends it, and the message says for
/// which databases the command was done and for which it was not begun. Gives the highest exit code.
ExitCode run_on_all_databases(const Command& command, const Values& values, const Globals& globals, Output& out,
                              const Environment& environment);

}  // namespace migrate
