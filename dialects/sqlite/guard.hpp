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

/// SQL over the table as it was, for a column of the draft: what an existing row will have in it. Empty where the row
/// gets the column's default, or where the column is generated.
std::string value_of(const TableDraft& draft, const ParsedColumn& column);

/// The name under which the rowid can be reached (rowid, _rowid_ or oid); empty where there is none, or where columns
/// have taken all three (https://sqlite.org/lang_createtable.html#rowid).
std::string rowid_name(const ParsedTable& table);

}  // namespace migrate::sqlite
