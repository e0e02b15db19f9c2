// What upgrade, downgrade and stamp say when they are through.
#pragma once

#include <string_view>

#include "src/cli/session.hpp"

namespace migrate {

/// `done` is "applied" or "took back". Says what was done and where the database is now.
void tell_result(Session& session, const EngineResult& result, std::string_view done);

/// "the upgrade of 2f27 stopped half-way, after 1 operation"
std::string interrupted_text(const JournalEntry& entry);
/// Warns of runs that stopped half-way, with what to do about each.
void tell_interrupted(Session& session, const std::vector<JournalEntry>& interrupted);

/// {before, after, revisions, done_by_another}
Json result_json(const EngineResult& result);

}  // namespace migrate
