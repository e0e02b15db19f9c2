// Operations to statements that restate what they must and nothing else: MODIFY and CHANGE name every attribute of a
// column, so that one which the operation does not speak of is taken from the catalog.
#pragma once

#include <span>

#include "dialects/connection.hpp"
#include "dialects/dialect.hpp"

namespace migrate::mysql {

/// See Dialect::render.
Rendered render(Connection& connection, std::span<const Operation> operations);

/// See Dialect::is_done.
bool is_done(Connection& connection, const Operation& operation);

}  // namespace migrate::mysql
