// What PostgreSQL lets happen under a foreign key, and the statements that take one away and put it back.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/suspend_foreign_keys.hpp"

namespace migrate::postgresql {

/// The keys that are away while the first `run` operations, which are on one table, and those that belong to them run.
std::optional<SuspendedGroup> suspended_group(Connection& connection, std::size_t run,
                                              std::span<const Operation> operations);

std::vector<Statement> drop_foreign_keys(const SuspendedGroup& group);
std::vector<Statement> put_back_foreign_keys(const SuspendedGroup& group);

/// A foreign key that is away, among names of constraints.
std::string suspended_key(const TableName& table, const std::string& name);
/// Those of a group, and their bare names.
std::set<std::string> names_of(const SuspendedGroup& group);

}  // namespace migrate::postgresql
