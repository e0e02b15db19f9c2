// PostgreSQL's SQL as tokens: just enough to know what is text, what is a comment, and which words stand outside of
// both (https://www.postgresql.org/docs/current/sql-syntax-lexical.html).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrate::postgresql {

struct SqlToken {
  enum class Kind {
    word,         ///< an identifier or keyword without quotes
    quoted_name,  ///< "…"
    string,       ///< '…' with whatever stands before it, $$…$$
    number,
    symbol,  ///< one character
  };
  Kind kind = Kind::symbol;
  std::string_view text{};  ///< of the statement that was scanned
  std::size_t offset = 0;

  /// `keyword` in lower case.
  bool is(std::string_view keyword) const;
  bool is_symbol(char c) const { return kind == Kind::symbol && text.front() == c; }
};

/// All tokens but comments. What does not end goes to the end of the text: the server says what is wrong with it.
std::vector<SqlToken> scan(std::string_view sql);

/// The word or name, folded as the server does: unquoted in lower case, quoted without its quotes.
std::string folded(const SqlToken& token);

}  // namespace migrate::postgresql
