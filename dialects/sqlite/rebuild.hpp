// The rebuild: a new table beside the old one, the rows copied, the old one dropped, the new one renamed, by the
// twelve steps of https://sqlite.org/lang_altertable.html#otheralter. Everything that hangs on the table comes back
// from its own text: indexes, triggers, the AUTOINCREMENT counter, the statistics of ANALYZE.
//
// It must run inside a transaction in which foreign keys are off (see transaction.hpp), and checks that they are.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "dialects/sqlite/edit_draft.hpp"

namespace migrate::sqlite {

/// Up to so many rows the new table goes through integrity_check, which takes as long again as the copy. What it could
/// find in a table that SQLite itself has just written is not a matter of size.
inline constexpr std::size_t rows_to_check = 100'000;

/// How many rows the table has, and the range of its rowids; no row lies in the range of a table without them.
RowRange rows_to_copy(Connection& connection, const TableDraft& draft, std::size_t count);

/// The statements that bring the table, of `rows` rows if that is known, from what it is to what the draft says; guards
/// are not among them. Throws DatabaseError where an interrupted run of some tool has left its temporary table behind.
std::vector<Statement> rebuild(Connection& connection, const TableDraft& draft,
                               const std::optional<RowRange>& rows = {});

}  // namespace migrate::sqlite
