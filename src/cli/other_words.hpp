// What people type who come from another tool: its commands and options, and what they are here.
#pragma once

#include <string>
#include <string_view>

namespace migrate {

/// The command line that does what another tool's command of this name does, as the text of a hint; empty for a word of
/// no tool.
std::string command_here(std::string_view word);

/// The same for an option, with its dashes and without its value.
std::string option_here(std::string_view option);

}  // namespace migrate
