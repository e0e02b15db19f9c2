// Data steps as statements: scripts split, rows as INSERTs. None of it asks the catalog.
#pragma once

#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/mysql/server.hpp"

namespace migrate::mysql {

/// The text for MySQL, else the default one, statement by statement; none where there is no text. Throws for what
/// cannot be gone on with after an interruption.
std::vector<Statement> render_execute(const Execute& execute, const Where& where, const Server& server);

/// INSERTs of as many rows each as name the same columns.
std::vector<Statement> render_bulk_insert(const BulkInsert& insert, const Where& where);

/// The statement as the client takes it, with a delimiter of its own where there are semicolons inside (the body of a
/// trigger), and without one at its end.
std::string text_for_client(std::string sql);

}  // namespace migrate::mysql
