// What upgrade, downgrade and stamp say when they are through.
#pragma once

#include <string_view>

#include "src/cli/session.hpp"

namespace migrate {

/// `done` is "applied" or "took back". Says what was done and where the database is now.
void tell_result(Session& session, const EngineResult& result, std::string_view done);

/// {before, after, revisions, done_by_another}
Json result_json(const EngineResult& result);

}  // namespace migrate
