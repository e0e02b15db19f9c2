// Operations to statements that restate what they must and nothing else. Consecutive changes of a table are one ALTER
// TABLE; where the two ends of a foreign key get another type, the key is away while they do.
#pragma once

#include <optional>
#include <span>

#include "dialects/connection.hpp"
#include "dialects/dialect.hpp"
#include "dialects/mysql/server.hpp"

namespace migrate::mysql {

/// See Dialect::render.
Rendered render(Connection& connection, const Server& server, std::span<const Operation> operations);

/// See Dialect::trace.
std::string trace(Connection& connection, const Statement& statement);
/// See Dialect::shows_effect.
std::optional<bool> shows_effect(Connection& connection, const Statement& statement);
/// Whether what the catalog says is the same before the statement and behind it: it exchanges what looks alike, or
/// empties a table.
bool leaves_no_trace(Connection& connection, std::string_view sql);

}  // namespace migrate::mysql
