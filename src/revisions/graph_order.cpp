#include "src/revisions/graph_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>
#include <queue>
#include <span>
#include <tuple>
#include <unordered_map>

#include "src/base/text.hpp"
#include "src/revisions/graph.hpp"
#include "src/revisions/id.hpp"

namespace migrate {
namespace {

using Index = Graph::Index;
using List = Graph::List;

Where in_file(const Revision& revision) { return {revision.file.string()}; }

/// Times are UTC, so their text orders them, once the Z is out of the way of fractions of a second.
std::string_view moment(const Revision& revision) {
  std::string_view text = revision.created;
  if (text.ends_with('Z')) text.remove_suffix(1);
  return text;
}

bool older(const Revision& a, const Revision& b) {
  return std::tuple(moment(a), std::string_view(a.id), a.file.native()) <
         std::tuple(moment(b), std::string_view(b.id), b.file.native());
}

/// The revisions while it is not yet known whether they are a graph. Indices are places in `revisions`.
class Draft {
 public:
  explicit Draft(const std::vector<Revision>& revisions)
      : revisions_(revisions), below_(revisions.size()), parents_(revisions.size()) {
    by_id_.reserve(revisions.size());
    for (Index i = 0; i < revisions_.size(); ++i) add_id(i);
    for (Index i = 0; i < revisions_.size(); ++i) add_labels(i);
    for (Index i = 0; i < revisions_.size(); ++i) add_parents(i);
    for (Index i = 0; i < revisions_.size(); ++i) add_dependencies(i);
  }

  List order() const {
    List found = sorted(Graph::Edges::all);
    if (found.size() == revisions_.size()) return found;
    const List by_lineage = sorted(Graph::Edges::lineage);
    if (by_lineage.size() < revisions_.size()) refuse_cycle(Graph::Edges::lineage, by_lineage);
    refuse_cycle(Graph::Edges::all, found);
  }

 private:
  void add_id(Index index);
  void add_labels(Index index);
  void add_parents(Index index);
  void add_dependencies(Index index);
  [[noreturn]] void refuse_missing(const Revision& revision, const std::string& name, bool parent) const;
  [[noreturn]] void refuse_cycle(Graph::Edges edges, const List& sound) const;
  List sorted(Graph::Edges edges) const;
  std::span<const Index> below(Index index, Graph::Edges edges) const {
    const std::span<const Index> all = below_[index];
    return edges == Graph::Edges::all ? all : all.first(parents_[index]);
  }

  const std::vector<Revision>& revisions_;  ///< older ones first
  std::vector<List> below_;                 ///< of each the parents, then the dependencies
  std::vector<std::size_t> parents_;        ///< how many of those are parents
  std::unordered_map<std::string_view, Index> by_id_;
  std::unordered_map<std::string_view, Index> by_label_;
};

void Draft::add_id(Index index) {
  const Revision& revision = revisions_[index];
  if (const auto problem = id_problem(revision.id); !problem.empty()) {
    throw GraphError("illegal_revision_id", fmt::format("the revision id '{}' {}", revision.id, problem),
                     "use letters, digits, '_' and '.'", in_file(revision));
  }
  const auto [known, added] = by_id_.emplace(revision.id, index);
  if (added) return;
  const auto first = revisions_[known->second].file.string();
  throw GraphError("duplicate_revision_id",
                   first.empty() ? fmt::format("two revisions have the id {}", revision.id)
                                 : fmt::format("two files have the revision id {}: {} and {}", revision.id, first,
                                               revision.file.string()),
                   "remove one of them, or give it another id", in_file(revision));
}

void Draft::add_labels(Index index) {
  const Revision& revision = revisions_[index];
  for (const auto& label : revision.branch_labels) {
    if (const auto problem = label_problem(label); !problem.empty()) {
      throw GraphError("illegal_branch_label",
                       fmt::format("the branch label '{}' of revision {} {}", label, revision.id, problem),
                       "use letters, digits, '_', '.' and '-'", in_file(revision));
    }
    if (by_id_.contains(label)) {
      throw GraphError(
          "duplicate_branch_label",
          fmt::format("the branch label '{}' of revision {} is also the id of a revision", label, revision.id),
          "choose another label", in_file(revision));
    }
    const auto [known, added] = by_label_.emplace(label, index);
    if (added) continue;
    const Revision& first = revisions_[known->second];
    throw GraphError("duplicate_branch_label",
                     fmt::format("the branch label '{}' stands in revision {} and in revision {}{}", label, first.id,
                                 revision.id, first.file.empty() ? "" : " (" + first.file.string() + ")"),
                     "a branch carries its label from one revision on: remove the other", in_file(revision));
  }
}

void Draft::add_parents(Index index) {
  const Revision& revision = revisions_[index];
  for (const auto& name : revision.down_revisions) {
    if (name == revision.id) {
      throw GraphError("self_loop", fmt::format("revision {} names itself as its down_revision", revision.id), {},
                       in_file(revision));
    }
    const auto found = by_id_.find(name);
    if (found == by_id_.end()) refuse_missing(revision, name, true);
    if (std::ranges::find(below_[index], found->second) != below_[index].end()) {
      throw GraphError("duplicate_parents",
                       fmt::format("revision {} names {} twice in its down_revision", revision.id, name), {},
                       in_file(revision));
    }
    below_[index].push_back(found->second);
  }
  parents_[index] = below_[index].size();
}

void Draft::add_dependencies(Index index) {
  const Revision& revision = revisions_[index];
  for (const auto& name : revision.depends_on) {
    auto found = by_id_.find(name);
    if (found == by_id_.end()) {
      found = by_label_.find(name);
      if (found == by_label_.end()) refuse_missing(revision, name, false);
    }
    if (found->second == index) {
      throw GraphError("dependency_self_loop", fmt::format("revision {} depends on itself", revision.id), {},
                       in_file(revision));
    }
    if (std::ranges::find(below_[index], found->second) == below_[index].end()) {
      below_[index].push_back(found->second);
    }
  }
}

void Draft::refuse_missing(const Revision& revision, const std::string& name, bool parent) const {
  std::vector<std::string> known;
  for (const auto& [id, index] : by_id_) {
    if (id != revision.id) known.emplace_back(id);
  }
  if (!parent) {
    for (const auto& [label, index] : by_label_) known.emplace_back(label);
  }
  std::ranges::sort(known);
  throw GraphError("missing_parent_revision",
                   fmt::format("revision {} {} {}, which is not there{}", revision.id,
                               parent ? "comes after" : "depends on", name, did_you_mean(name, known)),
                   parent ? "bring the file of that revision back, or correct the down_revision"
                          : "bring that revision back, or correct the depends_on",
                   in_file(revision));
}

List Draft::sorted(Graph::Edges edges) const {
  std::vector<List> above(revisions_.size());
  std::vector<std::size_t> waiting_for(revisions_.size());
  std::priority_queue<Index, List, std::greater<>> ready;
  for (Index i = 0; i < revisions_.size(); ++i) {
    for (const Index lower : below(i, edges)) above[lower].push_back(i);
    waiting_for[i] = below(i, edges).size();
    if (waiting_for[i] == 0) ready.push(i);
  }
  List order;
  order.reserve(revisions_.size());
  while (!ready.empty()) {
    const Index next = ready.top();
    ready.pop();
    order.push_back(next);
    for (const Index higher : above[next]) {
      if (--waiting_for[higher] == 0) ready.push(higher);
    }
  }
  return order;
}

/// What cannot be sorted has something below it that cannot be either: going down there must come round.
void Draft::refuse_cycle(Graph::Edges edges, const List& sound) const {
  std::vector<bool> good(revisions_.size());
  for (const Index index : sound) good[index] = true;
  List path{static_cast<Index>(std::ranges::find(good, false) - good.begin())};
  std::vector<bool> seen(revisions_.size());
  while (!seen[path.back()]) {
    seen[path.back()] = true;
    const auto links = below(path.back(), edges);
    path.push_back(*std::ranges::find_if(links, [&](Index lower) { return !good[lower]; }));
  }
  path.erase(path.begin(), std::ranges::find(path, path.back()));

  std::vector<std::string> names;
  for (const Index index : path) names.push_back(revisions_[index].id);
  const bool lineage = edges == Graph::Edges::lineage;
  GraphError error(lineage ? "cycle" : "dependency_cycle",
                   fmt::format("the {} form a cycle: {}", lineage ? "revisions" : "dependencies", join(names, " → ")),
                   "one of these must not come after the next", in_file(revisions_[path.front()]));
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const auto parents = below(path[i], Graph::Edges::lineage);
    const bool parent = std::ranges::find(parents, path[i + 1]) != parents.end();
    const auto file = revisions_[path[i]].file.string();
    error.details.push_back(fmt::format("{}{} {} {}", names[i], file.empty() ? "" : " (" + file + ")",
                                        parent ? "comes after" : "depends on", names[i + 1]));
  }
  throw error;
}

/// The revisions at these places, in this order.
std::vector<Revision> taken(std::vector<Revision>& from, const List& places) {
  std::vector<Revision> result;
  result.reserve(from.size());
  for (const Index place : places) result.push_back(std::move(from[place]));
  return result;
}

}  // namespace

std::vector<Revision> in_order(std::vector<Revision> revisions) {
  // A revision is large: the places are sorted, and each revision moves twice.
  Graph::List by_age(revisions.size());
  std::iota(by_age.begin(), by_age.end(), 0);
  std::ranges::sort(by_age, [&](auto a, auto b) { return older(revisions[a], revisions[b]); });
  auto sorted = taken(revisions, by_age);
  return taken(sorted, Draft(sorted).order());
}

}  // namespace migrate
