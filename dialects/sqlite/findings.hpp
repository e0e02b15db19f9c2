// What goes with a table, and what is left behind by one: SQLite drops the triggers of a table with it and says
// nothing. Views and triggers that a change would break are found where it is rendered, by trying it
// (rebuild_scratch.hpp).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/findings.hpp"

namespace migrate::sqlite {

/// See the questions of the same names of Surroundings.
std::vector<CatalogFinding> findings(Connection& connection, std::span<const Operation> operations);
std::vector<ObjectCount> left_out(Connection& connection);
RowRules row_rules(Connection& connection);
SqlReach reach(std::string_view sql);

}  // namespace migrate::sqlite
