#include <algorithm>

#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/help.hpp"
#include "src/cli/session.hpp"

namespace migrate {
namespace {

struct Options {
  std::string command;
};

ExitCode run(Session& session, const Options& options) {
  const auto commands = all_commands();
  const auto paint = session.out().data_paint();
  if (options.command.empty()) {
    session.out().data(help_text(commands, paint));
    return ExitCode::done;
  }
  const auto found = std::ranges::find(commands, options.command, &Command::name);
  if (found == commands.end()) {
    std::vector<std::string> names;
    for (const auto& command : commands) names.push_back(command.name);
    throw UsageError("there is no command '" + options.command + "'" + did_you_mean(options.command, names),
                     "`migrate --help` lists the commands");
  }
  session.out().data(help_text(*found, paint));
  return ExitCode::done;
}

}  // namespace

Command help_command() {
  return make_command<Options>(
      {
          .name = "help",
          .summary = "Show the help of a command",
          .details = "",
          .parameters = {argument("COMMAND", Presence::optional, &Options::command,
                                  "The command; without it, all are listed")},
          .examples = {{"migrate help upgrade", "The same as `migrate upgrade --help`"}},
      },
      run);
}

}  // namespace migrate
