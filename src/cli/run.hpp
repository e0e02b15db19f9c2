// The whole program but its process: arguments in, exit code out.
#pragma once

#include <string>
#include <vector>

#include "src/base/environment.hpp"

namespace migrate {

/// Runs a command line, reports what is thrown, and returns the exit code. `arguments` are those after the program's
/// name.
int run_program(const std::vector<std::string>& arguments, const Environment& environment);

}  // namespace migrate
