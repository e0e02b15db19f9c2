#include "src/revisions/plan.hpp"

#include <algorithm>

#include "src/revisions/heads.hpp"
#include "src/revisions/plan_sets.hpp"
#include "src/revisions/target.hpp"
#include "src/revisions/target_errors.hpp"

namespace migrate {
namespace {

using Edges = Graph::Edges;

bool contains(const Revisions& revisions, const Revision* revision) {
  return std::ranges::find(revisions, revision) != revisions.end();
}

/// Refuses an upgrade to what lies behind the database: it would do nothing, and somebody expects something.
void refuse_behind(const Graph& graph, const Revisions& current, const std::string& text, const Revisions& targets) {
  const auto applied = graph.ancestors(current, Edges::all);
  for (const auto* target : targets) {
    const auto& children = graph.links(*target).children;
    if (std::ranges::any_of(children, [&](auto child) { return applied[child]; })) throw already_behind(text, target);
  }
  if (!targets.empty()) return;
  const auto branch = parse_target(graph, text).branch;
  const auto behind = branch.empty() ? current : sharing_lineage(graph, current, {&resolve_branch(graph, branch)});
  if (!behind.empty()) throw already_behind(text, nullptr);
}

/// A place that a stamp goes to: a revision, or the base of a branch or of all.
struct Stamp {
  const Revision* revision = nullptr;
  const Revision* branch = nullptr;
};

std::vector<Stamp> stamps(const Graph& graph, const Revisions& current, const std::string& text) {
  const auto target = parse_target(graph, text);
  const bool down = target.name.empty() && target.offset && *target.offset <= 0;
  if (down) {
    const auto found = downgrade_target(graph, current, text);
    return {{found.revision, found.branch}};
  }
  std::vector<Stamp> result;
  for (const auto* revision : upgrade_target(graph, current, text)) result.push_back({revision, nullptr});
  if (result.empty())
    result.push_back({nullptr, target.branch.empty() ? nullptr : &resolve_branch(graph, target.branch)});
  return result;
}

/// The rows of the version table while a stamp changes them.
class Stamping {
 public:
  Stamping(const Graph& graph, Revisions rows) : graph_(graph), rows_(std::move(rows)) {}

  void to(const Stamp& stamp) {
    if (!stamp.revision) {
      const auto gone = stamp.branch ? sharing_lineage(graph_, rows_, {stamp.branch}, Edges::all) : rows_;
      for (const auto* row : gone) move(nullptr, Direction::downgrade, {row});
    } else if (!contains(rows_, stamp.revision)) {
      const auto above = marked(graph_.descendants({stamp.revision}, Edges::all));
      const auto below = marked(graph_.ancestors({stamp.revision}, Edges::all));
      auto left = below;
      add_missing(left, above);
      move(stamp.revision, above.empty() ? Direction::upgrade : Direction::downgrade, left);
    }
  }

  Plan plan() && { return std::move(plan_); }

 private:
  Revisions marked(const Graph::Marks& marks) const {
    Revisions result;
    std::ranges::copy_if(rows_, std::back_inserter(result), [&](const auto* row) { return marks[graph_.index(*row)]; });
    return result;
  }

  void move(const Revision* to, Direction direction, Revisions left) {
    std::erase_if(rows_, [&](const Revision* row) { return contains(left, row); });
    Step step{.revision = to, .direction = direction, .removed = {}, .inserted = {}};
    if (to) {
      rows_.push_back(to);
      step.inserted = {to->id};
      if (!left.empty()) std::rotate(left.begin(), left.end() - 1, left.end());
    }
    step.removed = ids(left);
    plan_.push_back(std::move(step));
  }

  const Graph& graph_;
  Revisions rows_;
  Plan plan_;
};

}  // namespace

Plan plan_upgrade(const Graph& graph, const std::vector<std::string>& rows, const std::vector<std::string>& targets) {
  const auto current = current_revisions(graph, rows);
  refuse_overlap(graph, current, overlapping_rows);
  Revisions wanted;
  for (const auto& text : targets) {
    const auto found = upgrade_target(graph, current, text);
    refuse_behind(graph, current, text, found);
    add_missing(wanted, found);
  }
  refuse_overlap(graph, wanted, overlapping_targets);
  const auto applied = graph.ancestors(current, Edges::all);
  const auto needed = graph.ancestors(wanted, Edges::all);
  VersionRows versions(graph, current);
  Plan plan;
  for (Graph::Index i = 0; i < graph.size(); ++i) {
    if (needed[i] && !applied[i]) plan.push_back(versions.upgrade(graph[i]));
  }
  return plan;
}

Plan plan_downgrade(const Graph& graph, const std::vector<std::string>& rows, const std::vector<std::string>& targets) {
  const auto current = current_revisions(graph, rows);
  Graph::Marks undone(graph.size());
  Revisions wanted;
  for (const auto& text : targets) {
    const auto target = downgrade_target(graph, current, text);
    const auto part = above_target(graph, current, target, text, false);
    refuse_nothing(graph, part, current, target, text);
    for (Graph::Index i = 0; i < graph.size(); ++i) undone[i] = undone[i] || part[i];
    if (target.revision) wanted.push_back(target.revision);
  }
  for (const auto* target : wanted) {
    if (undone[graph.index(*target)]) refuse_overlap(graph, wanted, overlapping_targets);
  }
  VersionRows versions(graph, current);
  Plan plan;
  for (auto i = static_cast<Graph::Index>(graph.size()); i-- > 0;) {
    if (undone[i]) plan.push_back(versions.downgrade(graph[i]));
  }
  return plan;
}

Plan plan_stamp(const Graph& graph, const std::vector<std::string>& rows, const std::vector<std::string>& targets) {
  const auto current = current_revisions(graph, rows);
  std::vector<Stamp> places;
  Revisions wanted;
  for (const auto& text : targets) {
    for (const auto& stamp : stamps(graph, current, text)) {
      places.push_back(stamp);
      if (stamp.revision) add_missing(wanted, {stamp.revision});
    }
  }
  refuse_overlap(graph, wanted, overlapping_targets);
  Stamping stamping(graph, current);
  for (const auto& place : places) stamping.to(place);
  return std::move(stamping).plan();
}

}  // namespace migrate
