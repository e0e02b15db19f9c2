// A plan after the wait for the lock: another process may have done some of it, all of it, or something else.
//
// What the plan was to bring about stays what it was, whatever the target's text would mean now: ten processes that
// each say "upgrade +1" bring one revision.
#pragma once

#include <string>
#include <vector>

#include "src/revisions/plan.hpp"

namespace migrate {

/// The revisions of an upgrade plan that no other one of it needs.
Revisions tips(const Graph& graph, const Plan& plan);

/// What is left to do of `plan`, for a database that now has `rows`. Throws LockError where a downgrade can no longer
/// be done as it was planned: somebody has built upon what it was to take away.
Plan replan(const Graph& graph, const Plan& plan, const std::vector<std::string>& rows);

}  // namespace migrate
