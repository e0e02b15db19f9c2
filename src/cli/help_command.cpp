#include <algorithm>

#include "src/cli/command.hpp"
#include "src/cli/help.hpp"
#include "src/cli/manual.hpp"
#include "src/cli/session.hpp"

namespace migrate {
namespace {

struct HelpArguments {
  std::string command;
  bool manual = false;
};

ExitCode run_help(Session& session, const HelpArguments& arguments) {
  const auto commands = all_commands();
  const auto paint = session.out().data_paint();
  const auto show = [&](const std::string& text) {
    if (session.json()) {
      session.data(Json::object().set("help", text));
    } else {
      session.out().data(text);
    }
    return ExitCode::done;
  };
  if (arguments.manual) return show(manual_text(commands));
  if (arguments.command.empty()) return show(help_text(commands, paint));
  const auto found = std::ranges::find(commands, arguments.command, &Command::name);
  if (found == commands.end()) throw no_such_command(commands, arguments.command);
  return show(help_text(*found, paint));
}

}  // namespace

Command help_command() {
  return make_command<HelpArguments>(
      {
          .name = "help",
          .summary = "Show the help of a command",
          .details = "",
          .parameters = {completing(Completes::command, argument("COMMAND", Presence::optional, &HelpArguments::command,
                                                                 "The command; without it, all are listed")),
                         flag("man", 0, &HelpArguments::manual,
                              "All options and commands as they stand in migrate(1), in mdoc")},
          .examples = {{"migrate help upgrade", "The same as `migrate upgrade --help`"}},
          .with_all = WithAll::never,
      },
      run_help);
}

}  // namespace migrate
