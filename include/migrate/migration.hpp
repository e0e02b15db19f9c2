// The few words that the tool, its engine and an embedding program share: which way a revision goes, and how much of a
// run is one transaction.
#pragma once

#include <string_view>

#include "migrate/detail/visibility.hpp"

namespace migrate {

enum class Movement { upgrade, downgrade, stamp };

MIGRATE_API std::string_view to_string(Movement movement);

/// How many revisions share a transaction.
enum class TransactionMode {
  per_revision,  ///< one each: a failure leaves those before it applied
  all,           ///< one for the whole run: all or nothing. Refused where a revision says `transaction = false`
  none,          ///< none around a revision; each schema change still is one of its own where the database can do that
};

}  // namespace migrate
