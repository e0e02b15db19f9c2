// SQL text of MySQL and MariaDB as tokens with their places. Every other pass over expressions and over SHOW CREATE
// TABLE goes through it, so that a string, a comment or a name in backticks never confuses one of them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::mysql {

enum class TokenKind {
  word,    ///< an identifier or a keyword, unquoted
  name,    ///< `…`
  string,  ///< '…' or "…"
  number,  ///< 1, 1.5e3, 0xff, x'ff', b'101'
  symbol,  ///< an operator or punctuation: <=, (, ->>
  end,     ///< behind the last token
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;   ///< as written, quotes included; a view into the text that was tokenized
  std::size_t offset = 0;  ///< in bytes, from the beginning of that text

  std::size_t end() const { return offset + text.size(); }
  bool is(std::string_view symbol) const { return kind == TokenKind::symbol && text == symbol; }
  /// Whether it is this word, in whatever case. `word` is in lower case.
  bool is_word(std::string_view word) const;
  /// What is between the quotes, its escapes undone; the text itself where there are none.
  std::string value() const;
};

/// The tokens of a statement from some place on.
using Words = std::span<const Token>;

/// Whether the token is one of these words, all in lower case.
bool is_one_of(const Token& token, std::span<const std::string_view> words);

/// All tokens of a text, without white space and comments; the last one has kind `end`.
std::vector<Token> tokenize(std::string_view sql);

/// The text with what stands in `/*! … */` and `/*M! … */` outside of any comment, since the server runs it.
std::string with_opened_comments(std::string_view sql);

/// The text with the backslash sequences of a string undone, one level of them.
std::string without_escapes(std::string_view text);

}  // namespace migrate::mysql
