// --done and --not-done: what a person says of a statement at which an earlier run was interrupted.
#pragma once

#include <string>
#include <vector>

#include "src/engine/verdict.hpp"
#include "src/revisions/graph.hpp"

namespace migrate {

/// Of "REV:N" each. Throws UsageError for a revision that is none, and where a statement is said to be both.
std::vector<Verdict> verdicts_of(const Graph& graph, const std::vector<std::string>& done,
                                 const std::vector<std::string>& not_done);

}  // namespace migrate
