// What a PostgreSQL catalog holds, as schema values: read from pg_catalog in a constant number of queries, whatever the
// number of tables.
#pragma once

#include <span>
#include <string>

#include "dialects/connection.hpp"
#include "migrate/schema.hpp"

namespace migrate::postgresql {

/// The tables, enum types, sequences and schemas of the named schemas; of the connection's default schema alone where
/// none is named. What is in the default schema has no schema's name in the values.
Schema introspect(Connection& connection, std::span<const std::string> schemas);

}  // namespace migrate::postgresql
