// What upgrade, downgrade and stamp say when they are through.
#pragma once

#include <string_view>

#include "src/cli/session.hpp"

namespace migrate {

/// `done` is "applied" or "took back". Says what was done and where the database is now.
void tell_result(Session& session, const EngineResult& result, std::string_view done);

/// {before, after, revisions, done_by_another}
/// "the upgrade of 2f27 stopped half-way, after 1 operation"
std::string interrupted_text(const JournalEntry& entry);
/// What to do about it.
std::string interrupted_remedy(const JournalEntry& entry);
/// Warns of every run that stopped half-way. The session has its engine.
void tell_interrupted(Session& session, const std::vector<JournalEntry>& journal);

Json result_json(const EngineResult& result);

}  // namespace migrate
