// What is said about a target that cannot be: the errors of target.cpp and plan.cpp in one place, so that their words
// agree. Each has its code, lists the candidates or the nearest name, and tells the ways out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/revisions/graph.hpp"

namespace migrate {

struct Target;

/// "2f27635c7609 (billing): add invoices", for lists under a message.
std::string described(const Revision& revision);

GraphError bad_target(std::string_view text, std::string_view problem);
GraphError no_such_revision(const Graph& graph, std::string_view name, bool too_short);
GraphError no_such_branch(const Graph& graph, std::string_view name);
GraphError ambiguous_prefix(std::string_view prefix, const Revisions& candidates);
GraphError revision_not_in_branch(const Graph& graph, const Revision& revision, std::string_view label,
                                  const Revision& branch);
GraphError multiple_heads(const Graph& graph, std::string_view text, const Revisions& heads);
GraphError unknown_current(const std::vector<std::string>& rows);

/// A walk that met the end after `done` steps.
GraphError too_far(const Target& target, int done);
/// A walk that met several ways at `at`, after `done` steps.
GraphError ambiguous_walk(const Target& target, const Revision* at, const Revisions& candidates, int done);
/// "1" where "-1" or "+1" was meant.
GraphError steps_without_sign(std::string_view number, char sign);
GraphError ambiguous_current(const Target& target, const Revisions& current);
GraphError nothing_applied(const Target& target);
GraphError wrong_way(const Target& target, std::string_view rule, std::string_view command);

GraphError overlapping_targets(const Revision& lower, const Revision& upper);
GraphError overlapping_rows(const Revision& lower, const Revision& upper);
GraphError not_an_ancestor(const Revision& lower, const Revisions& upper);
GraphError already_behind(std::string_view text, const Revision* target);
GraphError no_way_down(std::string_view text, const Revision& branch);
/// `applied`: the target is, and nothing that comes after it.
GraphError not_below(std::string_view text, const Revisions& current, bool applied);

}  // namespace migrate
