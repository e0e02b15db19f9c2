// Operations on a schema value: what the catalog will say after them. Tests, offline SQL and lint ask this; the
// database itself is never asked.
#pragma once

#include <span>

#include "src/operations/operation.hpp"

namespace migrate {

/// Changes `schema`. Data operations (execute, bulk_insert, call) change nothing. Throws RevisionError with the
/// operation's place where it names something that is not there, or is there already.
void apply_to(Schema& schema, const Operation& operation);
void apply_to(Schema& schema, std::span<const Operation> operations);

/// `column` with the short form's changes made; an empty text in `change` removes what it names.
Column changed(Column column, const ColumnChange& change);

}  // namespace migrate
