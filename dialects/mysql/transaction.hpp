// Transactions, which on these servers are for rows alone: every CREATE, ALTER and DROP commits what went before it
// (https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html).
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::mysql {

/// See Dialect::begin and script_guard.
std::unique_ptr<Transaction> begin(Connection& connection);
std::vector<Statement> script_guard(const Statement& guard);
/// See Dialect::put_back.
std::vector<Statement> put_back(std::span<const Statement> behind);

}  // namespace migrate::mysql
