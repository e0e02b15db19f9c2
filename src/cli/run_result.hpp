// What upgrade, downgrade and stamp say when they are through.
#pragma once

#include <memory>
#include <string_view>

#include "src/base/interrupt.hpp"
#include "src/cli/session.hpp"

namespace migrate {

/// Only a script has a beginning of its own: refuses "FROM:TO" where the database says from where.
void refuse_ranges(std::string_view command, const std::vector<std::string>& targets);

/// The applied revisions whose files no longer say what they said then, in order; they are told as a warning. Where a
/// file cannot be read that is told instead.
/// So are those that never ran, unless they are to run now.
std::vector<std::string> tell_edited(Session& session, Engine& engine, bool expects_missing);
/// Of revisions that were put below applied ones: what they are, and what to do.
std::string missing_text(const std::string& revisions);
std::string missing_remedy(const std::vector<std::string>& heads);

/// `done` is "applied" or "took back". Says what was done and where the database is now. `edited` is what tell_edited
/// gave before it was done.
void tell_result(Session& session, const EngineResult& result, std::string_view done,
                 const std::vector<std::string>& edited);

/// While it lives, SIGINT and SIGTERM end the statement that runs; what it belongs to is rolled back, and told.
std::unique_ptr<InterruptWatch> ending_by_signal(Session& session);

/// "the upgrade of 2f27 stopped half-way, after 1 operation"
std::string interrupted_text(const JournalEntry& entry);
/// Warns of runs that stopped half-way, with what to do about each.
void tell_interrupted(Session& session, const std::vector<JournalEntry>& interrupted);

/// {before, after, forgotten, accepted, without_effect, revisions, done_by_another}
Json result_json(const EngineResult& result);

}  // namespace migrate
