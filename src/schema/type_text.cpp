#include "src/schema/type_text.hpp"

#include <algorithm>
#include <charconv>

#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

struct Arguments {
  int least = 0;
  int most = 0;
};

Arguments arguments_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::numeric: return {0, 2};
    case TypeKind::varchar: return {0, 1};
    case TypeKind::character:
    case TypeKind::binary:
    case TypeKind::varbinary: return {1, 1};
    default: return {};
  }
}

[[noreturn]] void unknown_type(std::string_view text) {
  std::vector<std::string> candidates;
  for (const auto name : detail::names(TypeKind{})) {
    if (name != "native") candidates.emplace_back(name);
  }
  const std::string name(trim(text.substr(0, text.find_first_of("(:"))));
  throw ConfigurationError("there is no type '" + std::string(text) + "'" + did_you_mean(name, candidates),
                           "a database's own type is written with its dialect in front: 'postgresql:" + name + "'");
}

int parse_number(std::string_view text, std::string_view whole) {
  const auto digits = trim(text);
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || value < 0) {
    throw ConfigurationError("'" + std::string(digits) + "' in the type '" + std::string(whole) + "' is not a number");
  }
  return value;
}

Type parse_neutral(std::string_view text) {
  const auto open = text.find('(');
  const auto name = trim(text.substr(0, open));
  const auto names = detail::names(TypeKind{});
  const auto found = std::ranges::find(names, name);
  if (found == names.end() || *found == "native") unknown_type(text);
  Type type{.kind = static_cast<TypeKind>(found - names.begin())};
  std::vector<std::string> parts;
  if (open != text.npos) {
    if (text.back() != ')')
      throw ConfigurationError("the type '" + std::string(text) + "' lacks its closing parenthesis");
    parts = split(text.substr(open + 1, text.size() - open - 2), ',');
  }
  if (type.kind == TypeKind::enumeration) {
    type.name = parts.empty() ? "" : std::string(trim(join(parts, ",")));
    if (type.name.empty()) throw ConfigurationError("the type 'enum' needs the name of its enum: 'enum(role)'");
    return type;
  }
  const auto allowed = arguments_of(type.kind);
  const int given = static_cast<int>(parts.size());
  if (given < allowed.least)
    throw ConfigurationError("the type '" + std::string(text) + "' needs a length: '" + std::string(name) + "(16)'");
  if (given > allowed.most)
    throw ConfigurationError(
        "the type '" + std::string(name) + "' takes " +
        (allowed.most ? "at most " + count_of(static_cast<std::size_t>(allowed.most), "number") : "no numbers") +
        ", but '" + std::string(text) + "' has " + std::to_string(given));
  if (given > 0) type.length = parse_number(parts[0], text);
  if (given > 1) type.scale = parse_number(parts[1], text);
  return type;
}

}  // namespace

std::span<const std::string> dialect_prefixes() {
  static const std::vector<std::string> names{"sqlite", "postgresql", "mysql"};
  return names;
}

Type parse_type(std::string_view text) {
  text = trim(text);
  const auto colon = text.find(':');
  if (colon == text.npos) return parse_neutral(text);
  const auto dialect = text.substr(0, colon);
  if (std::ranges::find(dialect_prefixes(), dialect) == dialect_prefixes().end()) {
    throw ConfigurationError("there is no dialect '" + std::string(dialect) + "' for the type '" + std::string(text) +
                             "'" + did_you_mean(dialect, dialect_prefixes()));
  }
  return {.kind = TypeKind::native,
          .length = {},
          .scale = {},
          .name = std::string(text.substr(colon + 1)),
          .dialect = std::string(dialect)};
}

}  // namespace migrate
