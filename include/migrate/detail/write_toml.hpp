// Schema values to TOML text: the one writer behind exported metadata, `migrate inspect` and revision files.
//
// The order of keys is that of fields.hpp, what equals its default is left out, and every column or constraint has
// a line of its own, so that a diff of two files shows what changed. Includes nothing but the standard library,
// because the models library of a user is built from it.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "migrate/detail/fields.hpp"

namespace migrate::detail {

/// A TOML basic string; one with line breaks becomes a multi-line string. `text` must be UTF-8.
inline std::string toml_string(std::string_view text) {
  const bool several_lines = text.find('\n') != text.npos;
  std::string out = several_lines ? "\"\"\"\n" : "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // between three quotes one quote may stand as it is, but not a second beside it, nor one at the end
    const bool bare_quote = several_lines && i + 1 < text.size() && (i == 0 || text[i - 1] != '"');
    if ((c == '"' && !bare_quote) || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n' || c == '\t') {
      out += c == '\n' ? "\n" : "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04X", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  return out += several_lines ? "\"\"\"" : "\"";
}

inline std::string toml_key(std::string_view key) {
  const auto bare = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  bool is_bare = !key.empty();
  for (const char c : key) is_bare = is_bare && bare(c);
  return is_bare ? std::string(key) : toml_string(key);
}

/// The key of an option: `sqlite.strict` stays two keys with a dot between them.
inline std::string toml_option_key(std::string_view key) {
  const auto dot = key.find('.');
  if (dot == key.npos) return toml_key(key);
  return toml_key(key.substr(0, dot)) + "." + toml_key(key.substr(dot + 1));
}

/// The text form of a type, as files have it.
inline std::string type_text(const Type& type) {
  if (type.kind == TypeKind::native) return type.dialect + ":" + type.name;
  std::string out(spelling(type.kind));
  if (type.kind == TypeKind::enumeration) return out + "(" + type.name + ")";
  if (!type.length) return out;
  out += "(" + std::to_string(*type.length);
  if (type.scale) out += "," + std::to_string(*type.scale);
  return out + ")";
}

/// Collects `key = value` pairs of one value; the visitor of `fields`.
class TomlPairs {
 public:
  /// `block`: lists get one element a line, for use outside an inline table.
  explicit TomlPairs(bool block) : block_(block) {}

  template <class T>
  void required(std::string_view key, const T& value) {
    add(key, text(value));
  }
  template <class T>
  void optional(std::string_view key, const T& value, const T& otherwise = {}) {
    if (!(value == otherwise)) add(key, text(value));
  }
  // what is empty by default needs no comparison, which would have to be compiled for each element type
  template <class T>
  void optional(std::string_view key, const std::vector<T>& value) {
    if (!value.empty()) add(key, text(value));
  }
  template <class K, class T>
  void optional(std::string_view key, const std::map<K, T>& value) {
    if (!value.empty()) add(key, text(value));
  }
  template <class T>
  void optional(std::string_view key, const std::optional<T>& value) {
    if (value) add(key, text(value));
  }
  void type(std::string_view key, const Type& type, const std::map<std::string, Type>& by_dialect) {
    if (by_dialect.empty()) return add(key, toml_string(type_text(type)));
    std::string out = "{ default = " + toml_string(type_text(type));
    for (const auto& [dialect, other] : by_dialect)
      out += ", " + toml_key(dialect) + " = " + toml_string(type_text(other));
    add(key, out + " }");
  }
  void options(const Options& options) {
    for (const auto& [key, value] : options) pairs_.emplace_back(toml_option_key(key), text(value));
  }
  void add(std::string_view key, std::string value) { pairs_.emplace_back(toml_key(key), std::move(value)); }

  std::string inline_table() const {
    std::string out;
    for (const auto& [key, value] : pairs_) out += (out.empty() ? "" : ", ") + key + " = " + value;
    return out.empty() ? "{}" : "{ " + out + " }";
  }
  std::string lines() const {
    std::string out;
    for (const auto& [key, value] : pairs_) out += key + " = " + value + "\n";
    return out;
  }

  static std::string text(bool value) { return value ? "true" : "false"; }
  static std::string text(int value) { return std::to_string(value); }
  static std::string text(std::int64_t value) { return std::to_string(value); }
  static std::string text(const std::string& value) { return toml_string(value); }
  static std::string text(const Type& value) { return toml_string(type_text(value)); }
  template <Spelled E>
  static std::string text(E value) {
    return toml_string(spelling(value));
  }
  template <class T>
  static std::string text(const std::optional<T>& value) {
    return text(*value);
  }
  static std::string text(const std::optional<Identity>& value) {
    return *value == Identity{} ? "true" : inline_text(*value);
  }
  static std::string text(const OptionValue& value) {
    return std::visit([](const auto& held) { return text(held); }, value);
  }
  static std::string text(const Options& value) {
    TomlPairs pairs(false);
    pairs.options(value);
    return pairs.inline_table();
  }
  static std::string text(const std::map<std::string, std::string>& value) {
    TomlPairs pairs(false);
    for (const auto& [key, held] : value) pairs.add(key, toml_string(held));
    return pairs.inline_table();
  }
  static std::string text(const IndexColumn& value) {
    return value == IndexColumn{.column = value.column} && !value.column.empty() ? toml_string(value.column)
                                                                                 : inline_text(value);
  }
  template <class T>
  requires requires(TomlPairs& v, const T& t) { fields(v, t); }
  static std::string text(const T& value) { return inline_text(value); }

 private:
  template <class T>
  static constexpr bool one_line = std::is_same_v<T, std::string> || std::is_same_v<T, IndexColumn>;

  template <class T>
  std::string text(const std::vector<T>& values) const {
    std::string out;
    if (block_ && !one_line<T>) {
      for (const auto& value : values) out += "  " + text(value) + ",\n";
      return "[\n" + out + "]";
    }
    for (const auto& value : values) out += (out.empty() ? "" : ", ") + text(value);
    return "[" + out + "]";
  }
  template <class T>
  static std::string inline_text(const T& value) {
    TomlPairs pairs(false);
    fields(pairs, value);
    return pairs.inline_table();
  }

  bool block_;
  std::vector<std::pair<std::string, std::string>> pairs_;
};

/// `[[heading]]` and the value's keys below it.
template <class T>
std::string toml_section(std::string_view heading, const T& value) {
  TomlPairs pairs(true);
  fields(pairs, value);
  return "[[" + std::string(heading) + "]]\n" + pairs.lines();
}

/// The whole document that `migrate models` and `migrate inspect` print and that a models library exports.
/// A template so that a file which only declares models does not compile it.
template <class = void>
std::string toml_document(const Schema& schema) {
  std::string out = "format = 1\n";
  for (const auto& type : schema.enums) out += "\n" + toml_section("enum", type);
  for (const auto& sequence : schema.sequences) out += "\n" + toml_section("sequence", sequence);
  for (const auto& table : schema.tables) out += "\n" + toml_section("table", table);
  return out;
}

}  // namespace migrate::detail
