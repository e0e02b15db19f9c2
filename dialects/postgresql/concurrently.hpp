// What PostgreSQL refuses inside a transaction, and so runs in the open: which operations that are, and how one that a
// crash has cut short is seen to be done, or begun again (https://www.postgresql.org/docs/current/sql-createindex.html,
// "Building Indexes Concurrently").
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// CREATE INDEX with its guard and its comment; concurrently, behind the INVALID left-over of an earlier try, which is
/// dropped. Throws DatabaseError for one that is to be built concurrently on a partitioned table.
/// `only`: see only_own.
std::vector<Statement> create_index(Connection& connection, const TableName& table, const std::string& only,
                                    const Index& index);

/// See Dialect, of a statement that somebody wrote. has_run and clear_way end a session that is still at it.
bool runs_alone(std::string_view sql);
std::optional<bool> has_run(Connection& connection, std::string_view sql);
std::vector<Statement> clear_way(Connection& connection, std::string_view sql);

/// See Dialect::outside_transaction and Dialect::is_done.
bool outside_transaction(const Operation& operation, std::span<const Operation> rest);
bool is_done(Connection& connection, const Operation& operation);

}  // namespace migrate::postgresql
