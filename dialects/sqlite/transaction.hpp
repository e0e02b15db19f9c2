// A transaction of SQLite with the settings that a migration needs around it, put back afterwards whatever happens.
//
// `PRAGMA foreign_keys` does nothing inside a transaction (https://sqlite.org/pragma.html#pragma_foreign_keys), and a
// DROP TABLE with foreign keys on deletes the rows of the table first, with every ON DELETE CASCADE that follows. So
// it is decided before BEGIN: off where a table may be rebuilt or dropped, and then nobody's references may be worse
// at the end than they were at the beginning; otherwise on, so that data steps obey them.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "dialects/dialect.hpp"

namespace migrate::sqlite {

std::unique_ptr<Transaction> begin(Connection& connection, std::span<const Operation> planned);
/// See Dialect::enclose.
std::unique_ptr<Transaction> enclose(Connection& connection);

/// `begin` and `commit` for a script (Dialect::frame). Foreign keys are only touched where a table may be dropped.
ScriptFrame frame(std::span<const Operation> planned);

/// Whether one of the operations may drop a table, for good or to rebuild it.
bool may_drop_tables(std::span<const Operation> planned);

}  // namespace migrate::sqlite
