// What a statement that somebody wrote does to the transaction and the session in which it runs. On it depends how the
// journal goes with the statement, and what is put back behind it.
#pragma once

#include <span>
#include <string_view>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// A setting of the session that nothing else goes with (SET, RESET, SELECT set_config(…)), which a run that goes on
/// behind an interruption makes again; everything else is in a transaction with the note that it ran.
Effect effect_of(std::string_view sql);

/// Whether the statement may leave a setting, or the role, other than it was: also from inside a block or a routine.
bool touches_settings(std::string_view sql);

/// Whether the statement begins or ends a transaction (https://www.postgresql.org/docs/current/sql-begin.html).
bool controls_transaction(std::string_view sql);

}  // namespace migrate::postgresql
