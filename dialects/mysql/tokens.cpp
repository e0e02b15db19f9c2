#include "dialects/mysql/tokens.hpp"

#include <algorithm>
#include <array>

#include "src/base/text.hpp"
#include "src/schema/expression.hpp"

namespace migrate::mysql {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

std::size_t quoted_end(std::string_view sql, std::size_t at) {
  const char quote = sql[at];
  for (++at; at < sql.size(); ++at) {
    if (sql[at] == '\\' && quote != '`') {
      ++at;
    } else if (sql[at] == quote) {
      if (at + 1 == sql.size() || sql[at + 1] != quote) return at + 1;
      ++at;
    }
  }
  return sql.size();
}

std::size_t word_end(std::string_view sql, std::size_t at) {
  while (at < sql.size() && is_word_part(sql[at])) ++at;
  return at;
}

/// Of a number, or of a word that begins with a digit: 1e-5 is one, 1-5 is three.
std::size_t number_end(std::string_view sql, std::size_t at) {
  bool exponent = false;
  for (; at < sql.size(); ++at) {
    const char c = sql[at];
    const bool sign = (c == '-' || c == '+') && exponent;
    if (!is_word_part(c) && c != '.' && !sign) break;
    exponent = c == 'e' || c == 'E';
  }
  return at;
}

/// The length of the comment or white space at the place; 0 where there is none.
std::size_t blank_at(std::string_view sql, std::size_t at) {
  const auto rest = sql.substr(at);
  if (is_space(rest[0])) return 1;
  const bool line = rest[0] == '#' || (rest.starts_with("--") && (rest.size() == 2 || is_space(rest[2])));
  if (line) return std::min(rest.find('\n'), rest.size());
  if (!rest.starts_with("/*")) return 0;
  const auto end = rest.find("*/", 2);
  return end == rest.npos ? rest.size() : end + 2;
}

std::size_t symbol_length(std::string_view rest) {
  constexpr auto longer =
      std::to_array<std::string_view>({"<=>", "->>", "<=", ">=", "<>", "!=", "||", "&&", "<<", ">>", "->", ":="});
  for (const auto symbol : longer) {
    if (rest.starts_with(symbol)) return symbol.size();
  }
  return 1;
}

Token token_at(std::string_view sql, std::size_t at) {
  const auto token = [&](TokenKind kind, std::size_t end) { return Token{kind, sql.substr(at, end - at), at}; };
  const char c = sql[at];
  if (c == '\'' || c == '"') return token(TokenKind::string, quoted_end(sql, at));
  if (c == '`') return token(TokenKind::name, quoted_end(sql, at));
  const bool bytes = (c == 'x' || c == 'X' || c == 'b' || c == 'B') && at + 1 < sql.size() && sql[at + 1] == '\'';
  if (bytes) return token(TokenKind::number, quoted_end(sql, at + 1));
  const bool fraction = c == '.' && at + 1 < sql.size() && is_digit(sql[at + 1]);
  if (is_digit(c) || fraction) return token(TokenKind::number, number_end(sql, at));
  if (is_word_start(c) || c == '@') return token(TokenKind::word, word_end(sql, at + 1));
  return token(TokenKind::symbol, at + symbol_length(sql.substr(at)));
}

}  // namespace

bool Token::is_word(std::string_view word) const { return kind == TokenKind::word && equal_ignoring_case(text, word); }

std::string Token::value() const {
  if (kind != TokenKind::name && kind != TokenKind::string) return std::string(text);
  const auto inside = text.substr(1, text.size() < 2 ? 0 : text.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '\\' && kind == TokenKind::string && i + 1 < inside.size()) {
      out += without_escapes(inside.substr(i, 2));
      ++i;
      continue;
    }
    out += inside[i];
    if (inside[i] == text[0]) ++i;  // it stands twice
  }
  return out;
}

std::vector<Token> tokenize(std::string_view sql) {
  std::vector<Token> out;
  for (std::size_t at = 0; at < sql.size();) {
    if (const auto blank = blank_at(sql, at)) {
      at += blank;
      continue;
    }
    out.push_back(token_at(sql, at));
    at = out.back().end();
  }
  out.push_back({TokenKind::end, {}, sql.size()});
  return out;
}

std::string with_opened_comments(std::string_view sql) {
  std::string out;
  bool inside = false;
  for (std::size_t at = 0; at < sql.size();) {
    const auto rest = sql.substr(at);
    if (rest.starts_with("/*!") || rest.starts_with("/*M!")) {
      inside = true;
      at = std::min(sql.find_first_not_of("0123456789", sql.find('!', at) + 1), sql.size());
      out += ' ';
      continue;
    }
    if (inside && rest.starts_with("*/")) {
      inside = false;
      at += 2;
      out += ' ';
      continue;
    }
    const bool quoted = rest[0] == '\'' || rest[0] == '"' || rest[0] == '`';
    const auto end = quoted ? quoted_end(sql, at) : at + std::max<std::size_t>(blank_at(sql, at), 1);
    out += sql.substr(at, end - at);
    at = end;
  }
  return out;
}

bool is_one_of(const Token& token, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return token.is_word(word); });
}

std::string without_escapes(std::string_view text) {
  constexpr std::string_view letters = "0nrtbZ", meant("\0\n\r\t\b\x1a", 6);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const auto letter = letters.find(text[++i]);
    out += letter == letters.npos ? text[i] : meant[letter];
  }
  return out;
}

}  // namespace migrate::mysql
