// A command is a row: its name, what it takes, examples, and the function that runs it. The rows stand in
// commands.cpp, each command in a file of its own; everything that talks about commands is made from them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/error.hpp"
#include "src/cli/parameter.hpp"

namespace migrate {

class Session;

struct Example {
  std::string line;
  std::string says;
};

/// The values that were given, one list for each parameter of the command, in its order.
using Values = std::vector<std::vector<std::string>>;

/// What --all-databases means for a command.
enum class WithAll {
  each,       ///< it is run for each database
  revisions,  ///< it writes revisions: only where no two databases share a folder for them
  never,      ///< it is not about a database
};

struct Command {
  std::string name;
  std::string summary;  ///< one line, imperative, no full stop
  std::string details;  ///< a paragraph or more for its --help; lines are not wrapped
  std::vector<Parameter> parameters;
  std::vector<Example> examples;
  WithAll with_all = WithAll::each;
  std::function<ExitCode(Session&, const Values&)> run{};
};

/// Fills a struct by the parameters that were given.
template <class Options>
Options fill(const std::vector<Parameter>& parameters, const Values& values) {
  Options options;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!values[i].empty()) parameters[i].assign(&options, values[i]);
  }
  return options;
}

/// A row whose run function takes the command's own options struct, filled.
template <class Options>
Command make_command(Command row, ExitCode (*run)(Session&, const Options&)) {
  row.run = [parameters = row.parameters, run](Session& session, const Values& values) {
    return run(session, fill<Options>(parameters, values));
  };
  return row;
}

/// All commands, in the order in which the help lists them.
std::vector<Command> all_commands();

/// "there is no command 'x', did you mean 'y'?"
UsageError no_such_command(const std::vector<Command>& commands, const std::string& name);

// One file each.
Command branches_command();
Command check_command();
Command completion_command();
Command current_command();
Command diff_command();
Command downgrade_command();
Command edit_command();
Command ensure_version_command();
Command heads_command();
Command help_command();
Command history_command();
Command import_command();
Command init_command();
Command inspect_command();
Command merge_command();
Command models_command();
Command revision_command();
Command show_command();
Command stamp_command();
Command status_command();
Command upgrade_command();

}  // namespace migrate
