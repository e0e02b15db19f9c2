#include <fmt/format.h>

#include "src/base/text.hpp"
#include "src/cli/completion_scripts.hpp"
#include "src/cli/globals.hpp"

namespace migrate {
namespace {

std::string fish_quoted(const std::string& text) {
  return "'" + replace_all(replace_all(text, "\\", "\\\\"), "'", "\\'") + "'";
}

/// What follows the option or stands for the argument: files, words, or nothing that could be offered.
std::string fish_values(const Parameter& parameter) {
  if (!parameter.choices.empty()) return " -a " + fish_quoted(join(parameter.choices, " "));
  switch (parameter.completes) {
    case Completes::file: return " -F";
    case Completes::folder: return " -a '(__fish_complete_directories)'";
    case Completes::command: return " -a '(__migrate_commands)'";
    case Completes::target: return " -a '(__migrate_targets)'";
    case Completes::nothing: return "";
  }
  return "";
}

std::string fish_line(const Parameter& parameter, const std::string& condition) {
  std::string out = "complete -c migrate" + condition;
  if (parameter.positional) return fish_values(parameter).empty() ? "" : out + fish_values(parameter) + "\n";
  if (parameter.letter) out += std::string(" -s ") + parameter.letter;
  out += " -l " + parameter.name;
  if (!parameter.flag()) out += (parameter.completes == Completes::file ? " -r" : " -x") + fish_values(parameter);
  return out + " -d " + fish_quoted(parameter.help) + "\n";
}

/// Options in front of the command whose value is the next word.
std::string global_values() {
  std::string out;
  for (const auto& parameter : global_parameters()) {
    if (parameter.flag()) continue;
    if (parameter.letter) out += std::string(" -") + parameter.letter;
    out += " --" + parameter.name;
  }
  return out;
}

constexpr std::string_view find_command = R"sh(# The command on the line; nothing where there is none yet.
function __migrate_command
    set -l words (commandline -opc)
    set -l skip
    for word in $words[2..-1]
        if test -n "$skip"
            set skip
            continue
        end
        switch $word
            case@VALUES@
                set skip yes
            case '-*'
            case '*'
                echo $word
                return
        end
    end
end

function __migrate_is
    set -l command (__migrate_command)
    test "$command" = "$argv[1]"
end

# Behind a colon, as in FROM:TO, the second name is completed.
function __migrate_targets
    set -l words (commandline -opc)
    set -l program migrate
    for i in (seq 2 (count $words))
        contains -- $words[$i] -c --config --env --database; and set -a program $words[$i..(math $i + 1)]
    end
    set -l front (string match -r '^.*:' -- (commandline -ct))
    $program completion targets 2>/dev/null | string replace -r '^' "$front"
end

)sh";

}  // namespace

std::string fish_completion(const std::vector<Command>& commands) {
  std::string out = "# Completion of migrate for fish, made by `migrate completion fish`.\n\n";
  out += replace_all(std::string(find_command), "@VALUES@", global_values());
  out += "function __migrate_commands\n";
  for (const auto& command : commands) {
    out += fmt::format("    printf '%s\\t%s\\n' {} {}\n", command.name, fish_quoted(command.summary));
  }
  out += "end\n\ncomplete -c migrate -f\ncomplete -c migrate -n '__migrate_is \"\"' -a '(__migrate_commands)'\n";
  for (const auto& parameter : global_parameters()) out += fish_line(parameter, "");
  for (const auto& command : commands) {
    const auto condition = " -n '__migrate_is " + command.name + "'";
    for (const auto& parameter : command.parameters) out += fish_line(parameter, condition);
  }
  return out;
}

}  // namespace migrate
