// What the server's information_schema holds, as schema values: read in a constant number of queries, whatever the
// number of tables, and SHOW CREATE TABLE only for what it alone knows.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "dialects/connection.hpp"
#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate::mysql {

/// The tables and sequences of the named schemas (which are what these servers call databases); of the connection's own
/// alone where none is named. What is in that one has no schema's name in the values.
Schema introspect(Connection& connection, std::span<const std::string> schemas);
/// One table alone, as the same queries show it; none where there is no such table.
std::optional<Table> introspect_table(Connection& connection, const TableName& table);

}  // namespace migrate::mysql
