#include "dialects/sqlite/edit_text.hpp"

#include <algorithm>

#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::size_t skip_blanks(std::string_view sql, std::size_t at) {
  while (at < sql.size() && is_blank(sql[at])) ++at;
  return at;
}

std::size_t back_over_blanks(std::string_view sql, std::size_t at) {
  while (at > 0 && is_blank(sql[at - 1])) --at;
  return at;
}

bool at_line_start(std::string_view sql, std::size_t at) {
  at = back_over_blanks(sql, at);
  return at > 0 && sql[at - 1] == '\n';
}

bool at_line_end(std::string_view sql, std::size_t at) {
  at = skip_blanks(sql, at);
  return at == sql.size() || sql[at] == '\n';
}

/// The end of the comment that stands behind `at` and is the last thing on the line; `at` itself where there is none.
std::size_t skip_trailing_comment(std::string_view sql, std::size_t at) {
  const auto start = skip_blanks(sql, at);
  const auto rest = sql.substr(std::min(start, sql.size()));
  if (rest.starts_with("--")) {
    const auto end = sql.find('\n', start);
    return end == sql.npos ? sql.size() : end;
  }
  if (rest.starts_with("/*")) {
    const auto end = sql.find("*/", start + 2);
    const auto line_end = sql.find('\n', start);
    if (end != sql.npos && end < line_end && at_line_end(sql, end + 2)) return end + 2;
  }
  return at;
}

/// The end of the comma behind `at`, past comments; 0 where the next token is no comma.
std::size_t comma_behind(std::string_view sql, std::size_t at) {
  const auto token = next_token(sql, at);
  return token.is_op(",") ? token.end() : 0;
}

/// What an element takes with it when it goes: blanks around it, the comment behind it, its line where it had one to
/// itself. `end` is behind its comma.
Span whole_element(std::string_view sql, std::size_t begin, std::size_t end) {
  const bool own_line = at_line_start(sql, begin);
  end = skip_trailing_comment(sql, end);
  if (!at_line_end(sql, end)) return {begin, skip_blanks(sql, end)};
  begin = back_over_blanks(sql, begin);
  return {own_line ? begin - 1 : begin, skip_blanks(sql, end)};  // with the line break before it
}

/// Removes one element of the list in the table's parentheses; `before` is the end of the element before it, 0 for the
/// first.
std::string remove_element(std::string_view sql, Span element, std::size_t before) {
  TextEdits edits(sql);
  if (const auto comma = comma_behind(sql, element.end)) {
    edits.remove(whole_element(sql, element.begin, comma));
    return edits.apply();
  }
  auto gone = whole_element(sql, element.begin, element.end);
  if (const auto comma = before ? comma_behind(sql, before) : 0) {
    edits.remove({back_over_blanks(sql, comma - 1), comma});
    if (comma >= back_over_blanks(sql, gone.begin)) gone.begin = comma;  // they stand on one line
  }
  edits.remove(gone);
  return edits.apply();
}

/// Inserts an element behind the one that is at [begin, end), on a line of its own where that one has one.
std::string insert_element(std::string_view sql, Span last, std::string_view element) {
  const auto line = sql.substr(0, last.begin).rfind('\n');
  const bool own_line = at_line_start(sql, last.begin);
  const auto indent = own_line ? std::string(sql.substr(line, last.begin - line)) : " ";
  TextEdits edits(sql);
  const auto comma = comma_behind(sql, last.end);
  const auto end = comma ? comma : last.end;
  if (!comma) edits.insert(last.end, ",");
  const auto at = skip_trailing_comment(sql, end);
  const bool comment_before = at != end;
  edits.insert(at, (comment_before && !own_line ? "\n    " : indent) + std::string(element) + (comma ? "," : ""));
  return edits.apply();
}

/// A clause goes with the blanks before it, and with its line where nothing else stands on it.
Span whole_clause(std::string_view sql, Span clause) {
  const auto begin = back_over_blanks(sql, clause.begin);
  if (begin > 0 && sql[begin - 1] == '\n' && at_line_end(sql, clause.end)) {
    return {begin - 1, skip_blanks(sql, clause.end)};
  }
  return {begin, clause.end};
}

std::size_t end_of_name_and_type(const ParsedColumn& column) {
  return column.type.empty() ? column.name.span.end : column.type.end;
}

const ParsedColumn& require_parsed_column(const ParsedTable& table, std::string_view column) {
  const auto* found = table.find_column(column);
  if (!found) throw DatabaseError("table " + table.name.text + " has no column " + std::string(column));
  return *found;
}

/// The words behind the closing parenthesis, in the order STRICT, WITHOUT ROWID.
std::string set_table_words(std::string_view sql, const ParsedTable& table, bool strict, bool without_rowid) {
  TextEdits edits(sql);
  std::string words;
  if (strict) words += " STRICT";
  if (without_rowid) words += words.empty() ? " WITHOUT ROWID" : ", WITHOUT ROWID";
  edits.replace({table.close_paren + 1, table.span.end}, words);
  return edits.apply();
}

}  // namespace

std::string TextEdits::apply() {
  std::ranges::stable_sort(edits_, {}, [](const Edit& edit) { return edit.span.begin; });
  std::string out;
  std::size_t at = 0;
  for (const auto& edit : edits_) {
    out += text_.substr(at, edit.span.begin - at);
    out += edit.with;
    at = edit.span.end;
  }
  return out += text_.substr(at);
}

std::string set_table_name(std::string_view sql, std::string_view name) {
  TextEdits edits(sql);
  edits.replace(parse_create_table(sql).name.span, quote_name(name));
  return edits.apply();
}

std::string insert_column(std::string_view sql, std::string_view definition) {
  return insert_element(sql, parse_create_table(sql).columns.back().span, definition);
}

std::string insert_column_after(std::string_view sql, std::string_view definition, std::string_view column) {
  const auto table = parse_create_table(sql);
  return insert_element(sql, require_parsed_column(table, column).span, definition);
}

std::string insert_column_before(std::string_view sql, std::string_view definition, std::string_view column) {
  const auto table = parse_create_table(sql);
  const auto& found = require_parsed_column(table, column);
  if (&found != table.columns.data()) return insert_element(sql, (&found - 1)->span, definition);
  const auto line = sql.substr(0, found.span.begin).rfind('\n');
  const bool own_line = at_line_start(sql, found.span.begin);
  TextEdits edits(sql);
  edits.insert(found.span.begin, std::string(definition) + "," +
                                     (own_line ? std::string(sql.substr(line, found.span.begin - line)) : " "));
  return edits.apply();
}

std::string remove_column(std::string_view sql, std::string_view column) {
  const auto table = parse_create_table(sql);
  const auto& found = require_parsed_column(table, column);
  const auto index = static_cast<std::size_t>(&found - table.columns.data());
  return remove_element(sql, found.span, index ? table.columns[index - 1].span.end : 0);
}

std::string set_column_type(std::string_view sql, std::string_view column, std::string_view type) {
  const auto table = parse_create_table(sql);
  const auto& found = require_parsed_column(table, column);
  TextEdits edits(sql);
  if (found.type.empty()) {
    if (!type.empty()) edits.insert(found.name.span.end, " " + std::string(type));
  } else if (type.empty()) {
    edits.remove(whole_clause(sql, found.type));
  } else {
    edits.replace(found.type, std::string(type));
  }
  return edits.apply();
}

std::string set_column_clause(std::string_view sql, std::string_view column, ConstraintKind kind,
                              std::string_view clause) {
  const auto table = parse_create_table(sql);
  const auto& found = require_parsed_column(table, column);
  TextEdits edits(sql);
  bool placed = clause.empty();
  auto place = end_of_name_and_type(found);
  for (const auto& constraint : found.constraints) {
    // DEFAULT comes behind NOT NULL, as people write it.
    if (constraint.kind == ConstraintKind::not_null && kind == ConstraintKind::default_value)
      place = constraint.span.end;
    const bool opposite = kind == ConstraintKind::not_null && constraint.kind == ConstraintKind::null;
    if (constraint.kind != kind && !opposite) continue;
    if (placed) {
      edits.remove(whole_clause(sql, constraint.span));
    } else {
      edits.replace(opposite ? constraint.span : constraint.body, std::string(clause));
      placed = true;
    }
  }
  if (!placed) edits.insert(place, " " + std::string(clause));
  return edits.apply();
}

std::string set_autoincrement(std::string_view sql, std::string_view column, bool on) {
  const auto table = parse_create_table(sql);
  const auto& found = require_parsed_column(table, column);
  const ParsedConstraint* key = found.find(ConstraintKind::primary_key);
  const bool of_column = key;
  for (const auto& constraint : table.constraints) {
    if (!key && constraint.kind == ConstraintKind::primary_key && constraint.columns.size() == 1) key = &constraint;
  }
  if (!key || key->autoincrement == on) return std::string(sql);
  TextEdits edits(sql);
  if (!on) {
    edits.remove(whole_clause(sql, key->autoincrement_span));
  } else if (!of_column) {
    edits.insert(key->columns.front().span.end, " AUTOINCREMENT");
  } else {
    edits.insert(key->body.end, " AUTOINCREMENT");
  }
  return edits.apply();
}

std::string insert_constraint(std::string_view sql, std::string_view definition) {
  const auto table = parse_create_table(sql);
  return insert_element(sql, table.constraints.empty() ? table.columns.back().span : table.constraints.back().span,
                        definition);
}

std::string remove_constraint(std::string_view sql, const ParsedConstraint& constraint) {
  const auto table = parse_create_table(sql);
  std::size_t before = table.columns.back().span.end;
  for (const auto& other : table.constraints) {
    if (other.span == constraint.span) return remove_element(sql, other.span, before);
    before = other.span.end;
  }
  TextEdits edits(sql);
  edits.remove(whole_clause(sql, constraint.span));
  return edits.apply();
}

std::string set_constraint_name(std::string_view sql, const ParsedConstraint& constraint, std::string_view name) {
  TextEdits edits(sql);
  if (constraint.name.empty()) {
    edits.insert(constraint.span.begin, "CONSTRAINT " + quote_name(name) + " ");
  } else {
    edits.replace(constraint.name.span, quote_name(name));
  }
  return edits.apply();
}

std::string set_strict(std::string_view sql, bool on) {
  const auto table = parse_create_table(sql);
  return table.strict == on ? std::string(sql) : set_table_words(sql, table, on, table.without_rowid);
}

std::string set_without_rowid(std::string_view sql, bool on) {
  const auto table = parse_create_table(sql);
  return table.without_rowid == on ? std::string(sql) : set_table_words(sql, table, table.strict, on);
}

std::string remove_qualifiers(std::string_view sql, std::string_view table) {
  const auto parsed = parse_create_table(sql);
  TextEdits edits(sql);
  Token before_last, last;
  for (const auto& token : tokenize(sql.substr(0, parsed.close_paren))) {
    if (token.is_name() && last.is_op(".") && before_last.is_name() && before_last.offset > parsed.open_paren &&
        before_last.kind != TokenKind::string && equal_ignoring_case(unquote_name(before_last.text), table)) {
      edits.remove({before_last.offset, token.offset});
    }
    before_last = last;
    last = token;
  }
  return edits.apply();
}

}  // namespace migrate::sqlite
