#include "src/revisions/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "src/base/text.hpp"
#include "src/revisions/heads.hpp"
#include "src/revisions/target_errors.hpp"
#include "src/revisions/version.hpp"

namespace migrate {
namespace {

/// Alembic's messages promise this much; less is too easily something else ("downgrade 1" for "downgrade -1").
constexpr std::size_t shortest_prefix = 4;
constexpr int furthest = 1'000'000'000;

bool is_known(const Graph& graph, std::string_view name) {
  return name == "head" || name == "heads" || name == "base" || graph.find(name) || graph.labelled(name);
}

const Revision* exact(const Graph& graph, std::string_view name) {
  const auto* revision = graph.find(name);
  return revision ? revision : graph.labelled(name);
}

Revisions beginning_with(const Graph& graph, std::string_view prefix) {
  const auto begins = [&](const std::string& name) { return std::string_view(name).starts_with(prefix); };
  Revisions result;
  for (const auto& revision : graph.revisions()) {
    if (begins(revision.id) || std::ranges::any_of(revision.branch_labels, begins)) result.push_back(&revision);
  }
  return result;
}

const Revision& by_prefix(const Graph& graph, const std::string& name, const Revision* branch) {
  auto found = name.size() < shortest_prefix ? Revisions() : beginning_with(graph, name);
  if (branch) found = sharing_lineage(graph, found, {branch});
  if (found.empty()) throw no_such_revision(graph, name, name.size() < shortest_prefix);
  if (found.size() > 1) throw ambiguous_prefix(name, found);
  return *found.front();
}

/// The revision that has the version as its id as the tool writes it that it was imported from: 1.6.0 is 1.6.
const Revision* by_version(const Graph& graph, const std::string& name) {
  const auto version = plain_version(name);
  if (version.empty()) return nullptr;
  const Revision* found = nullptr;
  for (const auto& revision : graph.revisions()) {
    if (plain_version(revision.id) != version) continue;
    if (found) return nullptr;
    found = &revision;
  }
  return found;
}

const Revision& named(const Graph& graph, const Target& target, const Revision* branch) {
  const auto* found = exact(graph, target.name);
  if (!found) found = by_version(graph, target.name);
  const Revision& revision = found ? *found : by_prefix(graph, target.name, branch);
  if (branch && sharing_lineage(graph, {&revision}, {branch}).empty()) {
    throw revision_not_in_branch(graph, revision, target.branch, *branch);
  }
  return revision;
}

/// What the name of a target says, without its offset.
Revisions all_named(const Graph& graph, const Target& target, const Revision* branch) {
  if (target.name == "base") return {};
  if (target.name == "heads" && !branch) return graph.effective_heads();
  if (target.name != "head" && target.name != "heads") return {&named(graph, target, branch)};
  auto heads = branch ? sharing_lineage(graph, graph.heads(), {branch}) : graph.heads();
  if (target.name == "head" && heads.size() > 1) throw multiple_heads(graph, target.text, heads);
  return heads;
}

const Revision* one_named(const Graph& graph, const Target& target, const Revision* branch) {
  const auto found = all_named(graph, target, branch);
  if (found.size() > 1) throw multiple_heads(graph, target.text, found);
  return found.empty() ? nullptr : found.front();
}

const Revision* branch_of(const Graph& graph, const Target& target) {
  return target.branch.empty() ? nullptr : &resolve_branch(graph, target.branch);
}

/// "1" is a number of steps without its sign: no id may be shortened so far.
void refuse_bare_number(const Graph& graph, const Target& target, char sign) {
  const bool number = !target.name.empty() && target.name.find_first_not_of("0123456789") == target.name.npos;
  if (!number || target.offset || !target.branch.empty() || target.name.size() >= shortest_prefix) return;
  if (!is_known(graph, target.name) && !by_version(graph, target.name)) throw steps_without_sign(target.name, sign);
}

/// Follows children up (of one branch, where one is given) or parents down. Null is the base at both ends.
class Walk {
 public:
  Walk(const Graph& graph, const Target& target, const Revision* branch, Beyond beyond)
      : graph_(graph), target_(target), branch_(branch), beyond_(beyond) {}

  const Revision* operator()(const Revision* start) const {
    const int steps = *target_.offset;
    const Revision* at = start;
    for (int done = 0; done < std::abs(steps); ++done) {
      if (steps < 0 ? at == nullptr : above(at).empty()) {
        if (beyond_ == Beyond::stop) return at;
        throw too_far(target_, done);
      }
      const auto next = steps < 0 ? graph_.parents(*at) : above(at);
      if (next.size() > 1) throw ambiguous_walk(target_, at, next, done);
      at = next.empty() ? nullptr : next.front();
    }
    return at;
  }

 private:
  Revisions above(const Revision* at) const {
    const auto children = at ? graph_.children(*at) : graph_.bases();
    return branch_ ? sharing_lineage(graph_, children, {branch_}) : children;
  }

  const Graph& graph_;
  const Target& target_;
  const Revision* branch_;
  Beyond beyond_;
};

/// Where "LABEL@+N" starts on a branch that no row is on: the newest applied revisions that lie on its way.
Revisions tips_towards(const Graph& graph, const Revisions& current, const Revision& branch) {
  const auto active = graph.at(graph.ancestors(current, Graph::Edges::all));
  const auto on_branch = sharing_lineage(graph, active, {&branch});
  Graph::Marks needed(graph.size());
  for (const auto* revision : on_branch) {
    for (const auto index : graph.links(*revision).needs) needed[index] = true;
  }
  Revisions tips;
  std::ranges::copy_if(on_branch, std::back_inserter(tips),
                       [&](const Revision* revision) { return !needed[graph.index(*revision)]; });
  return tips;
}

const Revision* only(const Target& target, const Revisions& starts) {
  if (starts.size() > 1) throw ambiguous_current(target, starts);
  return starts.empty() ? nullptr : starts.front();
}

}  // namespace

Target parse_target(const Graph& graph, std::string_view text) {
  Target target{.text = std::string(text), .branch = {}, .name = {}, .offset = {}};
  auto rest = text;
  if (const auto at = text.find('@'); at != text.npos) {
    target.branch = text.substr(0, at);
    rest = text.substr(at + 1);
    if (target.branch.empty()) throw bad_target(text, "names no branch before the '@'");
  }
  const auto sign = rest.find_last_not_of("0123456789");
  if (!is_known(graph, rest) && sign != rest.npos && sign + 1 < rest.size() &&
      (rest[sign] == '+' || rest[sign] == '-')) {
    int distance = furthest;
    std::from_chars(rest.data() + sign + 1, rest.data() + rest.size(), distance);
    target.offset = (rest[sign] == '-' ? -1 : 1) * std::min(distance, furthest);
    rest = rest.substr(0, sign);
  } else if (rest.empty()) {
    throw bad_target(text, "names no revision");
  }
  target.name = rest;
  return target;
}

const Revision& resolve_branch(const Graph& graph, std::string_view name) {
  if (const auto* found = exact(graph, name)) return *found;
  const auto found = name.size() < shortest_prefix ? Revisions() : beginning_with(graph, name);
  if (found.empty()) throw no_such_branch(graph, name);
  if (found.size() > 1) throw ambiguous_prefix(name, found);
  return *found.front();
}

Revisions resolve_all(const Graph& graph, std::string_view text) {
  const auto target = parse_target(graph, text);
  const auto* branch = branch_of(graph, target);
  if (!target.offset) return all_named(graph, target, branch);
  if (target.name.empty()) throw bad_target(text, "says how far to go, and not from where");
  const auto* found = Walk(graph, target, branch, Beyond::refuse)(one_named(graph, target, branch));
  return found ? Revisions{found} : Revisions{};
}

void require_downgrade_target(const Graph& graph, std::string_view text) {
  const auto target = parse_target(graph, text);
  refuse_bare_number(graph, target, '-');
  if (!target.name.empty()) resolve_all(graph, text);
}

const Revision* resolve(const Graph& graph, std::string_view text) {
  const auto found = resolve_all(graph, text);
  if (found.size() > 1) throw multiple_heads(graph, std::string(text), found);
  return found.empty() ? nullptr : found.front();
}

Revisions current_revisions(const Graph& graph, const std::vector<std::string>& rows) {
  Revisions result;
  std::vector<std::string> unknown;
  for (const auto& row : rows) {
    const auto* revision = graph.find(row);
    if (!revision) {
      unknown.push_back(row);
    } else if (std::ranges::find(result, revision) == result.end()) {
      result.push_back(revision);
    }
  }
  if (!unknown.empty()) throw unknown_current(unknown);
  return result;
}

Revisions upgrade_target(const Graph& graph, const Revisions& current, std::string_view text, Beyond beyond) {
  const auto target = parse_target(graph, text);
  refuse_bare_number(graph, target, '+');
  const auto* branch = branch_of(graph, target);
  if (!target.offset) return all_named(graph, target, branch);
  const Revision* start = nullptr;
  if (!target.name.empty()) {
    start = one_named(graph, target, branch);
  } else {
    if (*target.offset <= 0) throw wrong_way(target, "an upgrade goes up", "downgrade");
    auto starts = branch ? sharing_lineage(graph, current, {branch}) : current;
    if (branch && starts.empty()) starts = tips_towards(graph, current, *branch);
    start = only(target, starts);
  }
  const auto* found = Walk(graph, target, branch, beyond)(start);
  return found ? Revisions{found} : Revisions{};
}

DowngradeTarget downgrade_target(const Graph& graph, const Revisions& current, std::string_view text, Beyond beyond) {
  const auto target = parse_target(graph, text);
  refuse_bare_number(graph, target, '-');
  const auto* branch = branch_of(graph, target);
  if (!target.offset) return {one_named(graph, target, branch), branch};
  if (!target.name.empty()) return {Walk(graph, target, branch, beyond)(one_named(graph, target, branch)), branch};
  if (*target.offset >= 0) throw wrong_way(target, "a downgrade goes down", "upgrade");
  auto starts = branch ? sharing_lineage(graph, current, {branch}) : current;
  if (branch && starts.empty()) starts = sharing_lineage(graph, current_heads(graph, ids(current)), {branch});
  const auto* start = only(target, starts);
  if (!start) throw nothing_applied(target);
  return {Walk(graph, target, branch, beyond)(start), branch ? branch : start};
}

}  // namespace migrate
