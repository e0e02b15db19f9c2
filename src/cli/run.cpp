#include "src/cli/run.hpp"

#include <algorithm>
#include <new>

#include "src/base/interrupt.hpp"
#include "src/cli/all_databases.hpp"
#include "src/cli/help.hpp"
#include "src/cli/parse.hpp"
#include "src/cli/report.hpp"
#include "src/cli/session.hpp"
#include "src/cli/version.hpp"

namespace migrate {
namespace {

ExitCode run_invocation(const Invocation& invocation, const std::vector<Command>& commands, Output& out,
                        const Environment& environment) {
  const auto& globals = invocation.globals;
  if (globals.version) {
    out.data(globals.json() ? version_json() : version_text());
    return ExitCode::done;
  }
  if (globals.help) {
    out.data(invocation.command ? help_text(*invocation.command, out.data_paint())
                                : help_text(commands, out.data_paint()));
    return ExitCode::done;
  }
  if (!invocation.command) throw UsageError("no command is given", "`migrate --help` lists the commands");
  if (globals.all_databases) {
    return run_on_all_databases(*invocation.command, invocation.values, globals, out, environment);
  }
  Session session(globals, out, environment);
  return invocation.command->run(session, invocation.values);
}

/// The options that say how to report, from a command line that could not be parsed.
Globals guess_globals(const std::vector<std::string>& arguments) {
  Globals out;
  const auto value_after = [&](const std::string& option) -> std::string {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i].starts_with(option + "=")) return arguments[i].substr(option.size() + 1);
      if (arguments[i] == option && i + 1 < arguments.size()) return arguments[i + 1];
    }
    return "";
  };
  if (value_after("--format") == "json") out.format = "json";
  out.color = value_after("--color");
  return out;
}

void tell_error(const Error& error, StandardOutput& out) {
  auto text = error_text(error, out.message_paint());
  text.pop_back();
  out.message(Level::error, text);
}

/// Where standard output cannot be written, the error is told in words on the other stream.
int report(const Error& error, const Globals& globals, StandardOutput& out) {
  if (!globals.json()) {
    tell_error(error, out);
    return static_cast<int>(error.exit_code());
  }
  out.data(error_json(error).text());
  try {
    out.flush();
  } catch (const Error&) {
    tell_error(error, out);
  }
  return static_cast<int>(error.exit_code());
}

/// Runs `work`; what it throws becomes a report and an exit code.
template <class Work>
int guarded(const Globals& globals, StandardOutput& out, Work work) {
  try {
    const int code = work();
    out.flush();
    return code;
  } catch (const Error& error) {
    return report(error, globals, out);
  } catch (const std::bad_alloc&) {
    return report(Error("out of memory"), globals, out);
  } catch (const std::exception& error) {
    return report(Error(error.what()), globals, out);
  }
}

}  // namespace

int run_program(const std::vector<std::string>& arguments, const Environment& environment) {
  const auto commands = all_commands();
  Invocation invocation;
  Globals globals = guess_globals(arguments);
  StandardOutput first(globals.verbosity(), globals.color_mode(), environment);
  const int parsed = guarded(globals, first, [&] {
    invocation = parse_command_line(commands, arguments);
    return 0;
  });
  if (parsed != 0) return parsed;
  StandardOutput out(invocation.globals.verbosity(), invocation.globals.color_mode(), environment);
  const int code = guarded(invocation.globals, out,
                           [&] { return static_cast<int>(run_invocation(invocation, commands, out, environment)); });
  // as a shell says it of a program that a signal has ended
  return code != 0 && interrupting_signal() != 0 ? 128 + interrupting_signal() : code;
}

}  // namespace migrate
