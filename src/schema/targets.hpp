// Which columns of its parent a foreign key refers to, where it does not say so.
#pragma once

#include <string>

#include "migrate/schema.hpp"

namespace migrate {

/// A foreign key without a target means the primary key of its parent, where that is in the schema and has one of as
/// many columns.
void complete_targets(Schema& schema);

/// Why a foreign key without a target does not mean the primary key of its parent, for databases that refuse it then.
std::string why_no_target(const ForeignKey& key, const Table& parent);

}  // namespace migrate
