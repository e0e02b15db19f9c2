// Operations to the statements that a database administrator would write.
#pragma once

#include <span>

#include "dialects/connection.hpp"
#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// See Dialect::render. Asks the catalog only where an operation does not hold what it takes.
Rendered render(Connection& connection, std::span<const Operation> operations);

}  // namespace migrate::postgresql
