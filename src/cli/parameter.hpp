// An option or an argument of a command, as data: what the parser, the help text, the man page and the completions
// are made from. Each names the member of the command's options struct that it fills.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace migrate {

/// What a shell offers for the value of a parameter.
enum class Completes { nothing, file, folder, command, target };

struct Parameter {
  std::string name;                    ///< "rev-id" of --rev-id; of an argument the word in the usage: "TARGET"
  char letter = 0;                     ///< 'm' of -m; 0: none
  std::string value{};                 ///< the word for its value in the help; empty: a flag
  std::string help;                    ///< one line, no full stop
  std::vector<std::string> choices{};  ///< the values that are allowed; empty: any
  std::map<std::string, std::string> instead{};  ///< values of other tools, and the hint for each
  bool positional = false;
  bool required = false;
  bool many = false;  ///< may be given more than once
  Completes completes = Completes::nothing;
  /// Puts the values that were given (of a flag: one for each time) into an options struct of the right type.
  std::function<void(void* options, const std::vector<std::string>& values)> assign{};

  bool flag() const { return value.empty() && !positional; }
};

namespace detail {

template <class Options, class T>
auto assign_to(T Options::*member) {
  return [member](void* options, const std::vector<std::string>& values) {
    T& target = static_cast<Options*>(options)->*member;
    if constexpr (std::is_same_v<T, bool>)
      target = true;
    else if constexpr (std::is_same_v<T, int>)
      target = static_cast<int>(values.size());
    else if constexpr (std::is_same_v<T, std::vector<std::string>>)
      target = values;
    else
      target = values.back();
  };
}

}  // namespace detail

/// An option without a value: a bool that becomes true, or an int that counts.
template <class Options, class T>
Parameter flag(const std::string& name, char letter, T Options::*member, const std::string& help) {
  return {.name = name,
          .letter = letter,
          .value = {},
          .help = help,
          .many = std::is_same_v<T, int>,
          .assign = detail::assign_to(member)};
}

/// An option with a value; a vector takes it more than once.
template <class Options, class T>
Parameter option(const std::string& name, char letter, const std::string& value, T Options::*member,
                 const std::string& help) {
  return {.name = name,
          .letter = letter,
          .value = value,
          .help = help,
          .many = std::is_same_v<T, std::vector<std::string>>,
          .assign = detail::assign_to(member)};
}

template <class Options>
Parameter choice(const std::string& name, const std::string& value, const std::vector<std::string>& choices,
                 std::string Options::*member, const std::string& help) {
  auto out = option(name, 0, value, member, help);
  out.choices = choices;
  return out;
}

inline Parameter completing(Completes kind, Parameter parameter) {
  parameter.completes = kind;
  return parameter;
}

enum class Presence { optional, required };

/// An argument without a name of its own; a vector takes all that come.
template <class Options, class T>
Parameter argument(const std::string& name, Presence presence, T Options::*member, const std::string& help) {
  return {.name = name,
          .help = help,
          .positional = true,
          .required = presence == Presence::required,
          .many = std::is_same_v<T, std::vector<std::string>>,
          .assign = detail::assign_to(member)};
}

}  // namespace migrate
