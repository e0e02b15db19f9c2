// Transactions of a PostgreSQL connection, of the engine's and of scripts.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// See Dialect::begin, frame and script_guard.
std::unique_ptr<Transaction> begin(Connection& connection);
ScriptFrame frame();
std::vector<Statement> script_guard(const Statement& guard);
/// See Dialect::script_prelude and put_back.
std::vector<std::string> script_settings(const SessionSettings& settings);
std::vector<Statement> put_back(std::span<const Statement> behind, const SessionSettings& settings);

}  // namespace migrate::postgresql
