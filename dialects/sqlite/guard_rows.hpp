// The rows that a draft's table will hold, as SQL over the rows that the table holds now. Guards ask their questions of
// them, and the copy of a rebuild takes its values from the same place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/sqlite/edit_draft.hpp"

namespace migrate::sqlite {

/// SQL over the table as it was, for a column of the draft: what an existing row will have in it. Empty where the row
/// gets the column's default, or where the column is generated.
std::string value_of(const TableDraft& draft, const ParsedColumn& column);

/// The name under which the rowid can be reached (rowid, _rowid_ or oid); empty where there is none, or where columns
/// have taken all three (https://sqlite.org/lang_createtable.html#rowid).
std::string rowid_name(const ParsedTable& table);

/// Between AS and a query of WITH: that it is only another name, and that its rows are kept for those who read them
/// twice. Without these words SQLite keeps a copy of the whole table (https://sqlite.org/lang_with.html#mathint).
extern const std::string read_once, read_again;

/// The column of the rows that names each of them.
constexpr std::string_view row_label = "_migrate_row";

class FutureRows {
 public:
  explicit FutureRows(const TableDraft& draft) : draft_(draft), now_(draft.original()), then_(draft.parsed()) {}

  /// `WITH "hero" AS (…), `: the columns that the text mentions, and a label for each row. It has the table's name, so
  /// that expressions which qualify their columns work.
  std::string with(std::string_view needed_by) const;
  /// SQL that names a row of the table as it is now: by its rowid, or by its primary key.
  std::string label() const;
  /// SQL over the table as it is now for what a row will have in the column, before the column's affinity is applied.
  std::string raw_value(const ParsedColumn& column) const;
  const ParsedColumn* find(std::string_view column) const { return then_.find_column(column); }
  const ParsedTable& then() const { return then_; }

 private:
  std::vector<std::string> primary_key_columns() const;
  bool is_new(const ParsedColumn& column) const;
  bool is_newly_generated(const ParsedColumn& column) const;
  bool mentioned_by_new_generated(const ParsedColumn& column, std::string_view needed_by) const;
  std::string value(const ParsedColumn& column) const;

  const TableDraft& draft_;
  ParsedTable now_, then_;
};

}  // namespace migrate::sqlite
