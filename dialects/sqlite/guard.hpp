// Guards: queries that look, before anything is written, for rows that the changed table could not hold. A row that
// they return is a reason to refuse, with the value and the row in it.
//
// SQLite itself would refuse too, but in the middle of the copy, and with the name of the constraint alone.
#pragma once

#include <string>
#include <vector>

#include "dialects/sqlite/edit_draft.hpp"

namespace migrate::sqlite {

/// The guards that the draft asks for, as statements with `must_be_empty`. They read the table as it is now. Throws
/// DatabaseError where a new foreign key's parent cannot be its parent. `connection` is asked for the parents only.
std::vector<Statement> guards(Connection& connection, const TableDraft& draft);

/// The guard as statements for a script: the message is the name of a CHECK that a row would violate, for only that
/// stands in SQLite's error. Its hint and the rows are lost.
std::vector<Statement> script_guard(const Statement& guard);

/// Throws DatabaseError where a foreign key of another table refers to a column that the draft drops.
void refuse_referenced_columns(Connection& connection, const TableDraft& draft);

}  // namespace migrate::sqlite
