// The only file that includes CLI11: it builds the parser from the rows and turns what CLI11 leaves over into
// messages that name the nearest right word.
#include "src/cli/parse.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <deque>

#include "src/base/text.hpp"
#include "src/cli/refuse_words.hpp"

namespace migrate {
namespace {

/// A parameter as the parser of one command has it.
struct Slot {
  const Parameter* parameter;
  CLI::Option* parsed;
};

std::string spelling(const Parameter& parameter) {
  if (parameter.positional) return parameter.name;
  return (parameter.letter ? std::string("-") + parameter.letter + ",--" : "--") + parameter.name;
}

/// The name for messages.
std::string shown(const Parameter& parameter) { return parameter.positional ? parameter.name : "--" + parameter.name; }

class Parser {
 public:
  explicit Parser(const std::vector<Command>& commands)
      : commands_(commands), globals_(global_parameters()), app_("", "migrate") {
    prepare(app_);
    app_.require_subcommand(0, 1);
    root_globals_ = add(app_, globals_);
    for (const auto& command : commands_) {
      auto* sub = app_.add_subcommand(command.name);
      prepare(*sub);
      own_.push_back(add(*sub, command.parameters));
      sub_globals_.push_back(add(*sub, globals_));
    }
  }

  Invocation parse(const std::vector<std::string>& arguments) {
    refuse_bare_equals(arguments);
    // CLI11 takes them from the back
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    std::string complaint;
    try {
      app_.parse(reversed);
    } catch (const CLI::ParseError& error) {
      complaint = error.what();
    }
    Invocation out;
    const auto chosen = chosen_command();
    refuse_single_dashes({commands_, globals_, chosen ? &commands_[*chosen] : nullptr, arguments});
    out.globals = merge_globals(chosen);
    if (chosen) out.command = &commands_[*chosen];
    if (out.globals.help || out.globals.version) return out;
    refuse_leftovers({commands_, globals_, out.command, arguments}, leftovers());
    if (!complaint.empty()) refuse_missing_value(chosen, arguments);
    if (!complaint.empty()) throw UsageError(complaint, help_hint(chosen));
    if (!chosen) return out;
    for (const auto& slot : own_[*chosen]) {
      check(slot, chosen);
      out.values.push_back(slot.parsed->results());
    }
    return out;
  }

 private:
  using Slots = std::deque<Slot>;

  static void prepare(CLI::App& app) {
    app.set_help_flag();
    app.allow_extras();
    app.prefix_command(false);
  }

  static Slots add(CLI::App& app, const std::vector<Parameter>& parameters) {
    Slots slots;
    for (const auto& parameter : parameters) {
      auto& slot = slots.emplace_back(Slot{&parameter, nullptr});
      if (parameter.flag()) {
        slot.parsed = app.add_flag_function(spelling(parameter), [](std::int64_t) {});
        continue;
      }
      slot.parsed = app.add_option(spelling(parameter), [](const CLI::results_t&) { return true; });
      // each takes one word; a word in brackets is a word and not CLI11's notation for a list
      const bool list = parameter.positional && parameter.many;
      slot.parsed->expected(list ? -1 : 1)->take_all()->allow_extra_args(list);
    }
    return slots;
  }

  std::optional<std::size_t> chosen_command() const {
    for (std::size_t i = 0; i < commands_.size(); ++i) {
      if (app_.got_subcommand(commands_[i].name)) return i;
    }
    return std::nullopt;
  }

  /// What stands after the command's name goes before what stands in front of it.
  Globals merge_globals(std::optional<std::size_t> chosen) const {
    Values values;
    for (std::size_t i = 0; i < globals_.size(); ++i) {
      auto given = root_globals_[i].parsed->results();
      if (chosen) {
        const auto after = sub_globals_[*chosen][i].parsed->results();
        given.insert(given.end(), after.begin(), after.end());
      }
      for (const auto& value : given) check_value(globals_[i], value, chosen);
      values.push_back(std::move(given));
    }
    return fill<Globals>(globals_, values);
  }

  void check(const Slot& slot, std::optional<std::size_t> chosen) const {
    const auto& parameter = *slot.parameter;
    const auto values = slot.parsed->results();
    if (parameter.required && values.empty()) {
      throw UsageError(
          "'" + commands_[*chosen].name + "' needs " + shown(parameter) +
              (parameter.positional ? "" : " " + parameter.value),
          parameter.choices.empty() ? help_hint(chosen) : "it is one of: " + join(parameter.choices, ", "));
    }
    if (!parameter.many && values.size() > 1) {
      throw UsageError(shown(parameter) + " is given " + std::to_string(values.size()) + " times", help_hint(chosen));
    }
    for (const auto& value : values) check_value(parameter, value, chosen);
  }

  void check_value(const Parameter& parameter, const std::string& value, std::optional<std::size_t> chosen) const {
    if (parameter.flag()) return;
    if (value.empty()) throw UsageError(shown(parameter) + " is empty", help_hint(chosen));
    if (parameter.choices.empty() || std::ranges::find(parameter.choices, value) != parameter.choices.end()) {
      refuse_url_for_name(parameter, value);
      return;
    }
    if (const auto meant = parameter.instead.find(value); meant != parameter.instead.end()) {
      throw UsageError(shown(parameter) + " cannot be '" + value + "'", meant->second);
    }
    throw UsageError(shown(parameter) + " cannot be '" + value + "'" + did_you_mean(value, parameter.choices),
                     "it is one of: " + join(parameter.choices, ", "));
  }

  /// golang-migrate's -database takes a URL.
  static void refuse_url_for_name(const Parameter& parameter, const std::string& value) {
    if (parameter.name != "database" || value.find("://") == value.npos) return;
    throw UsageError("--database takes the NAME of a [database.NAME], not a URL", "a URL stands behind --url");
  }

  /// CLI11 takes the next word for the value of `--env=`.
  void refuse_bare_equals(const std::vector<std::string>& arguments) const {
    for (const auto& word : arguments) {
      if (word == "--") return;
      if (!word.starts_with("--") || !word.ends_with('=')) continue;
      const auto named = [&](const Parameter& parameter) {
        return !parameter.flag() && !parameter.positional && word == "--" + parameter.name + "=";
      };
      const bool known = std::ranges::any_of(globals_, named) || std::ranges::any_of(commands_, [&](const auto& row) {
                           return std::ranges::any_of(row.parameters, named);
                         });
      if (known) throw UsageError(word.substr(0, word.size() - 1) + " is empty", help_hint(std::nullopt));
    }
  }

  /// The words that belong to nothing.
  std::vector<std::string> leftovers() const {
    auto left = app_.remaining(true);
    std::erase(left, "--");
    return left;
  }

  /// An option at the end of the line, or before another option, that wants a value.
  void refuse_missing_value(std::optional<std::size_t> chosen, const std::vector<std::string>& arguments) const {
    const auto refuse = [&](const std::string& word, const std::vector<Parameter>& parameters) {
      for (const auto& parameter : parameters) {
        const bool named =
            word == "--" + parameter.name || (parameter.letter && word == std::string("-") + parameter.letter);
        if (!named || parameter.flag() || parameter.positional) continue;
        throw UsageError(shown(parameter) + " needs a value: " + parameter.value, help_hint(chosen));
      }
    };
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (i + 1 < arguments.size() && !is_option(arguments[i + 1])) continue;
      refuse(arguments[i], globals_);
      if (chosen) refuse(arguments[i], commands_[*chosen].parameters);
    }
  }

  std::string help_hint(std::optional<std::size_t> chosen) const {
    return migrate::help_hint(chosen ? &commands_[*chosen] : nullptr);
  }

  const std::vector<Command>& commands_;
  std::vector<Parameter> globals_;
  CLI::App app_;
  Slots root_globals_;
  std::vector<Slots> own_;
  std::vector<Slots> sub_globals_;
};

}  // namespace

Invocation parse_command_line(const std::vector<Command>& commands, const std::vector<std::string>& arguments) {
  return Parser(commands).parse(arguments);
}

}  // namespace migrate
