// Whether the SQL of a revision can be taken apart into statements: asked before the first of them runs.
#pragma once

#include <optional>
#include <span>

#include "dialects/dialect.hpp"
#include "src/base/error.hpp"

namespace migrate {

/// The first place where it cannot, with file, line and column: a string that never ends, a body that would be torn.
std::optional<RevisionError> unreadable_sql(const Dialect& dialect, std::span<const Operation> operations);

/// Throws what unreadable_sql finds.
void refuse_unreadable_sql(const Dialect& dialect, std::span<const Operation> operations);

}  // namespace migrate
