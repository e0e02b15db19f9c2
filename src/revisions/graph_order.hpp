// From a heap of revisions to the order of the graph, or to the error that says why they are no graph.
#pragma once

#include <vector>

#include "src/revisions/revision.hpp"

namespace migrate {

/// The revisions with parents and dependencies before what needs them; ties by time of creation, then id.
/// Throws GraphError as Graph's constructor says.
std::vector<Revision> in_order(std::vector<Revision> revisions);

}  // namespace migrate
