// When do two spellings mean the same to PostgreSQL? Types by their structure; expressions by the server itself, where
// their texts differ, in temporary tables that are rolled back.
#pragma once

#include <memory>

#include "dialects/connection.hpp"
#include "migrate/schema.hpp"
#include "src/schema/equivalence.hpp"

namespace migrate::postgresql {

/// The wanted schema as PostgreSQL can have it.
Schema adapt(Schema wanted);

std::unique_ptr<Equivalence> equivalence(Connection& connection, const Schema& current, const Schema& wanted);

}  // namespace migrate::postgresql
