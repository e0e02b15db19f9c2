// The completion scripts of the shells, made from the rows: commands, options and choices stand in them; revisions they
// ask of `migrate completion targets`.
#pragma once

#include <string>
#include <vector>

#include "src/cli/command.hpp"

namespace migrate {

std::string bash_completion(const std::vector<Command>& commands);
std::string zsh_completion(const std::vector<Command>& commands);
std::string fish_completion(const std::vector<Command>& commands);

}  // namespace migrate
