// Operations as statements, against the catalog as it is now: which of them go together, and which way.
//
// Successive operations on one table are one unit: either SQLite's own ALTER TABLE can do all of them, or one rebuild
// does. Renames are SQLite's own always, and stand between units.
#pragma once

#include <span>

#include "dialects/dialect.hpp"

namespace migrate::sqlite {

/// Dialect::render.
Rendered render(Connection& connection, std::span<const Operation> operations);

}  // namespace migrate::sqlite
