#include <fmt/format.h>

#include <set>

#include "src/base/text.hpp"
#include "src/cli/completion_scripts.hpp"
#include "src/cli/globals.hpp"

namespace migrate {
namespace {

using Parameters = std::vector<Parameter>;

/// "-m --message": as words of a list, or with another separator as a pattern of `case`.
std::string spellings(const Parameter& parameter, const std::string& separator) {
  const auto letter = parameter.letter ? std::string("-") + parameter.letter + separator : "";
  return letter + "--" + parameter.name;
}

std::string options_of(const Parameters& parameters) {
  std::vector<std::string> out;
  for (const auto& parameter : parameters) {
    if (!parameter.positional) out.push_back(spellings(parameter, " "));
  }
  return join(out, " ");
}

/// What makes the candidates of a value.
std::string bash_values(const Parameter& parameter) {
  if (!parameter.choices.empty()) return "_migrate_words '" + join(parameter.choices, " ") + "'";
  switch (parameter.completes) {
    case Completes::file: return "_migrate_files -f";
    case Completes::folder: return "_migrate_files -d";
    case Completes::command: return "_migrate_words \"$commands\"";
    case Completes::target: return "_migrate_targets";
    case Completes::nothing: return ":";
  }
  return ":";
}

std::string values_of(const Parameters& parameters) {
  std::string out;
  for (const auto& parameter : parameters) {
    if (parameter.positional || parameter.flag()) continue;
    out += fmt::format("    {}) {}; return ;;\n", spellings(parameter, "|"), bash_values(parameter));
  }
  return out;
}

std::string cases_of(const Command& command) {
  std::string arguments;
  std::size_t place = 0;
  for (const auto& parameter : command.parameters) {
    if (!parameter.positional) continue;
    arguments += fmt::format("{}) {} ;; ", parameter.many ? "*" : std::to_string(place++), bash_values(parameter));
  }
  arguments = arguments.empty() ? ":" : "case $place in " + arguments + "esac";
  const auto values = values_of(command.parameters);
  std::string out = fmt::format("  {})\n    options=\"{}\"\n", command.name, options_of(command.parameters));
  if (!values.empty()) out += "    case $before in\n" + values + "    esac\n";
  return out + "    [[ $word == -* ]] || { " + arguments + "; return; }\n    ;;\n";
}

/// Options whose value is the next word.
std::string options_with_values(const std::vector<Command>& commands) {
  std::set<std::string> out;
  const auto add = [&](const Parameters& parameters) {
    for (const auto& parameter : parameters) {
      if (!parameter.flag() && !parameter.positional) out.insert(spellings(parameter, "|"));
    }
  };
  add(global_parameters());
  for (const auto& command : commands) add(command.parameters);
  return join(std::vector<std::string>(out.begin(), out.end()), "|");
}

constexpr std::string_view bash_functions = R"sh(_migrate_words() { COMPREPLY=($(compgen -W "$1" -- "$word")); }

_migrate_files() { compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen "$1" -- "$word")); }

# Behind a colon, as in FROM:TO, the second name is completed.
_migrate_targets() {
  local front=
  [[ $word == *:* ]] && front=${word%:*}:
  COMPREPLY=($(compgen -P "$front" -W "$("${program[@]}" completion targets 2>/dev/null)" -- "${word##*:}"))
}

)sh";

constexpr std::string_view beginning = R"sh(_migrate() {
  local commands globals command= options= place=0 word before i
  local program=("${COMP_WORDS[0]}")
  COMPREPLY=()
  # bash parts words at @ : = too; what the person sees as one word ends where the cursor is
  word=${COMP_LINE:0:COMP_POINT}
  word=${word##*[[:space:]]}
  local seen
  read -ra seen <<<"${COMP_LINE:0:COMP_POINT}"
  [[ -n $word ]] && unset "seen[${#seen[@]}-1]"
  before=${seen[${#seen[@]}-1]}
  local whole=$word
  if [[ $word == --*=* ]]; then before=${word%%=*}; word=${word#*=}; fi
)sh";

constexpr std::string_view middle = R"sh(  _migrate_find
  # what bash has taken for words of their own stays on the line
  local tail=${whole##*[@:=]}
  local front=${word%"$tail"}
  [[ -n $front ]] && COMPREPLY=("${COMPREPLY[@]#"$front"}")
  return 0
}

)sh";

std::string quoted_list(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const auto& command : commands) names.push_back(command.name);
  return join(names, " ");
}

}  // namespace

std::string bash_completion(const std::vector<Command>& commands) {
  std::string out = "# Completion of migrate for bash, made by `migrate completion bash`.\n\n";
  out += bash_functions;
  out += beginning;
  out += fmt::format("  commands=\"{}\"\n  globals=\"{}\"\n", quoted_list(commands), options_of(global_parameters()));
  out += "  for ((i = 1; i < ${#seen[@]}; i++)); do\n    case ${seen[i]} in\n";
  out += "    -c|--config|--env|--database) program+=(\"${seen[i]}\" \"${seen[i+1]}\"); ((i++)) ;;\n";
  out += "    --config=*|--env=*|--database=*) program+=(\"${seen[i]}\") ;;\n";
  out += fmt::format("    {}) ((i++)) ;;\n", options_with_values(commands));
  out +=
      "    -*) ;;\n    *) if [[ -z $command ]]; then command=${seen[i]}; else ((place++)); fi ;;\n    esac\n  done\n";
  out += middle;
  out += "_migrate_find() {\n  case $before in\n" + values_of(global_parameters()) + "  esac\n  case $command in\n";
  out += "  '') [[ $word == -* ]] || { _migrate_words \"$commands\"; return; } ;;\n";
  for (const auto& command : commands) out += cases_of(command);
  return out + "  esac\n  _migrate_words \"$options $globals\"\n}\n\ncomplete -F _migrate migrate\n";
}

}  // namespace migrate
