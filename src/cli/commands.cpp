#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/other_words.hpp"
#include "src/cli/refuse_words.hpp"

namespace migrate {

std::vector<Command> all_commands() {
  return {
      init_command(),      revision_command(), merge_command(),          edit_command(),     upgrade_command(),
      downgrade_command(), stamp_command(),    ensure_version_command(), current_command(),  status_command(),
      check_command(),     history_command(),  heads_command(),          branches_command(), show_command(),
      diff_command(),      inspect_command(),  models_command(),         import_command(),   completion_command(),
      help_command(),
  };
}

UsageError no_such_command(const std::vector<Command>& commands, const std::string& name) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const auto& command : commands) names.push_back(command.name);
  const auto message = "there is no command '" + shown_word(name) + "'";
  if (const auto here = command_here(lower(name)); !here.empty()) return UsageError(message, "here it is " + here);
  return UsageError(message + did_you_mean(name, names), "`migrate --help` lists the commands");
}

}  // namespace migrate
