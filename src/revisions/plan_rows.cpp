// How the rows of the version table move: one step at a time, in time that does not grow with the graph.
#include <algorithm>
#include <set>

#include "src/revisions/plan.hpp"

namespace migrate {

std::vector<RowChange> row_changes(const Step& step) {
  const bool update = !step.removed.empty() && !step.inserted.empty();
  std::vector<RowChange> changes;
  for (std::size_t i = update; i < step.removed.size(); ++i) changes.push_back({step.removed[i], {}});
  for (std::size_t i = update; i < step.inserted.size(); ++i) changes.push_back({{}, step.inserted[i]});
  if (update) changes.push_back({step.removed.front(), step.inserted.front()});
  return changes;
}

std::vector<std::string> rows_after(std::vector<std::string> rows, const Step& step) {
  std::erase_if(rows, [&](const auto& row) { return std::ranges::find(step.removed, row) != step.removed.end(); });
  rows.insert(rows.end(), step.inserted.begin(), step.inserted.end());
  std::ranges::sort(rows);
  return rows;
}

std::vector<std::string> rows_after(const std::vector<std::string>& rows, const Plan& plan) {
  std::set<std::string> result(rows.begin(), rows.end());
  for (const auto& step : plan) {
    for (const auto& row : step.removed) result.erase(row);
    result.insert(step.inserted.begin(), step.inserted.end());
  }
  return {result.begin(), result.end()};
}

VersionRows::VersionRows(const Graph& graph, const Revisions& current)
    : graph_(graph), needed_by_(graph.size()), row_(graph.size()) {
  const auto applied = graph.ancestors(current, Graph::Edges::all);
  for (Graph::Index i = 0; i < graph.size(); ++i) {
    if (!applied[i]) continue;
    for (const auto needed : graph.links(i).needs) ++needed_by_[needed];
  }
  for (const auto* row : current) row_[graph.index(*row)] = true;
}

/// A revision takes the place of the rows that it needs, by an UPDATE of the last of them.
Step VersionRows::upgrade(const Revision& revision) {
  Step step{.revision = &revision, .direction = Direction::upgrade, .removed = {}, .inserted = {revision.id}};
  for (const auto needed : graph_.links(revision).needs) {
    ++needed_by_[needed];
    if (!row_[needed]) continue;
    row_[needed] = false;
    step.removed.push_back(graph_[needed].id);
  }
  if (!step.removed.empty()) std::rotate(step.removed.begin(), step.removed.end() - 1, step.removed.end());
  row_[graph_.index(revision)] = true;
  return step;
}

/// What only this revision needed becomes a row again; by an UPDATE, of the last of them.
Step VersionRows::downgrade(const Revision& revision) {
  Step step{.revision = &revision, .direction = Direction::downgrade, .removed = {revision.id}, .inserted = {}};
  for (const auto needed : graph_.links(revision).needs) {
    if (--needed_by_[needed] > 0 || row_[needed]) continue;
    row_[needed] = true;
    step.inserted.push_back(graph_[needed].id);
  }
  if (!step.inserted.empty()) std::rotate(step.inserted.begin(), step.inserted.end() - 1, step.inserted.end());
  row_[graph_.index(revision)] = false;
  return step;
}

}  // namespace migrate
