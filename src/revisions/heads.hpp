// Questions about branches: who is of one lineage, where a database stands on each branch, whether that is the top,
// and what a new revision is to follow.
#pragma once

#include <string>
#include <vector>

#include "src/revisions/graph.hpp"

namespace migrate {

/// Those of the candidates that are an ancestor or a descendant of one of `against`, or are it.
Revisions sharing_lineage(const Graph& graph, const Revisions& candidates, const Revisions& against,
                          Graph::Edges edges = Graph::Edges::lineage);

/// The bases below a target such as "LABEL@base"; all of them for "base".
Revisions bases_of(const Graph& graph, std::string_view text);

/// The newest applied revision of every branch: the rows of the version table, and what they imply through
/// dependencies. Throws GraphError for a row that is none of the revisions.
Revisions current_heads(const Graph& graph, const std::vector<std::string>& rows);

/// Whether every head is applied. A head that another one depends on has no row of its own, and counts.
bool at_heads(const Graph& graph, const std::vector<std::string>& rows);

/// What is written into the file of a new revision.
struct NewRevisionLinks {
  std::vector<std::string> down_revisions;
  std::vector<std::string> depends_on;  ///< ids in full; a branch label stays one
};

/// `parents` are targets: "head", "base", "heads" (a merge of all), ids, LABEL@head. A parent that is no head is
/// refused unless `splice` says that a new branch is meant. Throws GraphError.
NewRevisionLinks links_of_new_revision(const Graph& graph, const std::vector<std::string>& parents, bool splice,
                                       const std::vector<std::string>& depends_on);

}  // namespace migrate
