// Targets: how a person says where a database is to go. `[LABEL@][NAME][+N|-N]`, where NAME is head, heads, base, a
// revision's id, a branch label, or the beginning of one (four characters or more, and only one thing begins so).
//
// Here a text becomes revisions of a graph. What a move to them does stands in plan.hpp. All errors are GraphErrors
// that name the candidates or the nearest right name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/revisions/graph.hpp"

namespace migrate {

/// A target taken apart, and nothing looked up.
struct Target {
  std::string text;           ///< as it was typed, for messages
  std::string branch;         ///< what stands before the @; empty: none
  std::string name;           ///< empty in "+2" and "left@-1": relative to where the database is
  std::optional<int> offset;  ///< what stands behind the name
};

/// A name that the graph knows as it stands is never split: a label may end in "-2".
Target parse_target(const Graph& graph, std::string_view text);

/// What a target names, without a database to be relative to: nothing for base, several for "heads".
Revisions resolve_all(const Graph& graph, std::string_view text);
/// Throws where the target of a downgrade names no revision; what it is counted from is not asked.
void require_downgrade_target(const Graph& graph, std::string_view text);
/// The same for one revision; null for base. Several heads are an error.
const Revision* resolve(const Graph& graph, std::string_view text);
/// The revision that a branch is named by: the one that declares the label, or one of that id.
const Revision& resolve_branch(const Graph& graph, std::string_view name);

/// The rows of the version table as revisions, each once. A row that is none of the revisions is an error.
Revisions current_revisions(const Graph& graph, const std::vector<std::string>& rows);

/// What a step beyond the base or a head is: an error, or the end of the walk.
enum class Beyond { refuse, stop };

/// Where an upgrade from `current` goes to; empty for base.
Revisions upgrade_target(const Graph& graph, const Revisions& current, std::string_view text,
                         Beyond beyond = Beyond::refuse);

/// Where a downgrade goes to, and the branch it keeps to.
struct DowngradeTarget {
  const Revision* revision = nullptr;  ///< null: base
  const Revision* branch = nullptr;    ///< null: whatever stands above the revision
};
DowngradeTarget downgrade_target(const Graph& graph, const Revisions& current, std::string_view text,
                                 Beyond beyond = Beyond::refuse);

}  // namespace migrate
