#include <algorithm>

#include "src/cli/command.hpp"
#include "src/cli/help.hpp"
#include "src/cli/session.hpp"

namespace migrate {
namespace {

struct Arguments {
  std::string command;
};

ExitCode run(Session& session, const Arguments& arguments) {
  const auto commands = all_commands();
  const auto paint = session.out().data_paint();
  if (arguments.command.empty()) {
    session.out().data(help_text(commands, paint));
    return ExitCode::done;
  }
  const auto found = std::ranges::find(commands, arguments.command, &Command::name);
  if (found == commands.end()) throw no_such_command(commands, arguments.command);
  session.out().data(help_text(*found, paint));
  return ExitCode::done;
}

}  // namespace

Command help_command() {
  return make_command<Arguments>(
      {
          .name = "help",
          .summary = "Show the help of a command",
          .details = "",
          .parameters = {argument("COMMAND", Presence::optional, &Arguments::command,
                                  "The command; without it, all are listed")},
          .examples = {{"migrate help upgrade", "The same as `migrate upgrade --help`"}},
      },
      run);
}

}  // namespace migrate
