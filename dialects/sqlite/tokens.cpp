#include "dialects/sqlite/tokens.hpp"

#include <algorithm>
#include <array>

#include "src/base/text.hpp"
#include "src/schema/expression.hpp"

namespace migrate::sqlite {
namespace {

// https://sqlite.org/lang_keywords.html, in order for the binary search.
constexpr std::array<std::string_view, 148> keywords = {"ABORT",
                                                        "ACTION",
                                                        "ADD",
                                                        "AFTER",
                                                        "ALL",
                                                        "ALTER",
                                                        "ALWAYS",
                                                        "ANALYZE",
                                                        "AND",
                                                        "AS",
                                                        "ASC",
                                                        "ATTACH",
                                                        "AUTOINCREMENT",
                                                        "BEFORE",
                                                        "BEGIN",
                                                        "BETWEEN",
                                                        "BY",
                                                        "CASCADE",
                                                        "CASE",
                                                        "CAST",
                                                        "CHECK",
                                                        "COLLATE",
                                                        "COLUMN",
                                                        "COMMIT",
                                                        "CONFLICT",
                                                        "CONSTRAINT",
                                                        "CREATE",
                                                        "CROSS",
                                                        "CURRENT",
                                                        "CURRENT_DATE",
                                                        "CURRENT_TIME",
                                                        "CURRENT_TIMESTAMP",
                                                        "DATABASE",
                                                        "DEFAULT",
                                                        "DEFERRABLE",
                                                        "DEFERRED",
                                                        "DELETE",
                                                        "DESC",
                                                        "DETACH",
                                                        "DISTINCT",
                                                        "DO",
                                                        "DROP",
                                                        "EACH",
                                                        "ELSE",
                                                        "END",
                                                        "ESCAPE",
                                                        "EXCEPT",
                                                        "EXCLUDE",
                                                        "EXCLUSIVE",
                                                        "EXISTS",
                                                        "EXPLAIN",
                                                        "FAIL",
                                                        "FILTER",
                                                        "FIRST",
                                                        "FOLLOWING",
                                                        "FOR",
                                                        "FOREIGN",
                                                        "FROM",
                                                        "FULL",
                                                        "GENERATED",
                                                        "GLOB",
                                                        "GROUP",
                                                        "GROUPS",
                                                        "HAVING",
                                                        "IF",
                                                        "IGNORE",
                                                        "IMMEDIATE",
                                                        "IN",
                                                        "INDEX",
                                                        "INDEXED",
                                                        "INITIALLY",
                                                        "INNER",
                                                        "INSERT",
                                                        "INSTEAD",
                                                        "INTERSECT",
                                                        "INTO",
                                                        "IS",
                                                        "ISNULL",
                                                        "JOIN",
                                                        "KEY",
                                                        "LAST",
                                                        "LEFT",
                                                        "LIKE",
                                                        "LIMIT",
                                                        "MATCH",
                                                        "MATERIALIZED",
                                                        "NATURAL",
                                                        "NO",
                                                        "NOT",
                                                        "NOTHING",
                                                        "NOTNULL",
                                                        "NULL",
                                                        "NULLS",
                                                        "OF",
                                                        "OFFSET",
                                                        "ON",
                                                        "OR",
                                                        "ORDER",
                                                        "OTHERS",
                                                        "OUTER",
                                                        "OVER",
                                                        "PARTITION",
                                                        "PLAN",
                                                        "PRAGMA",
                                                        "PRECEDING",
                                                        "PRIMARY",
                                                        "QUERY",
                                                        "RAISE",
                                                        "RANGE",
                                                        "RECURSIVE",
                                                        "REFERENCES",
                                                        "REGEXP",
                                                        "REINDEX",
                                                        "RELEASE",
                                                        "RENAME",
                                                        "REPLACE",
                                                        "RESTRICT",
                                                        "RETURNING",
                                                        "RIGHT",
                                                        "ROLLBACK",
                                                        "ROW",
                                                        "ROWS",
                                                        "SAVEPOINT",
                                                        "SELECT",
                                                        "SET",
                                                        "TABLE",
                                                        "TEMP",
                                                        "TEMPORARY",
                                                        "THEN",
                                                        "TIES",
                                                        "TO",
                                                        "TRANSACTION",
                                                        "TRIGGER",
                                                        "UNBOUNDED",
                                                        "UNION",
                                                        "UNIQUE",
                                                        "UPDATE",
                                                        "USING",
                                                        "VACUUM",
                                                        "VALUES",
                                                        "VIEW",
                                                        "VIRTUAL",
                                                        "WHEN",
                                                        "WHERE",
                                                        "WINDOW",
                                                        "WITH",
                                                        "WITHIN",
                                                        "WITHOUT"};
static_assert(std::ranges::is_sorted(keywords));

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Reads one token of a text; `at` moves over it.
class Reader {
 public:
  Reader(std::string_view sql, std::size_t at) : sql_(sql), at_(at) {}

  Token read() {
    skip_space();
    const std::size_t begin = at_;
    const TokenKind kind = at_ < sql_.size() ? read_kind() : TokenKind::end;
    return {kind, sql_.substr(begin, at_ - begin), begin};
  }

 private:
  /// The byte `ahead` of here; 0 behind the end.
  char peek(std::size_t ahead = 0) const { return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0'; }
  template <class Test>
  void skip_while(Test test) {
    while (at_ < sql_.size() && test(sql_[at_])) ++at_;
  }

  void skip_space() {
    while (at_ < sql_.size()) {
      if (is_space(peek())) {
        ++at_;
      } else if (peek() == '-' && peek(1) == '-') {
        at_ = std::min(sql_.find('\n', at_), sql_.size());
      } else if (peek() == '/' && peek(1) == '*' && at_ + 2 < sql_.size()) {
        const auto close = sql_.find("*/", at_ + 2);  // SQLite lets the end of the text end a comment
        at_ = close == sql_.npos ? sql_.size() : close + 2;
      } else if (sql_.substr(at_, 3) == "\xEF\xBB\xBF") {
        at_ += 3;
      } else {
        return;
      }
    }
  }

  TokenKind read_kind() {
    const char c = peek();
    if ((c == 'x' || c == 'X') && peek(1) == '\'') return read_blob();
    if (is_word_start(c)) {
      skip_while(is_word_part);
      return TokenKind::word;
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return read_number();
    switch (c) {
      case '\'': return read_quoted(c) ? TokenKind::string : TokenKind::illegal;
      case '"':
      case '`': return read_quoted(c) ? TokenKind::quoted_name : TokenKind::illegal;
      case '[': return read_bracketed();
      case '?':
        ++at_;
        skip_while(is_digit);
        return TokenKind::variable;
      case '$':
      case '@':
      case ':':
      case '#': return read_variable();
      default: return read_operator();
    }
  }

  bool read_quoted(char quote) {
    for (++at_; at_ < sql_.size(); ++at_) {
      if (sql_[at_] != quote) continue;
      if (peek(1) != quote) return ++at_, true;
      ++at_;
    }
    return false;
  }

  TokenKind read_bracketed() {
    const auto close = sql_.find(']', at_);
    at_ = close == sql_.npos ? sql_.size() : close + 1;
    return close == sql_.npos ? TokenKind::illegal : TokenKind::quoted_name;
  }

  TokenKind read_blob() {
    const std::size_t begin = ++at_;
    if (!read_quoted('\'')) return TokenKind::illegal;
    const auto digits = sql_.substr(begin + 1, at_ - begin - 2);
    return digits.size() % 2 == 0 && std::ranges::all_of(digits, is_hex_digit) ? TokenKind::blob : TokenKind::illegal;
  }

  TokenKind read_number() {
    const auto digits = [this](auto test) { skip_while([&](char c) { return test(c) || c == '_'; }); };
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex_digit(peek(2))) {
      at_ += 2;
      digits(is_hex_digit);
    } else {
      digits(is_digit);
      if (peek() == '.') ++at_, digits(is_digit);
      if ((peek() == 'e' || peek() == 'E') &&
          (is_digit(peek(1)) || ((peek(1) == '+' || peek(1) == '-') && is_digit(peek(2))))) {
        at_ += 2;
        digits(is_digit);
      }
    }
    if (!is_word_part(peek())) return TokenKind::number;
    skip_while(is_word_part);
    return TokenKind::illegal;
  }

  TokenKind read_variable() {
    const std::size_t begin = at_++;
    skip_while([](char c) { return is_word_part(c) || c == ':'; });
    return at_ - begin > 1 ? TokenKind::variable : TokenKind::illegal;
  }

  TokenKind read_operator() {
    for (const std::string_view longer : {"->>", "->", "||", "<=", "<>", "<<", ">=", ">>", "==", "!="}) {
      if (!sql_.substr(at_).starts_with(longer)) continue;
      at_ += longer.size();
      return TokenKind::op;
    }
    return std::string_view("()+-*/%=<>|,&~;.").find(sql_[at_++]) != std::string_view::npos ? TokenKind::op
                                                                                            : TokenKind::illegal;
  }

  std::string_view sql_;
  std::size_t at_;
};

}  // namespace

bool Token::is_keyword(std::string_view keyword) const {
  return kind == TokenKind::word && text.size() == keyword.size() && equal_ignoring_case(text, keyword);
}

Token next_token(std::string_view sql, std::size_t offset) { return Reader(sql, offset).read(); }

std::vector<Token> tokenize(std::string_view sql) {
  std::vector<Token> out;
  out.reserve(sql.size() / 5 + 4);
  Reader reader(sql, 0);
  do {
    out.push_back(reader.read());
  } while (out.back().kind != TokenKind::end);
  return out;
}

std::string unquote_name(std::string_view token) {
  if (token.size() < 2) return std::string(token);
  const char quote = token.front();
  if (quote == '[' && token.back() == ']') return std::string(token.substr(1, token.size() - 2));
  if ((quote != '"' && quote != '`' && quote != '\'') || token.back() != quote) return std::string(token);
  const std::string once(1, quote);
  return replace_all(std::string(token.substr(1, token.size() - 2)), once + once, once);
}

bool is_keyword(std::string_view word) { return std::ranges::binary_search(keywords, std::string_view(upper(word))); }

std::string quote_name(std::string_view name) {
  const auto plain = [](char c) { return is_word_part(c) && c != '$' && (c & 0x80) == 0; };
  if (!name.empty() && !is_digit(name.front()) && std::ranges::all_of(name, plain) && !is_keyword(name)) {
    return std::string(name);
  }
  return '"' + replace_all(std::string(name), "\"", "\"\"") + '"';
}

std::string quote_text(std::string_view text) { return "'" + replace_all(std::string(text), "'", "''") + "'"; }

}  // namespace migrate::sqlite
