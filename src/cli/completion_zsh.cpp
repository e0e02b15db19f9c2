#include <fmt/format.h>

#include "src/base/text.hpp"
#include "src/cli/completion_scripts.hpp"
#include "src/cli/globals.hpp"

namespace migrate {
namespace {

/// Text inside '…' of the shell.
std::string zsh_quoted(const std::string& text) { return "'" + replace_all(text, "'", "'\\''") + "'"; }

/// Text where brackets and colons mean something to _arguments and _describe.
std::string plain(std::string text) {
  for (const auto* special : {"\\", ":", "[", "]"}) text = replace_all(text, special, std::string("\\") + special);
  return text;
}

std::string zsh_values(const Parameter& parameter) {
  if (!parameter.choices.empty()) return "(" + join(parameter.choices, " ") + ")";
  switch (parameter.completes) {
    case Completes::file: return "_files";
    case Completes::folder: return "_files -/";
    case Completes::command: return "_migrate_commands";
    case Completes::target: return "_migrate_targets";
    case Completes::nothing: return " ";
  }
  return " ";
}

/// "'(-m --message)'{-m,--message}'[What it does]:TEXT: '"
std::string option_of(const Parameter& parameter) {
  const auto name = "--" + parameter.name;
  const auto rest = "[" + plain(parameter.help) + "]" +
                    (parameter.flag() ? "" : ":" + plain(parameter.value) + ":" + zsh_values(parameter));
  const std::string often = parameter.many ? "*" : "";
  if (!parameter.letter) return zsh_quoted(often + name + (parameter.flag() ? "" : "=") + rest);
  const auto letter = std::string("-") + parameter.letter;
  const auto front = parameter.many ? zsh_quoted(often) : zsh_quoted("(" + letter + " " + name + ")");
  return front + "{" + letter + "," + name + (parameter.flag() ? "" : "=") + "}" + zsh_quoted(rest);
}

std::string specification(const Parameter& parameter) {
  if (!parameter.positional) return option_of(parameter);
  return zsh_quoted((parameter.many ? "*:" : ":") + plain(parameter.name) + ":" + zsh_values(parameter));
}

std::string specifications(const std::vector<Parameter>& parameters, const std::string& indent) {
  std::string out;
  for (const auto& parameter : parameters) out += " \\\n" + indent + specification(parameter);
  return out;
}

constexpr std::string_view zsh_functions = R"sh(_migrate_targets() {
  local -a names program
  program=(migrate)
  local option
  for option in -c --config --env --database; do
    [[ -n ${opt_args[$option]} ]] && program+=($option ${(Q)opt_args[$option]})
  done
  names=(${(f)"$($program completion targets 2>/dev/null)"})
  compset -P '*:'
  compadd -a names
}

)sh";

}  // namespace

std::string zsh_completion(const std::vector<Command>& commands) {
  std::string out = "#compdef migrate\n# Completion of migrate for zsh, made by `migrate completion zsh`.\n\n";
  out += zsh_functions;
  out += "_migrate_commands() {\n  local -a commands\n  commands=(\n";
  for (const auto& command : commands) out += "    " + zsh_quoted(command.name + ":" + plain(command.summary)) + "\n";
  out += "  )\n  _describe -t commands command commands\n}\n\n_migrate() {\n";
  out += "  local context state state_descr line\n  typeset -A opt_args\n  local -a globals\n  globals=(";
  for (const auto& parameter : global_parameters()) out += "\n    " + option_of(parameter);
  out += "\n  )\n  _arguments -C -S $globals '1:command:_migrate_commands' '*::argument:->arguments' && return\n";
  out += "  [[ $state == arguments ]] || return\n  case $words[1] in\n";
  for (const auto& command : commands) {
    out += fmt::format("  {})\n    _arguments -S $globals{} ;;\n", command.name,
                       specifications(command.parameters, "      "));
  }
  out += "  esac\n}\n\n";
  out += "if [[ $funcstack[1] == _migrate ]]; then\n  _migrate \"$@\"\nelse\n  compdef _migrate migrate\nfi\n";
  return out;
}

}  // namespace migrate
