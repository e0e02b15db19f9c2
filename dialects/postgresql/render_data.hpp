// Data steps as statements: scripts split, rows as INSERTs.
#pragma once

#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// The text for PostgreSQL, else the default one, statement by statement; none where there is no text.
std::vector<Statement> render_execute(const Execute& execute, const Where& where);

/// INSERTs of as many rows each as name the same columns.
std::vector<Statement> render_bulk_insert(const BulkInsert& insert, const Where& where);

}  // namespace migrate::postgresql
