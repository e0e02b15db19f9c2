// What stands beside the tables and depends on them, of the whole list of operations at once: views, policies,
// triggers, functions, what an account may not do; and what goes with a table without a word. dependents.hpp asks the
// same of one operation, right before it runs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/findings.hpp"

namespace migrate::postgresql {

/// See the questions of the same names of Surroundings.
std::vector<CatalogFinding> findings(Connection& connection, std::span<const Operation> operations);
std::vector<ObjectCount> left_out(Connection& connection, std::span<const std::string> schemas);
RowRules row_rules(Connection& connection);
SqlReach reach(std::string_view sql);

}  // namespace migrate::postgresql
