// What a statement that somebody wrote does to the transaction and the connection in which it runs.
#pragma once

#include <string_view>

#include "dialects/dialect.hpp"

namespace migrate::sqlite {

/// A setting of the connection (PRAGMA, ATTACH, DETACH), which a run that goes on behind an interruption makes again;
/// everything else is in a transaction with the note that it ran.
Effect effect_of(std::string_view sql);

/// BEGIN, COMMIT, END and ROLLBACK, but not ROLLBACK TO a savepoint (https://sqlite.org/lang_transaction.html).
bool controls_transaction(std::string_view sql);

/// VACUUM, and the PRAGMAs that a transaction keeps from doing anything (https://sqlite.org/pragma.html).
bool is_lost_in_transaction(std::string_view sql);

}  // namespace migrate::sqlite
