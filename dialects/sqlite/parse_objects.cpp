// CREATE INDEX in full; CREATE TRIGGER and CREATE VIEW as far as a rebuild needs to know them.
#include <algorithm>
#include <initializer_list>

#include "dialects/sqlite/parse_cursor.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

/// `CREATE [TEMP] kind [IF NOT EXISTS] [schema.]name` of a trigger or a view.
ParsedName head(ParseCursor& cursor, std::string_view kind) {
  cursor.expect_keyword("CREATE");
  if (!cursor.take_keyword("TEMP")) cursor.take_keyword("TEMPORARY");
  cursor.expect_keyword(kind);
  cursor.take_if_not_exists();
  ParsedName schema, name;
  cursor.take_object_name(schema, name);
  return name;
}

Span rest(ParseCursor& cursor) {
  const std::size_t begin = cursor.here();
  while (cursor.peek().kind != TokenKind::end) cursor.take();
  return cursor.since(begin);
}

/// BEGIN may also be the name of a column in the WHEN clause; only a statement behind it makes it the body's.
bool at_trigger_body(const ParseCursor& cursor) {
  if (!cursor.at_keyword("BEGIN")) return false;
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"},
      [&](std::string_view word) { return cursor.peek(1).is_keyword(word); });
}

}  // namespace

ParsedIndex parse_create_index(std::string_view sql) {
  ParseCursor cursor(sql, "index");
  ParsedIndex out;
  const std::size_t begin = cursor.here();
  cursor.expect_keyword("CREATE");
  const std::size_t unique = cursor.here();
  out.unique = cursor.take_keyword("UNIQUE");
  if (out.unique) out.unique_span = cursor.since(unique);
  cursor.expect_keyword("INDEX");
  out.if_not_exists_span = cursor.take_if_not_exists();
  cursor.take_object_name(out.schema, out.name);
  cursor.expect_keyword("ON");
  out.table = cursor.take_name("the name of the table");
  out.columns = cursor.take_key_columns(out.columns_span);
  const std::size_t where = cursor.here();
  if (cursor.take_keyword("WHERE")) {
    out.where = rest(cursor);
    out.where_span = cursor.since(where);
  }
  cursor.expect_end();
  out.span = cursor.since(begin);
  return out;
}

ParsedTrigger parse_create_trigger(std::string_view sql) {
  ParseCursor cursor(sql, "trigger");
  ParsedTrigger out;
  out.name = head(cursor, "TRIGGER");
  while (!cursor.at_keyword("ON")) cursor.take();
  cursor.take();
  out.table = cursor.take_name("the name of the table");
  if (cursor.take_op(".")) out.table = cursor.take_name("the name of the table");
  while (!at_trigger_body(cursor)) cursor.take();
  out.body = rest(cursor);
  return out;
}

ParsedView parse_create_view(std::string_view sql) {
  ParseCursor cursor(sql, "view");
  ParsedView out;
  out.name = head(cursor, "VIEW");
  if (cursor.peek().is_op("(")) cursor.take_parentheses();
  cursor.expect_keyword("AS");
  out.body = rest(cursor);
  return out;
}

bool mentions(std::string_view sql, std::string_view name) {
  for (std::size_t at = 0;;) {
    const Token token = next_token(sql, at);
    if (token.kind == TokenKind::end) return false;
    if (token.is_name() && equal_ignoring_case(unquote_name(token.text), name)) return true;
    at = token.end();
  }
}

}  // namespace migrate::sqlite
