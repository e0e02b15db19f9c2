// Which columns of its parent a foreign key refers to, where it does not say so.
#pragma once

#include "migrate/schema.hpp"

namespace migrate {

/// A foreign key without a target means the primary key of its parent, where that is in the schema and has one.
void complete_targets(Schema& schema);

}  // namespace migrate
