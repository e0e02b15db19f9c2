// Transactions of a PostgreSQL connection, of the engine's and of scripts.
#pragma once

#include <memory>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// See Dialect::begin, frame and script_guard.
std::unique_ptr<Transaction> begin(Connection& connection);
ScriptFrame frame();
std::vector<Statement> script_guard(const Statement& guard);

}  // namespace migrate::postgresql
