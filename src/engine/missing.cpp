#include "src/engine/missing.hpp"

#include <algorithm>

namespace migrate {

Revisions missing_revisions(const Graph& graph, const Graph::Marks& applied, const std::vector<JournalEntry>& journal) {
  Revisions ran, stamped;
  for (const auto& entry : journal) {
    const auto* revision = graph.find(entry.revision);
    if (!revision) continue;
    if (entry.movement == Movement::stamp) {
      stamped.push_back(revision);
    } else if (entry.movement == Movement::upgrade && !entry.finished_at.empty()) {
      ran.push_back(revision);
    }
  }
  Revisions out;
  if (ran.empty()) return out;
  Graph::Marks did(graph.size()), missing(graph.size());
  for (const auto* revision : ran) did[graph.index(*revision)] = true;
  const auto needed = graph.ancestors(ran, Graph::Edges::all);
  const auto said = graph.ancestors(stamped, Graph::Edges::all);
  for (Graph::Index i = 0; i < graph.size(); ++i) {
    const auto& needs = graph.links(i).needs;
    const auto is_known = [&](Graph::Index one) { return did[one] || missing[one]; };
    if (!applied[i] || did[i] || said[i] || !needed[i] || needs.empty() || !std::ranges::all_of(needs, is_known))
      continue;
    missing[i] = true;
    out.push_back(&graph[i]);
  }
  return out;
}

}  // namespace migrate
