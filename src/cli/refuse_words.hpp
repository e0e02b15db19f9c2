// What is said about the words of a command line that belong to nothing: a mistyped command, an option of another
// command or in front of its own, an argument too many. Each message names the command line that was meant, where that
// can be told.
#pragma once

#include <string>
#include <vector>

#include "src/cli/command.hpp"

namespace migrate {

struct CommandLine {
  const std::vector<Command>& commands;
  const std::vector<Parameter>& globals;
  const Command* chosen;  ///< null where no command was named
  const std::vector<std::string>& arguments;
};

/// Throws UsageError for `left`, the words that nothing takes, unless there are none.
void refuse_leftovers(const CommandLine& line, const std::vector<std::string>& left);

/// Throws UsageError for `-message`, which would be -m with a value of "essage".
void refuse_single_dashes(const CommandLine& line);

/// "`migrate upgrade --help` shows what it takes"
std::string help_hint(const Command* chosen);

/// Whether the word looks like an option to a person: `-x`, `--x`.
bool is_option(const std::string& word);

/// A word as messages may repeat it: of a URL, which may hold a password, only what it begins with.
std::string shown_word(const std::string& word);

}  // namespace migrate
