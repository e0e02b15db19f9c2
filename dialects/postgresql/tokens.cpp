#include "dialects/postgresql/tokens.hpp"

#include "dialects/postgresql/dotted.hpp"
#include "src/base/text.hpp"
#include "src/schema/expression.hpp"

namespace migrate::postgresql {
namespace {

bool is_operator(char c) { return std::string_view("+-*/<>=~!@#%^&|`?").find(c) != std::string_view::npos; }

/// Takes tokens off the beginning of a text.
class Lexer {
 public:
  explicit Lexer(std::string_view sql) : rest_(sql) {}

  Token next() {
    skip();
    if (rest_.empty()) return {};
    const char c = rest_.front();
    if (c == '"') return quoted_name();
    if (c == '\'') return string(0, false);
    if (c == '$' && rest_.size() > 1 && !is_digit(rest_[1])) return dollar_string();
    if (is_digit(c) || (c == '.' && rest_.size() > 1 && is_digit(rest_[1]))) return number();
    if (is_word_start(c)) return word();
    if (rest_.starts_with("::") || rest_.starts_with(":=")) return {TokenKind::op, taken(2)};
    if (std::string_view("()[],;:.").find(c) != std::string_view::npos) return {TokenKind::op, taken(1)};
    if (is_operator(c)) return {TokenKind::op, taken(operator_length())};
    return {TokenKind::other, taken(1)};
  }

 private:
  std::string taken(std::size_t length) {
    std::string out(rest_.substr(0, length));
    rest_.remove_prefix(out.size());
    return out;
  }

  void skip() {
    while (!rest_.empty()) {
      if (const auto begin = rest_.find_first_not_of(" \t\r\n\f\v"); begin != 0) {
        rest_.remove_prefix(std::min(begin, rest_.size()));
      } else if (rest_.starts_with("--")) {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (rest_.starts_with("/*")) {
        skip_comment();
      } else {
        return;
      }
    }
  }
  void skip_comment() {
    int depth = 0;
    do {
      const bool opens = rest_.starts_with("/*"), closes = rest_.starts_with("*/");
      depth += opens ? 1 : closes ? -1 : 0;
      rest_.remove_prefix(opens || closes ? 2 : 1);
    } while (depth > 0 && !rest_.empty());
  }

  Token quoted_name() {
    const auto text = taken(quoted_length(rest_));
    if (text.size() < 2 || text.back() != '"') return {TokenKind::other, text};
    return {TokenKind::name, replace_all(text.substr(1, text.size() - 2), "\"\"", "\"")};
  }

  /// A string whose quote stands `prefix` bytes ahead.
  Token string(std::size_t prefix, bool escapes) {
    std::string value;
    for (std::size_t at = prefix + 1; at < rest_.size(); ++at) {
      const char c = rest_[at];
      if (escapes && c == '\\') {
        const char next = at + 1 < rest_.size() ? rest_[at + 1] : ' ';
        if (next != '\\' && next != '\'') return {TokenKind::other, taken(rest_.size())};
        value += next;
        ++at;
      } else if (c != '\'') {
        value += c;
      } else if (at + 1 < rest_.size() && rest_[at + 1] == '\'') {
        value += c;
        ++at;
      } else {
        rest_.remove_prefix(at + 1);
        return {TokenKind::string, value};
      }
    }
    return {TokenKind::other, taken(rest_.size())};
  }

  Token dollar_string() {
    const auto tag_end = rest_.find('$', 1);
    if (tag_end == rest_.npos) return {TokenKind::other, taken(1)};
    const auto tag = rest_.substr(0, tag_end + 1);
    const auto end = rest_.find(tag, tag.size());
    if (end == rest_.npos) return {TokenKind::other, taken(rest_.size())};
    Token out{TokenKind::string, std::string(rest_.substr(tag.size(), end - tag.size()))};
    rest_.remove_prefix(end + tag.size());
    return out;
  }

  Token number() {
    std::size_t length = 0;
    const auto at = [&](std::size_t i) { return i < rest_.size() ? rest_[i] : ' '; };
    while (is_digit(at(length)) || at(length) == '.' || at(length) == '_') ++length;
    if (at(length) == 'e' || at(length) == 'E') {
      const std::size_t sign = at(length + 1) == '+' || at(length + 1) == '-' ? 1 : 0;
      if (is_digit(at(length + 1 + sign))) {
        length += 1 + sign;
        while (is_digit(at(length))) ++length;
      }
    }
    return {TokenKind::number, taken(length)};
  }

  Token word() {
    std::size_t length = 0;
    while (length < rest_.size() && is_word_part(rest_[length])) ++length;
    const char quote = length < rest_.size() ? rest_[length] : ' ';
    if (length == 1 && quote == '\'') {
      const char kind = lower(rest_.substr(0, 1)).front();
      if (kind == 'e') return string(1, true);
      if (kind == 'n') return string(1, false);
      if (kind == 'b' || kind == 'x') return {TokenKind::other, lower(taken(2)) + string_after_quote()};
    }
    return {TokenKind::word, lower(taken(length))};
  }
  std::string string_after_quote() {
    const auto end = std::min(rest_.find('\''), rest_.size());
    return taken(end + 1);
  }

  /// An operator ends before a comment, and at a sign unless it holds one of `~!@#%^&|`?`.
  std::size_t operator_length() const {
    std::size_t length = 0;
    while (length < rest_.size() && is_operator(rest_[length]) && !rest_.substr(length).starts_with("--") &&
           !rest_.substr(length).starts_with("/*")) {
      ++length;
    }
    const auto text = rest_.substr(0, length);
    if (text.find_first_of("~!@#%^&|`?") != text.npos) return length;
    while (length > 1 && (rest_[length - 1] == '+' || rest_[length - 1] == '-')) --length;
    return length;
  }

  std::string_view rest_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view sql) {
  std::vector<Token> out;
  Lexer lexer(sql);
  do out.push_back(lexer.next());
  while (out.back().kind != TokenKind::end);
  return out;
}

}  // namespace migrate::postgresql
