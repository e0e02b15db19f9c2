#include "src/cli/refuse_words.hpp"

#include <algorithm>

#include "src/base/text.hpp"
#include "src/cli/other_words.hpp"

namespace migrate {
namespace {

bool all_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; }

bool is_named(const Parameter& parameter, std::string_view word) {
  if (parameter.positional) return false;
  return word == "--" + parameter.name || (parameter.letter && word == std::string("-") + parameter.letter);
}

const Parameter* find_option(const Command& command, std::string_view word) {
  const auto found = std::ranges::find_if(command.parameters, [&](const auto& one) { return is_named(one, word); });
  return found == command.parameters.end() ? nullptr : &*found;
}

/// `--autogenerate`, `-m TEXT`
std::string as_typed(const Parameter& parameter, std::string_view word) {
  return std::string(word) + (parameter.flag() ? "" : " " + parameter.value);
}

bool has_positional(const Command& command) {
  return std::ranges::any_of(command.parameters, [](const Parameter& one) { return one.positional; });
}

class Refusal {
 public:
  Refusal(const CommandLine& line, const std::vector<std::string>& left) : line_(line), left_(left) {}

  [[noreturn]] void operator()() const {
    const auto& first = left_.front();
    if (!is_option(first) && stands_before_command(first)) refuse_command(first);
    const auto option = std::ranges::find_if(left_, is_option);
    if (option != left_.end()) refuse_option(*option);
    refuse_argument(first);
  }

 private:
  std::size_t place_of(std::string_view word) const {
    return static_cast<std::size_t>(std::ranges::find(line_.arguments, word) - line_.arguments.begin());
  }

  bool stands_before_command(std::string_view word) const {
    return !line_.chosen || place_of(word) < place_of(line_.chosen->name);
  }

  [[noreturn]] void refuse_command(const std::string& word) const {
    auto error = no_such_command(line_.commands, word);
    if (line_.chosen && command_here(word).empty()) {
      error.hint = "leave '" + shown_word(word) + "' out: `migrate " + line_.chosen->name + "`";
    }
    if (word.find("://") != word.npos) error.hint = "a database's URL stands behind --url";
    throw error;
  }

  [[noreturn]] void refuse_option(const std::string& word) const {
    const auto name = word.substr(0, word.find('='));
    refuse_number(name);
    if (line_.chosen) refuse_before_command(name, word);
    const std::string owner = line_.chosen ? "'" + line_.chosen->name + "' has" : "there is";
    const auto message = owner + " no option '" + name + "'";
    if (const auto here = option_here(name); !here.empty()) throw UsageError(message, here);
    if (const auto owners = commands_with(name); !owners.empty()) throw UsageError(message, owners);
    throw UsageError(message + did_you_mean(name, option_names()), help_hint(line_.chosen));
  }

  /// `--1` for `-1`
  void refuse_number(const std::string& name) const {
    const auto digits = name.substr(std::min(name.find_first_not_of('-'), name.size()));
    if (!all_digits(digits)) return;
    throw UsageError(
        (line_.chosen ? "'" + line_.chosen->name + "' has" : "there is") + std::string(" no option '") + name +
            "', did you mean '-" + digits + "'?",
        "`migrate downgrade -" + digits + "` goes back " + count_of(std::stoul(digits.substr(0, 9)), "step"));
  }

  /// An option of the command that stands in front of the command.
  void refuse_before_command(const std::string& name, const std::string& word) const {
    const auto* own = find_option(*line_.chosen, name);
    if (!own || place_of(word) > place_of(line_.chosen->name)) return;
    throw UsageError("'" + name + "' stands before the command it belongs to",
                     "it stands behind it: `migrate " + line_.chosen->name + " " + as_typed(*own, name) + "`");
  }

  /// "`migrate revision --autogenerate` has it"
  std::string commands_with(const std::string& name) const {
    std::vector<std::string> out;
    for (const auto& command : line_.commands) {
      if (const auto* option = find_option(command, name)) {
        out.push_back("`migrate " + command.name + " " + as_typed(*option, name) + "`");
      }
    }
    if (out.empty()) return {};
    return join(out, ", ") + (out.size() == 1 ? " has it" : " have it");
  }

  std::vector<std::string> option_names() const {
    std::vector<std::string> names;
    const auto collect = [&](const std::vector<Parameter>& parameters) {
      for (const auto& parameter : parameters) {
        if (!parameter.positional) names.push_back("--" + parameter.name);
      }
    };
    if (line_.chosen) collect(line_.chosen->parameters);
    collect(line_.globals);
    return names;
  }

  [[noreturn]] void refuse_argument(const std::string& word) const {
    throw UsageError("'" + line_.chosen->name + "' takes no further argument '" + shown_word(word) + "'",
                     hint_for_argument(word));
  }

  std::string hint_for_argument(const std::string& word) const {
    if (word.find("://") != word.npos) return "a database's URL stands behind --url";
    if (word.ends_with(".toml") && !has_positional(*line_.chosen)) return "a configuration stands behind --config";
    if (find_option(*line_.chosen, "--message")) return message_hint();
    const auto equals = word.find('=');
    if (equals != word.npos && equals > 0) return "a variable of the SQL stands behind -x: `-x " + word + "`";
    return help_hint(line_.chosen);
  }

  /// `revision add stuff`, `revision -m add stuff`
  std::string message_hint() const {
    if (has_positional(*line_.chosen)) return help_hint(line_.chosen);
    const auto given = std::ranges::find_if(
        line_.arguments, [](const auto& argument) { return argument == "-m" || argument == "--message"; });
    std::string text = join(left_, " ");
    if (given != line_.arguments.end() && given + 1 != line_.arguments.end()) text = *(given + 1) + " " + text;
    return "a message stands behind -m, in quotes: `migrate " + line_.chosen->name + " -m \"" + text + "\"`";
  }

  const CommandLine& line_;
  const std::vector<std::string>& left_;
};

/// The option whose name the word is, but for one dash too few.
const Parameter* with_one_dash(const std::vector<Parameter>& parameters, std::string_view word) {
  const auto found = std::ranges::find_if(parameters, [&](const Parameter& parameter) {
    return !parameter.positional && parameter.name.size() > 1 && word == "-" + parameter.name;
  });
  return found == parameters.end() ? nullptr : &*found;
}

/// Whether the word before it takes it for its value.
bool is_value(const CommandLine& line, std::size_t place) {
  if (place == 0) return false;
  const auto takes = [&](const Parameter& one) { return is_named(one, line.arguments[place - 1]) && !one.flag(); };
  return std::ranges::any_of(line.globals, takes) ||
         (line.chosen && std::ranges::any_of(line.chosen->parameters, takes));
}

}  // namespace

bool is_option(const std::string& word) { return word.size() > 1 && word[0] == '-' && word != "--"; }

std::string shown_word(const std::string& word) {
  const auto scheme = word.find("://");
  return scheme == word.npos ? word : word.substr(0, scheme + 3) + "…";
}

std::string help_hint(const Command* chosen) {
  return chosen ? "`migrate " + chosen->name + " --help` shows what it takes" : "`migrate --help` lists the commands";
}

void refuse_leftovers(const CommandLine& line, const std::vector<std::string>& left) {
  if (!left.empty()) Refusal(line, left)();
}

void refuse_single_dashes(const CommandLine& line) {
  for (std::size_t i = 0; i < line.arguments.size(); ++i) {
    const auto word = line.arguments[i].substr(0, line.arguments[i].find('='));
    if (word == "--") return;
    const auto* meant = with_one_dash(line.globals, word);
    if (!meant && line.chosen) meant = with_one_dash(line.chosen->parameters, word);
    if (!meant || is_value(line, i)) continue;
    throw UsageError("there is no option '" + word + "', did you mean '-" + word + "'?", help_hint(line.chosen));
  }
}

}  // namespace migrate
