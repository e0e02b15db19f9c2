// Cuts and insertions in the text of one CREATE TABLE statement, at the places that its parser gives.
//
// Each function returns a new text in which only what it names has changed: comments, white space, quotes and clauses
// that nobody thought of stay as their author wrote them. They know nothing of operations, and they do not judge
// whether SQLite will take the result.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/sqlite/parse_sql.hpp"

namespace migrate::sqlite {

/// Replacements in a text, collected in any order; they must not overlap.
class TextEdits {
 public:
  explicit TextEdits(std::string_view text) : text_(text) {}

  void replace(Span span, std::string with) { edits_.push_back({span, std::move(with)}); }
  void insert(std::size_t at, std::string text) { replace({at, at}, std::move(text)); }
  void remove(Span span) { replace(span, ""); }
  std::string apply();

 private:
  struct Edit {
    Span span;
    std::string with;
  };
  std::string_view text_;
  std::vector<Edit> edits_;
};

std::string set_table_name(std::string_view sql, std::string_view name);

/// `definition` is a column's text, `name type …`; it comes after the last column.
std::string insert_column(std::string_view sql, std::string_view definition);
/// The same before or behind a column of the table.
std::string insert_column_before(std::string_view sql, std::string_view definition, std::string_view column);
std::string insert_column_after(std::string_view sql, std::string_view definition, std::string_view column);
/// Takes the column's comma and the comment behind it on its line with it.
std::string remove_column(std::string_view sql, std::string_view column);

/// An empty type removes it.
std::string set_column_type(std::string_view sql, std::string_view column, std::string_view type);
/// Replaces, inserts, or (where `clause` is empty) removes NOT NULL, DEFAULT, COLLATE or GENERATED of a column. The
/// name of a constraint that is replaced stays.
std::string set_column_clause(std::string_view sql, std::string_view column, ConstraintKind kind,
                              std::string_view clause);
/// Of the column's own PRIMARY KEY, or of the table's where it is over this column alone.
std::string set_autoincrement(std::string_view sql, std::string_view column, bool on);

/// `definition` is a table constraint's text; it comes last.
std::string insert_constraint(std::string_view sql, std::string_view definition);
/// Removes a constraint of the table or of a column, known by its span.
std::string remove_constraint(std::string_view sql, const ParsedConstraint& constraint);
/// Gives a constraint another name, or its first one.
std::string set_constraint_name(std::string_view sql, const ParsedConstraint& constraint, std::string_view name);

std::string set_strict(std::string_view sql, bool on);
std::string set_without_rowid(std::string_view sql, bool on);

/// Removes `table.` before column names: inside a table's own CHECK and GENERATED it says nothing, and under another
/// name of the table it would be an error.
std::string remove_qualifiers(std::string_view sql, std::string_view table);

}  // namespace migrate::sqlite
