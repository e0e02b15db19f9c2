#include "src/revisions/heads.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/revisions/target.hpp"

namespace migrate {

Revisions sharing_lineage(const Graph& graph, const Revisions& candidates, const Revisions& against,
                          Graph::Edges edges) {
  const auto below = graph.ancestors(against, edges);
  const auto above = graph.descendants(against, edges);
  Revisions result;
  for (const auto* candidate : candidates) {
    const auto index = graph.index(*candidate);
    if (below[index] || above[index]) result.push_back(candidate);
  }
  return result;
}

Revisions bases_of(const Graph& graph, std::string_view text) {
  const auto target = parse_target(graph, text);
  auto against = resolve_all(graph, text);
  if (!target.branch.empty()) against.push_back(&resolve_branch(graph, target.branch));
  return against.empty() ? graph.bases() : sharing_lineage(graph, graph.bases(), against);
}

Revisions current_heads(const Graph& graph, const std::vector<std::string>& rows) {
  const auto applied = graph.ancestors(current_revisions(graph, rows), Graph::Edges::all);
  Revisions result;
  for (Graph::Index i = 0; i < graph.size(); ++i) {
    const auto& children = graph.links(i).children;
    if (applied[i] && std::ranges::none_of(children, [&](auto child) { return applied[child]; })) {
      result.push_back(&graph[i]);
    }
  }
  return result;
}

bool at_heads(const Graph& graph, const std::vector<std::string>& rows) {
  return current_heads(graph, rows) == graph.heads();
}

NewRevisionLinks links_of_new_revision(const Graph& graph, const std::vector<std::string>& parents, bool splice,
                                       const std::vector<std::string>& depends_on) {
  NewRevisionLinks links;
  for (const auto& text : parents) {
    // A merge of all heads is to leave one, also where a head has no row of its own because another depends on it.
    for (const auto* parent : text == "heads" ? graph.heads() : resolve_all(graph, text)) {
      if (std::ranges::find(links.down_revisions, parent->id) != links.down_revisions.end()) {
        throw GraphError("duplicate_parents", fmt::format("the parent {} is named twice", parent->id),
                         "name each parent once");
      }
      if (!splice && !graph.links(*parent).children.empty()) {
        throw GraphError("not_a_head_needs_splice", fmt::format("revision {} is not a head", parent->id),
                         "--splice begins a new branch there");
      }
      links.down_revisions.push_back(parent->id);
    }
  }
  for (const auto& name : depends_on) {
    if (graph.labelled(name)) {
      links.depends_on.push_back(name);
    } else if (const auto* revision = resolve(graph, name)) {
      links.depends_on.push_back(revision->id);
    } else {
      throw GraphError("no_such_revision", fmt::format("'{}' is no revision that another one could depend on", name),
                       "name a revision or a branch label; 'migrate history' lists them");
    }
  }
  return links;
}

}  // namespace migrate
