// Column types from their text, for `Field{.type = "numeric(12,2)"}` and `sql_type<T>`: the inverse of type_text in
// write_toml.hpp. src/schema/type_text.hpp reads the same texts with the tool's own messages.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "migrate/detail/fields.hpp"
#include "migrate/detail/text.hpp"

namespace migrate::detail {

constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

inline std::optional<int> natural_number(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || text.size() > 9) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// `varchar(50)`, `enum(role)`, `postgresql:jsonb`; nothing where the text is no type.
inline std::optional<Type> read_type(std::string_view text) {
  text = trimmed(text);
  Type type;
  if (const auto colon = text.find(':'); colon != text.npos) {
    type.kind = TypeKind::native;
    type.dialect = text.substr(0, colon);
    type.name = text.substr(colon + 1);
    return type;
  }
  const auto open = text.find('(');
  const auto spelt = names(TypeKind{});
  const auto name = trimmed(text.substr(0, open));
  std::size_t found = 0;
  while (found < spelt.size() && spelt[found] != name) ++found;
  if (found >= static_cast<std::size_t>(TypeKind::native)) return std::nullopt;
  type.kind = static_cast<TypeKind>(found);
  if (open == text.npos) return type.kind == TypeKind::enumeration ? std::nullopt : std::optional(type);
  if (text.back() != ')') return std::nullopt;
  const auto inside = text.substr(open + 1, text.size() - open - 2);
  if (type.kind == TypeKind::enumeration) {
    type.name = trimmed(inside);
    return type;
  }
  const auto comma = inside.find(',');
  type.length = natural_number(inside.substr(0, comma));
  if (!type.length) return std::nullopt;
  if (comma != inside.npos && !(type.scale = natural_number(inside.substr(comma + 1)))) return std::nullopt;
  return type;
}

/// What is wrong with a text that read_type does not take.
inline std::string no_such_type(std::string_view text) {
  const auto spelt = names(TypeKind{});
  return "there is no type '" + std::string(text) + "'" + suggestion(text.substr(0, text.find_first_of("(:")), spelt);
}

}  // namespace migrate::detail
