// What stands beside the tables and names them: views, triggers, events, and foreign keys of tables that nobody asked
// about. These servers let a table go from under most of them and say nothing; they fail when they are next used.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "dialects/dialect.hpp"
#include "dialects/findings.hpp"
#include "src/operations/catalog_changes.hpp"

namespace migrate::mysql {

/// See Surroundings::findings. Looked for in the schemas of the operations' tables; one query, and none where no
/// operation takes anything away.
std::vector<CatalogFinding> findings(Connection& connection, std::span<const Operation> operations);

/// Throws DatabaseError, naming them, where findings of that change are `refused`. `rest`: what runs from there on, for
/// what goes with it anyway. `what`: "drop column hero.age".
void refuse_to_break(Connection& connection, const CatalogChange& change, std::span<const Operation> rest,
                     const std::string& what);

/// See Surroundings::left_out.
std::vector<ObjectCount> left_out(Connection& connection, std::span<const std::string> schemas);

/// See Surroundings::row_rules.
RowRules row_rules(Connection& connection);

}  // namespace migrate::mysql
