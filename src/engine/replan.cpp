#include "src/engine/replan.hpp"

#include <algorithm>

#include "src/base/text.hpp"
#include "src/revisions/target.hpp"

namespace migrate {
namespace {

Graph::Marks marks_of(const Graph& graph, const Plan& plan) {
  Graph::Marks marks(graph.size());
  for (const auto& step : plan) marks[graph.index(*step.revision)] = true;
  return marks;
}

Plan rest_of_upgrade(const Graph& graph, const Plan& plan, const std::vector<std::string>& rows,
                     const Graph::Marks& applied) {
  std::vector<std::string> targets;
  for (const auto* tip : tips(graph, plan)) {
    if (!applied[graph.index(*tip)]) targets.push_back(tip->id);
  }
  return targets.empty() ? Plan() : plan_upgrade(graph, rows, targets);
}

Plan rest_of_downgrade(const Graph& graph, const Plan& plan, const std::vector<std::string>& rows,
                       const Graph::Marks& applied) {
  const auto leaving = marks_of(graph, plan);
  VersionRows version_rows(graph, current_revisions(graph, rows));
  Plan rest;
  for (const auto& step : plan) {
    const auto index = graph.index(*step.revision);
    if (!applied[index]) continue;
    for (const auto dependant : graph.links(index).dependants) {
      if (!applied[dependant] || leaving[dependant]) continue;
      throw LockError("while this downgrade waited, another run moved the database to " + join(rows, ", "),
                      "look at 'migrate current', then run it again");
    }
    rest.push_back(version_rows.downgrade(*step.revision));
  }
  return rest;
}

}  // namespace

Revisions tips(const Graph& graph, const Plan& plan) {
  const auto planned = marks_of(graph, plan);
  Revisions out;
  for (const auto& step : plan) {
    const auto& dependants = graph.links(*step.revision).dependants;
    if (std::none_of(dependants.begin(), dependants.end(), [&](auto index) { return planned[index]; })) {
      out.push_back(step.revision);
    }
  }
  return out;
}

Plan replan(const Graph& graph, const Plan& plan, const std::vector<std::string>& rows) {
  const auto applied = graph.ancestors(current_revisions(graph, rows), Graph::Edges::all);
  return plan.front().direction == Direction::upgrade ? rest_of_upgrade(graph, plan, rows, applied)
                                                      : rest_of_downgrade(graph, plan, rows, applied);
}

}  // namespace migrate
