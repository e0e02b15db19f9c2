// A run of operations on one table, cut into units that can be done in one way each, and that way chosen.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/sqlite/edit_draft.hpp"

namespace migrate::sqlite {

/// How a unit is done.
enum class Way {
  native,    ///< SQLite's ALTER TABLE, CREATE INDEX, DROP INDEX
  in_place,  ///< the table's text is edited where it stands; native changes go along
  rebuild,   ///< a new table, and the rows copied
};

struct Choice {
  Way way = Way::native;
  std::string obstacle{};  ///< why not one that is cheaper than a rebuild
};

/// The one place that chooses, cheapest first. Throws DatabaseError where `recreate` does not allow what is needed.
Choice choose_way(const Sight& sight, const TableDraft& draft, Recreate recreate);

/// Whether an operation is a change of one table that `render_changes` knows.
bool changes_one_table(const Operation& operation);

/// The statements for the first one or more of `operations`, all on one table and all known to `changes_one_table`.
Rendered render_changes(Connection& connection, std::span<const Operation> operations);
/// The statements for all of a batch.
std::vector<Statement> render_batch(Connection& connection, const Batch& batch);

/// `ALTER TABLE … RENAME TO …`, also where only the case of the name changes.
std::vector<Statement> render_rename(Connection& connection, const RenameTable& rename, const Where& where);

}  // namespace migrate::sqlite
