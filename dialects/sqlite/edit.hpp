// The operations on one table, applied to its draft: each becomes an edit in the text of the CREATE TABLE, the guards
// that its rows have to pass, and, where SQLite's ALTER TABLE can do it without losing anything, that statement.
//
// Renaming a table or a column is not done here: SQLite's own RENAME also corrects triggers, views and the references
// of other tables, which no edit of one text can do.
#pragma once

#include <string>
#include <string_view>

#include "dialects/sqlite/edit_draft.hpp"
#include "src/operations/operation.hpp"

namespace migrate::sqlite {

/// Throws DatabaseError where the operation does not fit the table: what it names is not there or is already there,
/// is not what the revision was written for, or is still in use.
void apply(TableDraft& draft, const Operation& operation);

/// The new name, where the operation renames the column.
std::string new_name_of(const AlterColumn& change);
/// The same change for a column that already has its new name.
AlterColumn without_rename(const AlterColumn& change);
/// Whether the operation changes more than the name.
bool changes_more_than_name(const AlterColumn& change);

/// Why ALTER TABLE ADD COLUMN cannot add the column (https://sqlite.org/lang_altertable.html#altertabaddcol); empty
/// where it can. Knows nothing of the table.
std::string obstacle_to_add(const AddColumn& addition);

}  // namespace migrate::sqlite
