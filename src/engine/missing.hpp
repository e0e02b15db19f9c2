// A history that was rewritten: a revision that was put below applied ones counts as applied, and never ran. The
// version table cannot tell; the journal can, where it knows of the revisions on both sides.
#pragma once

#include <vector>

#include "src/engine/journal.hpp"
#include "src/revisions/graph.hpp"

namespace migrate {

/// Of the applied revisions, in the order of the graph, those that never ran: all that they need did, or is missing
/// itself; one that needs them did; and no stamp has said that they are there. Where the journal may have been begun
/// later than the database, none.
Revisions missing_revisions(const Graph& graph, const Graph::Marks& applied, const std::vector<JournalEntry>& journal);

}  // namespace migrate
