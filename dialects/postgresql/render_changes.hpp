// A run of operations on one table, in as few statements as come to the same.
#pragma once

#include <set>
#include <span>
#include <string>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// Whether an operation is a change of one table that `render_changes` knows.
bool changes_one_table(const Operation& operation);

/// The statements for the first one or more of `operations`, all on one table and all known to `changes_one_table`.
/// Ends before an operation that has a question to a catalog which the statements so far will have changed; `whole`:
/// there is nobody to run them in between, and the question is put all the same. `gone`: constraints that somebody else
/// takes away.
Rendered render_changes(Connection& connection, std::span<const Operation> operations, bool whole,
                        const std::set<std::string>& gone = {});

}  // namespace migrate::postgresql
