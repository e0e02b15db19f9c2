#include "src/schema/expression.hpp"

#include "src/base/text.hpp"

namespace migrate {
namespace {

struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string name;  ///< empty for what is no identifier
  bool quoted = false;
};

/// The end of what begins with a quote at `at`; a doubled quote stands for itself.
std::size_t quoted_end(std::string_view text, std::size_t at, char close) {
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] != close) continue;
    if (i + 1 < text.size() && text[i + 1] == close && close != ']') {
      ++i;
      continue;
    }
    return i + 1;
  }
  return text.size();
}

/// The next identifier, literal or comment at or after `at`; one with an empty range at the end.
Word next_word(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\'') return {at, quoted_end(text, at, c), "", true};
    if (c == '"' || c == '`' || c == '[') {
      const char close = c == '[' ? ']' : c;
      const auto end = quoted_end(text, at, close);
      const std::string inside(text.substr(at + 1, end - at - 2));
      return {at, end, c == '[' ? inside : replace_all(inside, std::string(2, c), std::string(1, c)), true};
    }
    if (text.substr(at, 2) == "--") return {at, std::min(text.find('\n', at), text.size()), "", false};
    if (text.substr(at, 2) == "/*") {
      const auto end = text.find("*/", at + 2);
      return {at, end == text.npos ? text.size() : end + 2, "", false};
    }
    if (is_word_part(c)) {  // a number too is passed over as a whole: 1e5 names nothing
      auto end = at;
      while (end < text.size() && is_word_part(text[end])) ++end;
      return {at, end, is_word_start(c) ? std::string(text.substr(at, end - at)) : "", false};
    }
  }
  return {text.size(), text.size(), "", false};
}

bool plain(std::string_view name) {
  if (name.empty() || !is_word_start(name[0])) return false;
  for (const char c : name) {
    if (!is_word_part(c)) return false;
  }
  return true;
}

/// Whether the word that ends there is a function's: `length(body)`.
bool is_called(std::string_view text, std::size_t end) {
  const auto next = text.find_first_not_of(" \t\n", end);
  return next != text.npos && text[next] == '(';
}
/// Whether the word that begins there is a type's: `'x'::text`.
bool is_cast(std::string_view text, std::size_t begin) { return text.substr(0, begin).ends_with("::"); }

}  // namespace

std::vector<std::string> identifiers(std::string_view expression) {
  std::vector<std::string> out;
  for (auto word = next_word(expression, 0); word.begin < expression.size(); word = next_word(expression, word.end)) {
    if (!word.name.empty()) out.push_back(std::move(word.name));
  }
  return out;
}

std::string replace_identifier(std::string_view expression, std::string_view from, std::string_view to) {
  std::string out;
  std::size_t copied = 0;
  for (auto word = next_word(expression, 0); word.begin < expression.size(); word = next_word(expression, word.end)) {
    if (!equal_ignoring_case(word.name, from) || is_called(expression, word.end) || is_cast(expression, word.begin))
      continue;
    out += expression.substr(copied, word.begin - copied);
    if (expression[word.begin] == '`') {
      out += '`' + replace_all(std::string(to), "`", "``") + '`';
    } else if (word.quoted || !plain(to)) {
      out += '"' + replace_all(std::string(to), "\"", "\"\"") + '"';
    } else {
      out += to;
    }
    copied = word.end;
  }
  return out += expression.substr(copied);
}

void rename_in_expressions(Table& table, std::string_view from, std::string_view to) {
  const auto rewrite = [&](std::string& text) { text = replace_identifier(text, from, to); };
  for (auto& check : table.checks) rewrite(check.expression);
  for (auto& column : table.columns) {
    if (column.generated) rewrite(column.generated->expression);
  }
  for (auto& index : table.indexes) {
    rewrite(index.where);
    for (auto& element : index.columns) rewrite(element.expression);
  }
  for (auto& exclusion : table.exclusions) {
    rewrite(exclusion.where);
    for (auto& part : exclusion.elements) rewrite(part.element.expression);
  }
}

}  // namespace migrate
