#include "dialects/postgresql/cells.hpp"

#include <charconv>

namespace migrate::postgresql {
namespace {

/// Takes a quoted element of an array, from behind its opening quote to behind its closing one.
std::string take_quoted(std::string_view& rest) {
  std::string out;
  while (!rest.empty() && rest.front() != '"') {
    if (rest.front() == '\\' && rest.size() > 1) rest.remove_prefix(1);
    out += rest.front();
    rest.remove_prefix(1);
  }
  if (!rest.empty()) rest.remove_prefix(1);
  return out;
}

/// The offset behind the string, name or single character that begins at `at`.
std::size_t behind(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c != '\'' && c != '"') return at + 1;
  const bool escapes = c == '\'' && at > 0 && (text[at - 1] == 'E' || text[at - 1] == 'e');
  for (++at; at < text.size(); ++at) {
    if (escapes && text[at] == '\\') {
      ++at;
    } else if (text[at] == c) {
      return at + 1;
    }
  }
  return at;
}

/// Whether the parenthesis at the beginning is closed by the one at the end.
bool is_braced(std::string_view text) {
  if (!text.starts_with('(') || !text.ends_with(')')) return false;
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); at = behind(text, at)) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && --depth == 0) return at + 1 == text.size();
  }
  return false;
}

}  // namespace

std::int64_t number(std::string_view cell) {
  std::int64_t out = 0;
  std::from_chars(cell.data(), cell.data() + cell.size(), out);
  return out;
}

std::vector<std::string> elements(const Cell& cell) {
  std::vector<std::string> out;
  if (!cell || cell->size() < 2) return out;
  std::string_view rest(cell->data() + 1, cell->size() - 2);
  while (!rest.empty()) {
    if (rest.front() == '"') {
      rest.remove_prefix(1);
      out.push_back(take_quoted(rest));
    } else {
      const auto end = std::min(rest.find(','), rest.size());
      const auto element = rest.substr(0, end);
      out.emplace_back(element == "NULL" ? "" : element);
      rest.remove_prefix(end);
    }
    if (!rest.empty()) rest.remove_prefix(1);
  }
  return out;
}

std::vector<std::int64_t> numbers(const Cell& cell) {
  std::vector<std::int64_t> out;
  if (!cell) return out;
  const char* at = cell->data();
  const char* const end = at + cell->size();
  while (at != end) {
    std::int64_t value = 0;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error == std::errc{}) out.push_back(value);
    at = error == std::errc{} ? next : at + 1;
  }
  return out;
}

std::string bare_expression(std::string_view expression) {
  while (is_braced(expression)) expression = expression.substr(1, expression.size() - 2);
  return std::string(expression);
}

}  // namespace migrate::postgresql
