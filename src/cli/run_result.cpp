#include "src/cli/run_result.hpp"

#include <fmt/format.h>

#include "src/base/text.hpp"
#include "src/cli/revision_text.hpp"
#include "src/revisions/plan_range.hpp"

namespace migrate {

void refuse_ranges(std::string_view command, const std::vector<std::string>& targets) {
  for (const auto& target : targets) {
    const auto ends = split_range(target);
    if (!ends) continue;
    const auto to = ends->to.empty() ? std::string("head") : ends->to;
    throw UsageError("'" + target + "' is a range, and only a script takes one",
                     fmt::format("`migrate {0} {1} --sql` writes that script; `migrate {0} {2}` goes on from where the "
                                 "database is",
                                 command, target, to));
  }
}

std::vector<std::string> tell_edited(Session& session, Engine& engine) {
  std::vector<std::string> edited;
  try {
    for (const auto& item : engine.status(true).revisions) {
      if (item.edited) edited.push_back(item.revision->id);
    }
  } catch (const RevisionError& error) {
    session.out().warning("whether applied revisions were edited cannot be told: " + to_string(error.where) + ": " +
                          error.what());
  }
  if (!edited.empty()) {
    session.out().warning(join(edited, ", ") + (edited.size() == 1 ? " was" : " were") +
                          " edited after being applied: the database has what the files said then; put them back, and "
                          "make the change in a new revision");
  }
  return edited;
}

void tell_result(Session& session, const EngineResult& result, std::string_view done,
                 const std::vector<std::string>& edited) {
  if (session.json()) session.data(result_json(result).set("edited", edited));
  const auto place = place_text(session.graph(), result.after);
  auto& out = session.out();
  if (!result.revisions.empty()) {
    out.info(fmt::format("{} {}; the database is at {}", done, count_of(result.revisions.size(), "revision"), place));
  } else if (result.done_by_another) {
    out.info("nothing left to do: another migration did it meanwhile; the database is at " + place);
  } else {
    out.info("nothing to do: the database is at " + place);
  }
  if (result.revisions.empty()) tell_interrupted(session, session.engine(Absent::error).interrupted());
}

std::string interrupted_text(const JournalEntry& entry) {
  auto out = fmt::format("the {} of {} stopped half-way", to_string(entry.movement), entry.revision);
  std::vector<std::string> done;
  if (entry.operation > 0) done.push_back(count_of(static_cast<std::size_t>(entry.operation), "operation"));
  if (const auto statements = statements_done(entry)) {
    done.push_back(fmt::format("{} of operation {}", count_of(statements, "statement"), entry.operation + 1));
  }
  return out + (done.empty() ? ", at its first statement" : ", after " + join(done, " and "));
}

void tell_interrupted(Session& session, const std::vector<JournalEntry>& interrupted) {
  for (const auto& entry : interrupted) {
    session.out().warning(interrupted_text(entry) + "; " + interrupted_remedy(entry));
  }
}

Json result_json(const EngineResult& result) {
  auto out = Json::object().set("before", result.before).set("after", result.after);
  return out.set("revisions", result.revisions).set("done_by_another", result.done_by_another);
}

}  // namespace migrate
