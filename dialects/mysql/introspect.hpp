// What the server's information_schema holds, as schema values: read in a constant number of queries, whatever the
// number of tables, and SHOW CREATE TABLE only for what it alone knows.
#pragma once

#include <span>
#include <string>

#include "dialects/connection.hpp"
#include "migrate/schema.hpp"

namespace migrate::mysql {

/// The tables and sequences of the named schemas (which are what these servers call databases); of the connection's own
/// alone where none is named. What is in that one has no schema's name in the values.
Schema introspect(Connection& connection, std::span<const std::string> schemas);

}  // namespace migrate::mysql
