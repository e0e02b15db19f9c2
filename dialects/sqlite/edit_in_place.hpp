// The edit in place: the table's text in sqlite_schema is replaced, and its rows are left where they are
// (https://sqlite.org/lang_altertable.html#otheralter, the second procedure there).
//
// It is taken only where it comes to the same as a rebuild; `edit_verdict` judges the texts, and the rows are asked
// where the texts cannot tell. Changes that SQLite's own ALTER TABLE can do go along, each in its place.
#pragma once

#include <string>
#include <vector>

#include "dialects/sqlite/edit_draft.hpp"

namespace migrate::sqlite {

/// Why the draft cannot be an edit in place, in words for people; empty where it can. May read every row of the table,
/// and leaves nothing changed. Throws DatabaseError for a new text that SQLite cannot read.
std::string obstacle_in_place(const Sight& sight, const TableDraft& draft);

/// The steps of a draft without obstacle, native ones among them. Guards are not among the statements, and must run
/// before them.
std::vector<Statement> edit_in_place(const TableDraft& draft);

}  // namespace migrate::sqlite
