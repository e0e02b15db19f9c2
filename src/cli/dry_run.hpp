// --dry-run: a move that is made in a transaction and rolled back, so that what it says is what would happen. Where it
// cannot be rolled back, the statements are rendered against a copy of the schema, and it says that nothing tried them.
#pragma once

#include <functional>

#include "src/cli/session.hpp"

namespace migrate {

/// Writes the statements that ran, each revision's under its title, with the way that each table goes. Guards have
/// asked their questions and are not among them. Throws what the move throws.
void dry_run(Session& session, const std::function<EngineResult(Engine&)>& move);

}  // namespace migrate
