#include "src/revisions/plan_range.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/revisions/heads.hpp"
#include "src/revisions/plan_sets.hpp"
#include "src/revisions/target_errors.hpp"

namespace migrate {
namespace {

using Edges = Graph::Edges;

Revisions newest_first(const Graph& graph, const Graph::Marks& marks) {
  auto result = graph.at(marks);
  std::ranges::reverse(result);
  return result;
}

Graph::Marks between(const Graph& graph, const Range& range, const Revisions& upper, const Revisions& lower) {
  refuse_overlap(graph, upper, overlapping_targets);
  const auto required = graph.ancestors(upper, Edges::all);
  for (const auto* revision : lower) {
    if (!range.implicit_base && !required[graph.index(*revision)]) throw not_an_ancestor(*revision, upper);
  }
  refuse_overlap(graph, lower, overlapping_targets);
  const auto below = graph.ancestors(lower, Edges::all);
  const bool only_above = !lower.empty() && !range.implicit_base;
  const auto above = only_above ? graph.descendants(lower, Edges::lineage) : Graph::Marks();
  Graph::Marks result(graph.size());
  for (Graph::Index i = 0; i < graph.size(); ++i) {
    result[i] = required[i] && !below[i] && (!only_above || above[i]);
  }
  if (range.inclusive) {
    for (const auto* revision : lower) result[graph.index(*revision)] = true;
  }
  return result;
}

/// Of "LABEL@REV:heads" only the heads of that branch are meant. An id before the @ stands for the branch it is on.
Revisions on_branch(const Graph& graph, const Revisions& upper, const std::string& name) {
  const Revision& branch = resolve_branch(graph, name);
  const auto& labels = graph.labels(branch);
  const auto label = graph.labelled(name) ? name : labels.size() == 1 ? labels.front() : std::string();
  auto result = sharing_lineage(graph, upper, {&branch});
  for (const auto* revision : upper) {
    if (!label.empty() && std::ranges::binary_search(graph.labels(*revision), label)) add_missing(result, {revision});
  }
  return result;
}

/// "-2:REV": so far below each revision of the upper end.
Graph::Marks counted_down(const Graph& graph, const Range& range, const Target& lower) {
  Revisions upper;
  for (const auto& text : range.upper) add_missing(upper, upgrade_target(graph, {}, text, range.beyond));
  if (!lower.branch.empty()) upper = sharing_lineage(graph, upper, {&resolve_branch(graph, lower.branch)});
  Graph::Marks result(graph.size());
  for (const auto* head : upper) {
    const auto* start = downgrade_target(graph, {head}, lower.text, range.beyond).revision;
    const auto part = between(graph, range, {head}, start ? Revisions{start} : Revisions{});
    for (Graph::Index i = 0; i < graph.size(); ++i) result[i] = result[i] || part[i];
  }
  return result;
}

}  // namespace

std::optional<Ends> split_range(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  if (text.find(':', colon + 1) != text.npos) {
    throw GraphError("bad_range_syntax", fmt::format("the range '{}' holds more than one ':'", text),
                     "a range is FROM:TO, FROM: or :TO");
  }
  return Ends{std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

Revisions revisions_between(const Graph& graph, const Range& range) {
  Revisions lower, upper;
  std::optional<Target> only;
  if (range.lower.size() == 1) only = parse_target(graph, range.lower.front());
  if (only && only->name.empty()) return newest_first(graph, counted_down(graph, range, *only));
  for (const auto& text : range.lower) add_missing(lower, resolve_all(graph, text));
  for (const auto& text : range.upper) add_missing(upper, upgrade_target(graph, lower, text, range.beyond));
  if (only && !only->branch.empty()) upper = on_branch(graph, upper, only->branch);
  return newest_first(graph, between(graph, range, upper, lower));
}

Revisions revisions_undone(const Graph& graph, const Range& range) {
  Revisions upper;
  for (const auto& text : range.upper) add_missing(upper, resolve_all(graph, text));
  const auto text = range.lower.empty() ? std::string("base") : range.lower.front();
  const auto target = downgrade_target(graph, upper, text, range.beyond);
  auto undone = above_target(graph, upper, target, text, range.inclusive);
  if (range.implicit_base) {
    const auto active = graph.ancestors(upper, Edges::all);
    const auto kept = graph.ancestors(roots_above(graph, target, text, range.inclusive), Edges::all);
    for (Graph::Index i = 0; i < graph.size(); ++i) undone[i] = undone[i] || (active[i] && !kept[i]);
  }
  refuse_nothing(graph, undone, upper, target, text);
  return newest_first(graph, undone);
}

Revisions history(const Graph& graph, const std::vector<std::string>& rows, std::string_view text) {
  const auto ends = text.empty() ? Ends{} : split_range(text);
  if (!ends) {
    throw GraphError("bad_range_syntax", fmt::format("the range '{}' holds no ':'", text),
                     "a range is FROM:TO, FROM: or :TO");
  }
  const auto current = [&] { return ids(current_revisions(graph, rows)); };
  Range range{.lower = {}, .upper = {"heads"}, .inclusive = true, .beyond = Beyond::stop};
  if (!ends->from.empty()) range.lower = ends->from == "current" ? current() : std::vector{ends->from};
  if (!ends->to.empty()) range.upper = ends->to == "current" ? current() : std::vector{ends->to};
  return revisions_between(graph, range);
}

}  // namespace migrate
