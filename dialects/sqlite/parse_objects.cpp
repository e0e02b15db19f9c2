// CREATE INDEX, and which names a text mentions.
#include "dialects/sqlite/parse_cursor.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

Span rest(ParseCursor& cursor) {
  const std::size_t begin = cursor.here();
  while (cursor.peek().kind != TokenKind::end) cursor.take();
  return cursor.since(begin);
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

bool mentions(std::string_view sql, std::string_view name) {
  for (std::size_t at = 0;;) {
    const Token token = next_token(sql, at);
    if (token.kind == TokenKind::end) return false;
    if (token.is_name() && equal_ignoring_case(unquote_name(token.text), name)) return true;
    at = token.end();
  }
}

}  // namespace migrate::sqlite
