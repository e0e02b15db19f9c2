#include "src/revisions/plan_sets.hpp"

#include <algorithm>

#include "src/revisions/heads.hpp"
#include "src/revisions/target_errors.hpp"

namespace migrate {

void refuse_overlap(const Graph& graph, const Revisions& revisions,
                    GraphError (*error)(const Revision& lower, const Revision& upper)) {
  if (revisions.size() < 2) return;
  Revisions next;
  for (const auto* revision : revisions) {
    for (const auto* needed : graph.needs(*revision)) next.push_back(needed);
  }
  const auto below = graph.ancestors(next, Graph::Edges::all);
  for (const auto* lower : revisions) {
    if (!below[graph.index(*lower)]) continue;
    const auto above = graph.descendants({lower}, Graph::Edges::all);
    const auto upper = std::ranges::find_if(
        revisions, [&](const Revision* other) { return other != lower && above[graph.index(*other)]; });
    throw error(*lower, **upper);
  }
}

Revisions roots_above(const Graph& graph, const DowngradeTarget& target, std::string_view text, bool inclusive) {
  auto roots = !target.revision ? graph.bases()
               : inclusive      ? Revisions{target.revision}
                                : graph.children(*target.revision);
  if (!target.branch || roots.size() < 2) return roots;
  roots = sharing_lineage(graph, roots, {target.branch});
  if (roots.empty()) throw no_way_down(text, *target.branch);
  return roots;
}

Graph::Marks above_target(const Graph& graph, const Revisions& current, const DowngradeTarget& target,
                          std::string_view text, bool inclusive) {
  const auto above = graph.descendants(roots_above(graph, target, text, inclusive), Graph::Edges::all);
  auto result = graph.ancestors(current, Graph::Edges::all);
  for (Graph::Index i = 0; i < graph.size(); ++i) result[i] = result[i] && above[i];
  return result;
}

void refuse_nothing(const Graph& graph, const Graph::Marks& undone, const Revisions& current,
                    const DowngradeTarget& target, std::string_view text) {
  if (!target.revision || std::ranges::find(undone, true) != undone.end()) return;
  if (std::ranges::find(current, target.revision) != current.end()) return;
  throw not_below(text, current, graph.ancestors(current, Graph::Edges::all)[graph.index(*target.revision)]);
}

}  // namespace migrate
