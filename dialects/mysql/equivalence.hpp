// When do two spellings mean the same to MySQL or MariaDB? Types by their structure; expressions by the server itself,
// where their texts differ, in temporary tables.
#pragma once

#include <memory>

#include "dialects/connection.hpp"
#include "migrate/schema.hpp"
#include "src/schema/equivalence.hpp"

namespace migrate::mysql {

/// Both schemas and the connection must outlive it. What a model does not say of a table's options, and whether a
/// column or an index is invisible, stays as the database has it.
std::unique_ptr<Equivalence> equivalence(Connection& connection, const Schema& current, const Schema& wanted);

}  // namespace migrate::mysql
