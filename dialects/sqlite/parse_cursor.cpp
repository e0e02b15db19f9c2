#include "dialects/sqlite/parse_cursor.hpp"

#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {

ParseCursor::ParseCursor(std::string_view sql, std::string kind)
    : sql_(sql), kind_(std::move(kind)), tokens_(tokenize(sql)) {
  while (tokens_.size() > 1 && tokens_[tokens_.size() - 2].is_op(";")) tokens_.erase(tokens_.end() - 2);
}

const Token& ParseCursor::peek(std::size_t ahead) const {
  return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead] : tokens_.back();
}

const Token& ParseCursor::take() {
  if (peek().kind == TokenKind::end || peek().kind == TokenKind::illegal) fail("more of the statement");
  return tokens_[at_++];
}

bool ParseCursor::take_keyword(std::string_view keyword) {
  if (!at_keyword(keyword)) return false;
  ++at_;
  return true;
}

bool ParseCursor::take_op(std::string_view op) {
  if (!peek().is_op(op)) return false;
  ++at_;
  return true;
}

void ParseCursor::expect_keyword(std::string_view keyword) {
  if (!take_keyword(keyword)) fail(keyword);
}

void ParseCursor::expect_op(std::string_view op) {
  if (!take_op(op)) fail("'" + std::string(op) + "'");
}

void ParseCursor::expect_end() {
  if (peek().kind != TokenKind::end) fail("the end of the statement");
}

ParsedName ParseCursor::take_name(std::string_view what) {
  if (!peek().is_name()) fail(what);
  const Token& token = take();
  return {unquote_name(token.text), {token.offset, token.end()}};
}

void ParseCursor::take_object_name(ParsedName& schema, ParsedName& name) {
  name = take_name("the name of the " + kind_);
  if (take_op(".")) {
    schema = name;
    name = take_name("the name of the " + kind_);
  }
  name_ = name.text;
}

Span ParseCursor::take_if_not_exists() {
  if (!at_keyword("IF") || !peek(1).is_keyword("NOT") || !peek(2).is_keyword("EXISTS")) return {};
  const std::size_t begin = here();
  at_ += 3;
  return since(begin);
}

Span ParseCursor::take_parentheses(Span* inside) {
  const std::size_t begin = here();
  expect_op("(");
  const std::size_t first = at_;
  for (std::size_t depth = 1; depth;) {
    if (peek().kind == TokenKind::end) fail("')'");
    const Token& token = take();
    if (token.is_op("(")) ++depth;
    if (token.is_op(")")) --depth;
  }
  if (inside) *inside = first + 1 < at_ ? span_of(first, at_ - 1) : Span{here(), here()};
  return since(begin);
}

std::vector<ParsedKeyColumn> ParseCursor::take_key_columns(Span& with_parentheses, ParsedConstraint* constraint) {
  std::vector<ParsedKeyColumn> out;
  const std::size_t begin = here();
  expect_op("(");
  do {
    out.push_back(take_key_column());
  } while (take_op(","));
  if (constraint && at_keyword("AUTOINCREMENT")) {
    const Token& token = take();
    constraint->autoincrement = true;
    constraint->autoincrement_span = {token.offset, token.end()};
  }
  expect_op(")");
  with_parentheses = since(begin);
  return out;
}

ParsedKeyColumn ParseCursor::take_key_column() {
  ParsedKeyColumn out;
  const std::size_t first = at_;
  for (std::size_t depth = 0;; take()) {
    if (peek().kind == TokenKind::end) fail("')'");
    if (!depth && (peek().is_op(",") || peek().is_op(")") || at_keyword("AUTOINCREMENT"))) break;
    if (peek().is_op("(")) ++depth;
    if (peek().is_op(")")) --depth;
  }
  if (first == at_) fail("a column");
  out.span = span_of(first, at_);
  std::size_t last = at_;
  if (last - first > 2 && tokens_[last - 2].is_keyword("NULLS")) last -= 2;
  if (last - first > 1 && (tokens_[last - 1].is_keyword("ASC") || tokens_[last - 1].is_keyword("DESC"))) {
    --last;
    out.order = tokens_[last].is_keyword("DESC") ? Order::desc : Order::asc;
    out.order_span = span_of(last, last + 1);
  }
  while (strip_collation(first, last, out)) {
  }
  out.expression = span_of(first, last);
  find_column(first, last, out);
  return out;
}

/// COLLATE binds to the operand in front of it only, so that it is the element's own where that is all there is.
bool ParseCursor::strip_collation(std::size_t first, std::size_t& last, ParsedKeyColumn& out) const {
  if (last - first < 3 || !tokens_[last - 2].is_keyword("COLLATE") || !is_operand(first, last - 2)) return false;
  if (out.collation.empty()) {
    out.collation = unquote_name(tokens_[last - 1].text);
    out.collation_span = span_of(last - 2, last);
  }
  last -= 2;
  return true;
}

bool ParseCursor::is_operand(std::size_t first, std::size_t last) const {
  while (last - first >= 3 && tokens_[last - 2].is_keyword("COLLATE")) last -= 2;
  if (last - first == 1 || is_wrapped(first, last)) return true;
  return last - first > 2 && tokens_[first].kind == TokenKind::word && is_wrapped(first + 1, last);
}

/// Whether one pair of parentheses holds all the tokens.
bool ParseCursor::is_wrapped(std::size_t first, std::size_t last) const {
  if (last - first < 2 || !tokens_[first].is_op("(")) return false;
  std::size_t depth = 0;
  for (std::size_t i = first; i < last; ++i) {
    if (tokens_[i].is_op("(")) ++depth;
    if (tokens_[i].is_op(")") && --depth == 0) return i + 1 == last;
  }
  return false;
}

/// A column in parentheses is still that column for SQLite; so is one in single quotes.
void ParseCursor::find_column(std::size_t first, std::size_t last, ParsedKeyColumn& out) const {
  for (;;) {
    if (strip_collation(first, last, out)) continue;
    if (last - first < 3 || !is_wrapped(first, last)) break;
    ++first, --last;
  }
  if (last - first != 1 || !tokens_[first].is_name()) return;
  out.column = unquote_name(tokens_[first].text);
  out.column_span = span_of(first, last);
}

void ParseCursor::fail(std::string_view expected) const {
  const Token& found = peek();
  const auto [line, column] = position_of(sql_, found.offset);
  const std::string what = name_.empty() ? "a CREATE " + upper(kind_) + " statement" : kind_ + " " + name_;
  DatabaseError error("cannot read the SQL text of " + what + " at line " + std::to_string(line) + ", column " +
                          std::to_string(column) + ": expected " + std::string(expected) + ", found " +
                          (found.kind == TokenKind::end ? "its end" : "'" + std::string(found.text) + "'"),
                      "the text is the one in the column sql of sqlite_schema");
  error.statement = std::string(sql_);
  throw error;
}

}  // namespace migrate::sqlite
