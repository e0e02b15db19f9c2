#include "src/base/toml_hints.hpp"

#include <algorithm>
#include <array>

#include "src/base/text.hpp"

namespace migrate {
namespace {

constexpr std::array typographic{"\u201c", "\u201d", "\u201e", "\u2018", "\u2019", "\u00ab"};

std::string_view line_of(std::string_view text, std::size_t line) {
  for (; line > 1; --line) {
    const auto end = text.find('\n');
    if (end == text.npos) return {};
    text.remove_prefix(end + 1);
  }
  return trim(text.substr(0, text.find('\n')));
}

/// A value as messages may repeat it.
std::string shown(std::string_view value) {
  const bool secret = value.find("://") != value.npos || value.find('@') != value.npos || value.size() > 60;
  return secret ? "…" : std::string(value);
}

std::string assignment(std::string_view key, const std::string& value) { return std::string(key) + " = " + value; }

/// Where the text that begins with a quote ends; npos where it does not.
std::size_t closing_quote(std::string_view value) {
  for (std::size_t i = 1; i < value.size(); ++i) {
    if (value[0] == '"' && value[i] == '\\') {
      ++i;
    } else if (value[i] == value[0]) {
      return i;
    }
  }
  return value.npos;
}

std::string_view without_comment(std::string_view value) { return trim(value.substr(0, value.find(" #"))); }

TomlMistake quoted(std::string_view key, std::string_view value, std::string_view parser_says) {
  const auto end = closing_quote(value);
  const std::string quote(1, value[0]);
  if (end == value.npos) {
    return {"the text of '" + std::string(key) + "' does not end: its closing " + quote + " is missing",
            "put a " + quote + " at its end"};
  }
  if (parser_says.find("escape") != parser_says.npos || parser_says.find('\\') != parser_says.npos) {
    return {{}, "a backslash is written twice, or the text stands in single quotes: " + assignment(key, "'…'")};
  }
  const auto behind = without_comment(value.substr(end + 1));
  if (behind.empty()) return {};
  return {"something stands behind the text of '" + std::string(key) + "'",
          "a \" inside a text is written \\\", or the text stands in single quotes; several texts are a list: " +
              assignment(key, "[\"…\", \"…\"]")};
}

TomlMistake unquoted(std::string_view key, std::string_view value) {
  constexpr std::array yes{"yes", "on", "true"};
  constexpr std::array no{"no", "off", "false"};
  constexpr std::array nothing{"none", "null", "nil", "undefined"};
  const auto word = lower(value);
  const auto among = [&](const auto& words) { return std::ranges::find(words, word) != words.end(); };
  const auto message = "the value '" + shown(value) + "' of '" + std::string(key) + "' is none of TOML's";
  if (among(yes)) return {message, "write " + assignment(key, "true")};
  if (among(no)) return {message, "write " + assignment(key, "false")};
  if (among(nothing)) return {message, "leave the line out: a key that is not there has no value"};
  return {"the value of '" + std::string(key) + "' is a text without quotes",
          "put quotes around it: " + assignment(key, "\"" + shown(value) + "\"")};
}

/// `[a, b]`
TomlMistake list(std::string_view key, std::string_view value) {
  const auto inner = trim(value.substr(1, value.find(']') - 1));
  const bool word = !inner.empty() && std::string_view("\"'[{#0123456789+-").find(inner[0]) == inner.npos &&
                    inner != "true" && inner != "false";
  if (word) return {{}, "each text of a list stands in quotes: " + assignment(key, "[\"…\", \"…\"]")};
  if (value.find(']') == value.npos) return {{}, "a list ends with ]"};
  return {{}, "the elements of a list stand apart by commas: " + assignment(key, "[\"…\", \"…\"]")};
}

TomlMistake of_value(std::string_view key, std::string_view value, std::string_view parser_says) {
  if (value.empty() || value[0] == '#') {
    return {"'" + std::string(key) + "' has no value", "give it one, or leave the line out"};
  }
  if (value.starts_with("\"\"\"") || value.starts_with("'''")) {
    return {{}, "a text of several lines ends with the same three quotes"};
  }
  if (value[0] == '"' || value[0] == '\'') return quoted(key, value, parser_says);
  if (std::ranges::any_of(typographic, [&](std::string_view quote) { return value.starts_with(quote); })) {
    return {"the quotes of '" + std::string(key) + "' are typographic ones",
            "write plain quotes: " + assignment(key, "\"…\"")};
  }
  if (value[0] == '[') return list(key, value);
  if (value[0] == '{') return {};
  return unquoted(key, without_comment(value));
}

TomlMistake of_line(std::string_view line, std::string_view parser_says) {
  if (line.empty() || line[0] == '#') return {};
  if (line.starts_with("//") || line.starts_with("--") || line[0] == ';') return {{}, "a comment begins with #"};
  if (line[0] == '[') {
    if (line.find(']') == line.npos) return {"the heading does not end: its closing ] is missing", "write [name]"};
    return {};
  }
  const auto equals = line.find('=');
  const auto colon = line.find(':');
  if (equals == line.npos || (colon < equals && line.find('"') > colon)) {
    if (colon == line.npos) return {{}, "a line is `key = value`, a [section] or a # comment"};
    return {{}, "key and value stand apart by an equals sign: " + std::string(trim(line.substr(0, colon))) + " = …"};
  }
  return of_value(trim(line.substr(0, equals)), trim(line.substr(equals + 1)), parser_says);
}

}  // namespace

TomlMistake toml_mistake(std::string_view text, std::size_t line, std::string_view parser_says) {
  if (parser_says.find("redefine") != parser_says.npos) return {{}, "it stands twice: make one of the two"};
  auto found = of_line(line_of(text, line), parser_says);
  // a text that does not end is found at the line break, which may count as the next line
  if (found.hint.empty() && line > 1) found = of_line(line_of(text, line - 1), parser_says);
  return found;
}

}  // namespace migrate
