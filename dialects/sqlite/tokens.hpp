// SQLite's tokenizer: SQL text as tokens with their places, by the rules of SQLite's tokenize.c.
//
// Every other pass over SQL text (the parser, comparison of expressions) goes through it, so that a comment or a quoted
// name never confuses one of them. It does not judge: what SQLite would refuse becomes a token of kind `illegal`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::sqlite {

enum class TokenKind {
  word,         ///< an identifier or a keyword, unquoted
  quoted_name,  ///< "…", `…` or […]
  string,       ///< '…'
  number,       ///< 1, 1.5e3, 0xff, 1_000
  blob,         ///< x'…'
  variable,     ///< ?, ?1, :a, @a, $a
  op,           ///< an operator or punctuation, as long as possible: ->>, ||, <=, (
  illegal,      ///< an unfinished string, a character that SQL does not know
  end,          ///< behind the last token; its text is empty
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;   ///< as written, quotes included; a view into the text that was tokenized
  std::size_t offset = 0;  ///< in bytes, from the beginning of that text

  std::size_t end() const { return offset + text.size(); }
  bool is_op(std::string_view what) const { return kind == TokenKind::op && text == what; }
  /// Whether it is this keyword, unquoted, in whatever case. `keyword` is in upper case.
  bool is_keyword(std::string_view keyword) const;
  /// Whether it can stand for a name: a word, a quoted name, or (SQLite's leniency) a string in single quotes.
  bool is_name() const {
    return kind == TokenKind::word || kind == TokenKind::quoted_name || kind == TokenKind::string;
  }
};

/// The first token at or behind `offset`, past white space and comments.
Token next_token(std::string_view sql, std::size_t offset);

/// All tokens of a text, without white space and comments; the last one has kind `end`.
std::vector<Token> tokenize(std::string_view sql);

/// A name or a string without its quotes and with doubled quotes made single; text without quotes as it is.
std::string unquote_name(std::string_view token);

/// Whether SQLite knows the word as a keyword, in whatever case (https://sqlite.org/lang_keywords.html).
bool is_keyword(std::string_view word);

/// The name as SQL text: in double quotes only where it is a keyword or not a plain identifier.
std::string quote_name(std::string_view name);

/// The text as an SQL string literal.
std::string quote_text(std::string_view text);

}  // namespace migrate::sqlite
