// SQL that another tool would have sent its own way, fitted to how a revision is run here.
#pragma once

#include "dialects/dialect.hpp"
#include "src/import/imported.hpp"

namespace migrate {

/// Puts DELIMITER around bodies where the database's client needs it, and has a revision run without a transaction
/// where a statement would be lost in one. SQL that cannot be taken apart is marked as incomplete, with the reason.
void fit_to(const Dialect& dialect, ImportedRevision& imported);

}  // namespace migrate
