// The hand that the parsers of parse_sql.hpp move over the tokens of one statement: look, take, expect, complain.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/sqlite/parse_sql.hpp"
#include "dialects/sqlite/tokens.hpp"

namespace migrate::sqlite {

class ParseCursor {
 public:
  /// `kind` is what is being read, for messages: "table", "index".
  ParseCursor(std::string_view sql, std::string kind);

  /// The token `ahead` of the next one; behind the end, the end.
  const Token& peek(std::size_t ahead = 0) const;
  const Token& take();
  bool at_keyword(std::string_view keyword) const { return peek().is_keyword(keyword); }
  bool take_keyword(std::string_view keyword);
  bool take_op(std::string_view op);
  void expect_keyword(std::string_view keyword);
  void expect_op(std::string_view op);
  void expect_end();
  ParsedName take_name(std::string_view what);
  /// `[schema.]name`; from here on messages name it.
  void take_object_name(ParsedName& schema, ParsedName& name);
  /// `IF NOT EXISTS`, or an empty span.
  Span take_if_not_exists();
  /// A pair of parentheses with all that is inside; `inside` gets the inner text without white space around it.
  Span take_parentheses(Span* inside = nullptr);
  /// `( element, … )` of a key or an index; stops in front of AUTOINCREMENT too.
  std::vector<ParsedKeyColumn> take_key_columns(Span& with_parentheses, ParsedConstraint* constraint = nullptr);

  /// The offset of the next token, and the end of the last one that was taken.
  std::size_t here() const { return peek().offset; }
  std::size_t last_end() const { return at_ ? tokens_[at_ - 1].end() : 0; }
  Span since(std::size_t begin) const { return {begin, last_end()}; }

  /// Throws DatabaseError: "expected … but found …", with the object and the place.
  [[noreturn]] void fail(std::string_view expected) const;

 private:
  ParsedKeyColumn take_key_column();
  bool is_operand(std::size_t first, std::size_t last) const;
  bool is_wrapped(std::size_t first, std::size_t last) const;
  bool strip_collation(std::size_t first, std::size_t& last, ParsedKeyColumn& out) const;
  void find_column(std::size_t first, std::size_t last, ParsedKeyColumn& out) const;
  Span span_of(std::size_t first, std::size_t last) const { return {tokens_[first].offset, tokens_[last - 1].end()}; }

  std::string_view sql_;
  std::string kind_;
  std::string name_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace migrate::sqlite
