// What MySQL and MariaDB let happen under a foreign key, and the statements that take one away and put it back; what
// the journal holds of them (Pending) survives a crash between.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "dialects/mysql/alter.hpp"
#include "dialects/suspend_foreign_keys.hpp"

namespace migrate::mysql {

/// The keys that are away while the first `count` operations, which are one ALTER TABLE, and those that belong to them
/// run.
std::optional<SuspendedGroup> suspended_group(const Ground& ground, std::span<const Operation> operations,
                                              std::size_t count);

std::vector<Statement> drop_foreign_keys(const SuspendedGroup& group, const Where& where);
std::vector<Statement> put_back_foreign_keys(const SuspendedGroup& group, const Server& server, const Where& where);

}  // namespace migrate::mysql
