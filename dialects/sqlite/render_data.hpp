// Data steps as statements: scripts split, rows as INSERTs.
#pragma once

#include <string>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::sqlite {

/// The text for SQLite, else the default one, statement by statement; none where there is no text.
std::vector<Statement> render_execute(const Execute& execute, const Where& where);

/// INSERTs of as many rows each as name the same columns.
std::vector<Statement> render_bulk_insert(const BulkInsert& insert, const Where& where);

/// Rules of SQLite's scripts (Dialect::split).
std::vector<ScriptStatement> split_sqlite(std::string_view script);

}  // namespace migrate::sqlite
