// The sets that plans and ranges are made of. Not for use outside this room.
#pragma once

#include <string_view>

#include "src/revisions/graph.hpp"
#include "src/revisions/target.hpp"

namespace migrate {

/// Throws what `error` makes of the first two of which one includes the other.
void refuse_overlap(const Graph& graph, const Revisions& revisions,
                    GraphError (*error)(const Revision& lower, const Revision& upper));

/// The lowest revisions that a downgrade to the target takes back, applied or not. `text`: the target, for messages.
Revisions roots_above(const Graph& graph, const DowngradeTarget& target, std::string_view text, bool inclusive);

/// All applied revisions that such a downgrade takes back: those roots and whatever stands on them.
Graph::Marks above_target(const Graph& graph, const Revisions& current, const DowngradeTarget& target,
                          std::string_view text, bool inclusive);

/// Refuses a downgrade that takes nothing back, unless the database stands at the target or it is the base.
void refuse_nothing(const Graph& graph, const Graph::Marks& undone, const Revisions& current,
                    const DowngradeTarget& target, std::string_view text);

}  // namespace migrate
