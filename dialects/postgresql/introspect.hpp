// What a PostgreSQL catalog holds, as schema values: read from pg_catalog in a constant number of queries, whatever the
// number of tables.
#pragma once

#include <span>
#include <string>

#include "dialects/connection.hpp"
#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate::postgresql {

/// The tables, enum types, sequences and schemas of the named schemas; of the connection's default schema alone where
/// none is named. What is in the default schema has no schema's name in the values.
Schema introspect(Connection& connection, std::span<const std::string> schemas);

/// Those of the tables that exist, and all that a foreign key ties to one of them, whatever their schemas. Sequences
/// are left out.
Schema introspect_tied(Connection& connection, std::span<const TableName> tables);

}  // namespace migrate::postgresql
