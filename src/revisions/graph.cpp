#include "src/revisions/graph.hpp"

#include <algorithm>

#include "src/revisions/graph_order.hpp"

namespace migrate {
namespace {

bool is_listed(const Graph::List& list, Graph::Index index) { return std::ranges::find(list, index) != list.end(); }

}  // namespace

void add_missing(Revisions& to, const Revisions& more) {
  for (const auto* revision : more) {
    if (std::ranges::find(to, revision) == to.end()) to.push_back(revision);
  }
}

std::vector<std::string> ids(const Revisions& revisions) {
  std::vector<std::string> result;
  result.reserve(revisions.size());
  for (const auto* revision : revisions) result.push_back(revision->id);
  return result;
}

Graph::Graph(std::vector<Revision> revisions) : revisions_(in_order(std::move(revisions))) {
  link();
  normalize_dependencies();
  spread_labels();
}

void Graph::link() {
  links_.resize(size());
  by_id_.reserve(size());
  for (Index i = 0; i < size(); ++i) {
    by_id_.emplace(revisions_[i].id, i);
    for (const auto& label : revisions_[i].branch_labels) by_label_.emplace(label, i);
  }
  for (Index i = 0; i < size(); ++i) {
    auto& own = links_[i];
    for (const auto& id : revisions_[i].down_revisions) {
      const Index parent = by_id_.at(id);
      own.parents.push_back(parent);
      links_[parent].children.push_back(i);
      links_[parent].dependants.push_back(i);
    }
    for (const auto& name : revisions_[i].depends_on) {
      const auto found = by_id_.find(name);
      const Index dependency = found != by_id_.end() ? found->second : by_label_.at(name);
      if (is_listed(own.dependencies, dependency)) continue;
      own.dependencies.push_back(dependency);
      if (!is_listed(own.parents, dependency)) links_[dependency].dependants.push_back(i);
    }
  }
}

/// Whether an ancestor by lineage has this dependency too. Nothing below the first revision that has it needs a look.
bool Graph::inherits(Index index, Index dependency) const {
  const auto has = [&](Index other) { return is_listed(links_[other].dependencies, dependency); };
  const Index first = *std::ranges::find_if(links_[dependency].dependants, has);
  Marks seen(size());
  List waiting = links_[index].parents;
  while (!waiting.empty()) {
    const Index next = waiting.back();
    waiting.pop_back();
    if (next < first || seen[next]) continue;
    if (has(next)) return true;
    seen[next] = true;
    waiting.insert(waiting.end(), links_[next].parents.begin(), links_[next].parents.end());
  }
  return false;
}

void Graph::normalize_dependencies() {
  for (Index i = 0; i < size(); ++i) {
    auto& own = links_[i];
    own.needs = own.parents;
    for (const Index dependency : own.dependencies) {
      if (!is_listed(own.needs, dependency) && !inherits(i, dependency)) own.needs.push_back(dependency);
    }
  }
}

void Graph::spread_labels() {
  labels_.resize(size());
  if (by_label_.empty()) return;
  const auto joined = [](const Labels& a, const Labels& b) {
    if (!a || a == b) return b;
    if (!b) return a;
    std::vector<std::string> both;
    std::ranges::set_union(*a, *b, std::back_inserter(both));
    return std::make_shared<const std::vector<std::string>>(std::move(both));
  };
  std::vector<Labels> own(size());
  for (Index i = 0; i < size(); ++i) {
    if (!revisions_[i].branch_labels.empty()) {
      auto sorted = revisions_[i].branch_labels;
      std::ranges::sort(sorted);
      own[i] = std::make_shared<const std::vector<std::string>>(std::move(sorted));
    }
    for (const Index parent : links_[i].parents) labels_[i] = joined(labels_[i], labels_[parent]);
    labels_[i] = joined(labels_[i], own[i]);
  }
  // From the head down, as long as there is one way only: the labels found so far belong to what is below them too.
  std::vector<Labels> above(size());
  Marks open(size());
  for (Index i = static_cast<Index>(size()); i-- > 0;) {
    const auto& links = links_[i];
    const bool head = links.children.empty();
    if (links.dependants.size() > 1 || links.parents.size() > 1 || (!head && !open[links.children.front()])) continue;
    open[i] = true;
    above[i] = joined(own[i], head ? Labels() : above[links.children.front()]);
    labels_[i] = joined(labels_[i], above[i]);
  }
}

const std::vector<std::string>& Graph::labels(const Revision& revision) const {
  static const std::vector<std::string> none;
  const auto& found = labels_[index(revision)];
  return found ? *found : none;
}

const Revision* Graph::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &revisions_[found->second];
}

const Revision* Graph::labelled(std::string_view label) const {
  const auto found = by_label_.find(label);
  return found == by_label_.end() ? nullptr : &revisions_[found->second];
}

template <class Predicate>
Revisions Graph::where(Predicate predicate) const {
  Revisions result;
  for (Index i = 0; i < size(); ++i) {
    if (predicate(links_[i])) result.push_back(&revisions_[i]);
  }
  return result;
}

Revisions Graph::heads() const {
  return where([](const Links& links) { return links.children.empty(); });
}
Revisions Graph::effective_heads() const {
  return where([](const Links& links) { return links.dependants.empty(); });
}
Revisions Graph::bases() const {
  return where([](const Links& links) { return links.parents.empty(); });
}
Revisions Graph::effective_bases() const {
  return where([](const Links& links) { return links.parents.empty() && links.dependencies.empty(); });
}
Revisions Graph::branch_points() const {
  return where([](const Links& links) { return links.children.size() > 1; });
}
Revisions Graph::merge_points() const {
  return where([](const Links& links) { return links.parents.size() > 1; });
}

Revisions Graph::at(const List& indices) const {
  Revisions result;
  for (const Index index : indices) result.push_back(&revisions_[index]);
  return result;
}

Revisions Graph::at(const Marks& marks) const {
  Revisions result;
  for (Index i = 0; i < size(); ++i) {
    if (marks[i]) result.push_back(&revisions_[i]);
  }
  return result;
}

template <class Follow>
Graph::Marks Graph::reach(const Revisions& from, Follow follow) const {
  Marks seen(size());
  List waiting;
  for (const auto* revision : from) waiting.push_back(index(*revision));
  while (!waiting.empty()) {
    const Index next = waiting.back();
    waiting.pop_back();
    if (seen[next]) continue;
    seen[next] = true;
    follow(next, waiting);
  }
  return seen;
}

Graph::Marks Graph::ancestors(const Revisions& from, Edges edges) const {
  return reach(from, [&](Index at, List& waiting) {
    const auto& links = links_[at];
    const auto& below = edges == Edges::all ? links.needs : links.parents;
    waiting.insert(waiting.end(), below.begin(), below.end());
  });
}

Graph::Marks Graph::descendants(const Revisions& from, Edges edges) const {
  return reach(from, [&](Index at, List& waiting) {
    const auto& links = links_[at];
    const auto& above = edges == Edges::all ? links.dependants : links.children;
    waiting.insert(waiting.end(), above.begin(), above.end());
  });
}

std::vector<std::string> Graph::names() const {
  std::vector<std::string> result = ids(at(Marks(size(), true)));
  for (const auto& revision : revisions_) {
    result.insert(result.end(), revision.branch_labels.begin(), revision.branch_labels.end());
  }
  return result;
}

}  // namespace migrate
