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

std::vector<std::string> tell_edited(Session& session, Engine& engine, bool expects_missing) {
  std::vector<std::string> edited, missing;
  try {
    for (const auto& item : engine.status(true).revisions) {
      if (item.edited) edited.push_back(item.revision->id);
      if (item.missing && !expects_missing) missing.push_back(item.revision->id);
    }
  } catch (const RevisionError& error) {
    session.out().warning("whether applied revisions were edited cannot be told: " + to_string(error.where) + ": " +
                          error.what());
  }
  if (!edited.empty()) {
    session.out().warning(join(edited, ", ") + (edited.size() == 1 ? " was" : " were") +
                          " edited after being applied: the database has what the files said then; put them back, and "
                          "make the change in a new revision; or `migrate stamp " +
                          join(engine.current(), " ") + "` accepts the files as they are");
  }
  if (!missing.empty())
    session.out().warning(missing_text(join(missing, ", ")) + "; " + missing_remedy(engine.current()));
  return edited;
}

std::string missing_text(const std::string& revisions) {
  return revisions + " stands below applied revisions, and never ran on this database";
}

std::string missing_remedy(const std::vector<std::string>& heads) {
  return "`migrate upgrade --missing` runs it; `migrate stamp " + join(heads, " ") + "` says that it is not wanted";
}

void tell_result(Session& session, const EngineResult& result, std::string_view done,
                 const std::vector<std::string>& edited) {
  if (session.json()) session.data(result_json(result).set("edited", edited));
  const auto place = place_text(session.graph(), result.after);
  auto& out = session.out();
  if (!result.without_effect.empty()) {
    out.warning("there is nothing for " + std::string(session.dialect().name()) + " in " +
                join(result.without_effect, ", "));
  }
  if (!result.revisions.empty()) {
    out.info(fmt::format("{} {}; the database is at {}", done, count_of(result.revisions.size(), "revision"), place));
  } else if (result.done_by_another) {
    out.info("nothing left to do: another migration did it meanwhile; the database is at " + place);
  } else {
    out.info("nothing to do: the database is at " + place);
  }
  if (result.revisions.empty()) tell_interrupted(session, session.engine(Absent::error).interrupted());
}

std::unique_ptr<InterruptWatch> ending_by_signal(Session& session) {
  auto& connection = session.connection(Absent::create);
  return std::make_unique<InterruptWatch>([&] {
    session.out().warning(
        fmt::format("{}: ending what runs; once more ends migrate at once", interrupting_signal_name()));
    connection.cancel();
  });
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
  out.set("forgotten", result.forgotten).set("accepted", result.accepted).set("without_effect", result.without_effect);
  return out.set("revisions", result.revisions).set("done_by_another", result.done_by_another);
}

}  // namespace migrate
