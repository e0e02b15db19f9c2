// Revisions as the commands show them: the lines that Alembic's users know, and JSON.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "src/base/json.hpp"
#include "src/base/output.hpp"
#include "src/revisions/graph.hpp"

namespace migrate {

/// "2f27635c7609, add users table", or the id alone where there is no message.
std::string title_of(const Revision& revision);

/// "2f27635c7609 (billing) (head)": id, branch labels, marks. `current` are the rows of the version table.
std::string marked_id(const Graph& graph, const Revision& revision, const Paint& paint = {},
                      const std::set<std::string>& current = {});

/// A line of the history: "89c47970162c -> 2f27635c7609 (head), add users table".
std::string history_line(const Graph& graph, const Revision& revision, const Paint& paint = {},
                         const std::set<std::string>& current = {});

/// The lines of a revision's header: "revision       2f27635c7609 (head)" and so on.
std::string header_lines(const Graph& graph, const Revision& revision, const Paint& paint,
                         const std::set<std::string>& current = {});

/// {revision, down_revisions, depends_on, branch_labels, message, created, file, base, head}
Json revision_json(const Graph& graph, const Revision& revision);

/// "2f27635c7609 (head)", several joined by commas; "base" where there is none. An unknown row is shown as it is.
std::string place_text(const Graph& graph, const std::vector<std::string>& heads);

/// The command that applies everything: "`migrate upgrade head`", or heads where there are several. `added` is a
/// revision that was just written and is not in the graph yet.
std::string upgrade_hint(const Graph& graph, const Revision* added = nullptr);

}  // namespace migrate
