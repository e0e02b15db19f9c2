// CREATE TABLE; the other statements stand in parse_objects.cpp.
#include "dialects/sqlite/parse_sql.hpp"

#include <algorithm>
#include <array>

#include "dialects/sqlite/parse_cursor.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

/// The words behind which a type name cannot go on. All are reserved but GENERATED, which may be part of a type.
bool starts_column_constraint(const ParseCursor& cursor) {
  static constexpr std::array<std::string_view, 11> words = {"NOT",     "DEFAULT", "PRIMARY",    "UNIQUE",
                                                             "CHECK",   "NULL",    "REFERENCES", "CONSTRAINT",
                                                             "COLLATE", "AS",      "DEFERRABLE"};
  const Token& token = cursor.peek();
  if (token.kind != TokenKind::word) return false;
  if (token.is_keyword("GENERATED")) return cursor.peek(1).is_keyword("ALWAYS") && cursor.peek(2).is_keyword("AS");
  return std::ranges::any_of(words, [&](std::string_view word) { return token.is_keyword(word); });
}

bool starts_table_constraint(const ParseCursor& cursor) {
  static constexpr std::array<std::string_view, 5> words = {"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"};
  return std::ranges::any_of(words, [&](std::string_view word) { return cursor.at_keyword(word); });
}

class TableParser {
 public:
  explicit TableParser(std::string_view sql) : cursor_(sql, "table") {}

  ParsedTable parse() {
    head();
    table_.open_paren = cursor_.here();
    cursor_.expect_op("(");
    do {
      if (!table_.columns.empty() && starts_table_constraint(cursor_)) break;
      column();
    } while (cursor_.take_op(","));
    while (starts_table_constraint(cursor_)) {
      table_.constraints.push_back(constraint(true));
      cursor_.take_op(",");  // SQLite lets the comma be left out
    }
    table_.close_paren = cursor_.here();
    cursor_.expect_op(")");
    options();
    cursor_.expect_end();
    table_.span = cursor_.since(table_.span.begin);
    return std::move(table_);
  }

 private:
  void head() {
    table_.span.begin = cursor_.here();
    cursor_.expect_keyword("CREATE");
    const std::size_t begin = cursor_.here();
    if (cursor_.take_keyword("TEMP") || cursor_.take_keyword("TEMPORARY")) {
      table_.temporary = true;
      table_.temporary_span = cursor_.since(begin);
    }
    cursor_.expect_keyword("TABLE");
    table_.if_not_exists_span = cursor_.take_if_not_exists();
    cursor_.take_object_name(table_.schema, table_.name);
  }

  void options() {
    if (cursor_.peek().kind == TokenKind::end) return;
    do {
      const std::size_t begin = cursor_.here();
      if (cursor_.take_keyword("WITHOUT")) {
        cursor_.expect_keyword("ROWID");
        table_.without_rowid = true;
        table_.without_rowid_span = cursor_.since(begin);
      } else if (cursor_.take_keyword("STRICT")) {
        table_.strict = true;
        table_.strict_span = cursor_.since(begin);
      } else {
        cursor_.fail("WITHOUT ROWID or STRICT");
      }
    } while (cursor_.take_op(","));
  }

  void column() {
    table_.columns.emplace_back();
    const std::size_t begin = cursor_.here();
    ParsedColumn& column = table_.columns.back();
    column.name = cursor_.take_name("the name of a column");
    column.type = type();
    while (starts_column_constraint(cursor_)) column.constraints.push_back(constraint(false));
    column.span = cursor_.since(begin);
    table_.columns_end = column.span.end;
  }

  Span type() {
    const std::size_t begin = cursor_.here();
    if (!cursor_.peek().is_name() || starts_column_constraint(cursor_)) return {begin, begin};
    while (cursor_.peek().is_name() && !starts_column_constraint(cursor_)) cursor_.take();
    if (cursor_.peek().is_op("(")) cursor_.take_parentheses();
    return cursor_.since(begin);
  }

  ParsedConstraint constraint(bool of_table) {
    ParsedConstraint out;
    const std::size_t begin = cursor_.here();
    if (cursor_.take_keyword("CONSTRAINT")) out.name = cursor_.take_name("the name of a constraint");
    const std::size_t body = cursor_.here();
    const bool has_body = of_table ? table_constraint(out) : column_constraint(out);
    if (!has_body && out.name.empty()) cursor_.fail("a constraint");
    out.span = cursor_.since(begin);
    out.body = has_body ? cursor_.since(body) : Span{out.span.end, out.span.end};
    return out;
  }

  bool table_constraint(ParsedConstraint& out) {
    if (cursor_.take_keyword("PRIMARY")) {
      cursor_.expect_keyword("KEY");
      out.kind = ConstraintKind::primary_key;
      out.columns = cursor_.take_key_columns(out.columns_span, &out);
    } else if (cursor_.take_keyword("UNIQUE")) {
      out.kind = ConstraintKind::unique;
      out.columns = cursor_.take_key_columns(out.columns_span);
    } else if (cursor_.take_keyword("CHECK")) {
      out.kind = ConstraintKind::check;
      cursor_.take_parentheses(&out.expression);
    } else if (cursor_.take_keyword("FOREIGN")) {
      cursor_.expect_keyword("KEY");
      out.kind = ConstraintKind::foreign_key;
      out.columns = cursor_.take_key_columns(out.columns_span);
      reference(out.reference);
    } else {
      return false;
    }
    on_conflict(out);
    return true;
  }

  bool column_constraint(ParsedConstraint& out) {
    if (key_or_null(out)) {
      on_conflict(out);
      if (out.kind == ConstraintKind::primary_key) autoincrement(out);
    } else if (cursor_.take_keyword("CHECK")) {
      out.kind = ConstraintKind::check;
      cursor_.take_parentheses(&out.expression);
    } else if (cursor_.take_keyword("DEFAULT")) {
      default_value(out);
    } else if (cursor_.take_keyword("COLLATE")) {
      out.kind = ConstraintKind::collate;
      out.collation = cursor_.take_name("the name of a collation");
    } else if (cursor_.at_keyword("REFERENCES")) {
      out.kind = ConstraintKind::references;
      reference(out.reference);
    } else if (cursor_.at_keyword("GENERATED") || cursor_.at_keyword("AS")) {
      generated(out);
    } else {
      return deferrable_apart(out);
    }
    return true;
  }

  bool key_or_null(ParsedConstraint& out) {
    if (cursor_.take_keyword("NULL")) {
      out.kind = ConstraintKind::null;
    } else if (cursor_.at_keyword("NOT") && cursor_.peek(1).is_keyword("NULL")) {
      cursor_.take();
      cursor_.take();
      out.kind = ConstraintKind::not_null;
    } else if (cursor_.take_keyword("UNIQUE")) {
      out.kind = ConstraintKind::unique;
    } else if (cursor_.take_keyword("PRIMARY")) {
      cursor_.expect_keyword("KEY");
      out.kind = ConstraintKind::primary_key;
      const std::size_t begin = cursor_.here();
      if (cursor_.at_keyword("DESC")) out.order = Order::desc;
      if (cursor_.take_keyword("ASC") || cursor_.take_keyword("DESC")) out.order_span = cursor_.since(begin);
    } else {
      return false;
    }
    return true;
  }

  void on_conflict(ParsedConstraint& out) {
    if (!cursor_.at_keyword("ON") || !cursor_.peek(1).is_keyword("CONFLICT")) return;
    const std::size_t begin = cursor_.here();
    cursor_.take();
    cursor_.take();
    out.on_conflict = lower(cursor_.take_name("what to do on a conflict").text);
    out.on_conflict_span = cursor_.since(begin);
  }

  void autoincrement(ParsedConstraint& out) {
    const std::size_t begin = cursor_.here();
    if (!cursor_.take_keyword("AUTOINCREMENT")) return;
    out.autoincrement = true;
    out.autoincrement_span = cursor_.since(begin);
  }

  void default_value(ParsedConstraint& out) {
    out.kind = ConstraintKind::default_value;
    const std::size_t begin = cursor_.here();
    if (cursor_.peek().is_op("(")) {
      cursor_.take_parentheses();
    } else {
      if (!cursor_.take_op("+")) cursor_.take_op("-");
      const TokenKind kind = cursor_.peek().kind;
      if (!cursor_.peek().is_name() && kind != TokenKind::number && kind != TokenKind::blob) cursor_.fail("a default");
      cursor_.take();
    }
    out.expression = cursor_.since(begin);
  }

  void generated(ParsedConstraint& out) {
    out.kind = ConstraintKind::generated;
    if (cursor_.take_keyword("GENERATED")) cursor_.expect_keyword("ALWAYS");
    cursor_.expect_keyword("AS");
    cursor_.take_parentheses(&out.expression);
    const std::size_t begin = cursor_.here();
    out.stored = cursor_.at_keyword("STORED");
    if (cursor_.take_keyword("STORED") || cursor_.take_keyword("VIRTUAL")) out.storage_span = cursor_.since(begin);
  }

  void reference(ParsedReference& out) {
    const std::size_t begin = cursor_.here();
    cursor_.expect_keyword("REFERENCES");
    out.table = cursor_.take_name("the name of the parent table");
    if (cursor_.peek().is_op("(")) parent_columns(out);
    while (reference_option(out)) {
    }
    deferrable(out);
    out.span = cursor_.since(begin);
  }

  void parent_columns(ParsedReference& out) {
    for (auto& element : cursor_.take_key_columns(out.columns_span)) {
      out.columns.push_back({std::move(element.column), element.column_span});
    }
  }

  bool reference_option(ParsedReference& out) {
    const std::size_t begin = cursor_.here();
    if (cursor_.take_keyword("MATCH")) {
      out.match = cursor_.take_name("a name behind MATCH").text;
      out.match_span = cursor_.since(begin);
      return true;
    }
    if (!cursor_.at_keyword("ON") || cursor_.peek(1).is_keyword("CONFLICT")) return false;
    cursor_.take();
    if (cursor_.take_keyword("DELETE")) {
      out.on_delete = action();
      out.on_delete_span = cursor_.since(begin);
    } else if (cursor_.take_keyword("UPDATE")) {
      out.on_update = action();
      out.on_update_span = cursor_.since(begin);
    } else {
      cursor_.expect_keyword("INSERT");  // the grammar has it; it means nothing
      action();
    }
    return true;
  }

  Action action() {
    if (cursor_.take_keyword("CASCADE")) return Action::cascade;
    if (cursor_.take_keyword("RESTRICT")) return Action::restrict;
    if (cursor_.take_keyword("SET")) {
      if (cursor_.take_keyword("NULL")) return Action::set_null;
      cursor_.expect_keyword("DEFAULT");
      return Action::set_default;
    }
    cursor_.expect_keyword("NO");
    cursor_.expect_keyword("ACTION");
    return Action::no_action;
  }

  /// `[NOT] DEFERRABLE [INITIALLY DEFERRED | IMMEDIATE]`, if it is there.
  bool deferrable(ParsedReference& out) {
    const bool negated = cursor_.at_keyword("NOT") && cursor_.peek(1).is_keyword("DEFERRABLE");
    if (!negated && !cursor_.at_keyword("DEFERRABLE")) return false;
    const std::size_t begin = cursor_.here();
    if (negated) cursor_.take();
    cursor_.take();
    out.deferrable = !negated;
    out.initially = Initially::unset;
    if (cursor_.take_keyword("INITIALLY")) {
      out.initially = cursor_.at_keyword("DEFERRED") ? Initially::deferred : Initially::immediate;
      if (!cursor_.take_keyword("DEFERRED")) cursor_.expect_keyword("IMMEDIATE");
    }
    if (negated) out.initially = Initially::unset;
    out.deferrable_span = cursor_.since(begin);
    return true;
  }

  /// A DEFERRABLE that stands alone counts for the last foreign key of the table, even that of a column before.
  bool deferrable_apart(ParsedConstraint& out) {
    ParsedReference nobody;
    ParsedReference* target = &nobody;
    for (auto& column : table_.columns) {
      for (auto& constraint : column.constraints) {
        if (constraint.kind == ConstraintKind::references) target = &constraint.reference;
      }
    }
    if (!deferrable(*target)) return false;
    out.kind = ConstraintKind::deferrable;
    return true;
  }

  ParseCursor cursor_;
  ParsedTable table_;
};

}  // namespace

const ParsedConstraint* ParsedColumn::find(ConstraintKind kind) const {
  const auto found = std::ranges::find(constraints, kind, &ParsedConstraint::kind);
  return found == constraints.end() ? nullptr : &*found;
}

const ParsedConstraint* ParsedColumn::find_last(ConstraintKind kind) const {
  const auto found =
      std::find_if(constraints.rbegin(), constraints.rend(), [&](const auto& c) { return c.kind == kind; });
  return found == constraints.rend() ? nullptr : &*found;
}

const ParsedColumn* ParsedTable::find_column(std::string_view name) const {
  const auto found =
      std::ranges::find_if(columns, [&](const auto& c) { return equal_ignoring_case(c.name.text, name); });
  return found == columns.end() ? nullptr : &*found;
}

ParsedTable parse_create_table(std::string_view sql) { return TableParser(sql).parse(); }

}  // namespace migrate::sqlite
