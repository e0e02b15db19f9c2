// The tokens of an SQL expression by PostgreSQL's lexical rules
// (https://www.postgresql.org/docs/current/sql-syntax-lexical.html), with their meaning rather than their spelling:
// names folded, strings decoded, comments gone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrate::postgresql {

enum class TokenKind {
  word,    ///< an unquoted identifier or keyword, in lower case
  name,    ///< a quoted identifier, without its quotes
  string,  ///< its value
  number,  ///< as written
  op,      ///< an operator or a punctuation mark: <=, ::, (, [
  other,   ///< what does not end, a bit string, a parameter: nothing that can be compared but by its text
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text{};

  bool is_op(std::string_view what) const { return kind == TokenKind::op && text == what; }
  bool is_word(std::string_view what) const { return kind == TokenKind::word && text == what; }
};

/// All tokens, with one of kind `end` behind them.
std::vector<Token> tokenize(std::string_view sql);

}  // namespace migrate::postgresql
