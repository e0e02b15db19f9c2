// What a statement that somebody wrote does to the transaction and the session in which it runs. On it depends how the
// journal goes with the statement, and so whether a later run can go on behind it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::mysql {

/// Rows, a setting of the session, or the schema, which commits by itself
/// (https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html). A procedure that is called may do all; where it only
/// changes rows it shares the transaction, as everything about temporary tables does.
Effect effect_of(std::string_view sql);

/// Whether the statement begins or ends a transaction, also by turning autocommit on.
/// https://dev.mysql.com/doc/refman/8.4/en/commit.html
bool controls_transaction(std::string_view sql);

/// Throws for the first of the statements that shuts out the version table and the journal, and for a temporary table
/// that would have to outlive a schema change: it goes with its session, and a later run could not go on.
void refuse_unfit(std::span<const Statement> statements);

/// `DROP TABLE a, b` as `DROP TABLE a` and `DROP TABLE b`; none where it is no such statement.
std::vector<std::string> single_drops(std::string_view sql);

}  // namespace migrate::mysql
