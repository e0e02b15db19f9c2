#include "src/engine/place.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/text.hpp"
#include "src/operations/describe.hpp"

namespace migrate {
namespace {

/// "operation 2 of 3 (add column hero.age)"; several that are done in one go are named together.
std::string operation_text(const Place& place) {
  const auto& operations = place.step->operations;
  const auto first = place.done;
  const auto last = std::min(first + place.together, operations.size()) - 1;
  auto out =
      first == last ? fmt::format("operation {}", first + 1) : fmt::format("operations {} to {}", first + 1, last + 1);
  out += fmt::format(" of {} ({}", operations.size(), describe(operations[first]));
  return out + (first == last ? ")" : ", …)");
}

/// A long statement (a bulk insert, a trigger) is cut; the file has it whole.
std::string shortened(std::string statement) {
  constexpr std::size_t most = 600;
  if (statement.size() <= most) return statement;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(statement[end]) & 0xC0) == 0x80) --end;  // never inside a character
  return statement.substr(0, end) + " …";
}

std::string heads_text(const std::vector<std::string>& heads) { return heads.empty() ? "base" : join(heads, ", "); }

/// The steps of which nothing is left; none where the failed one had no transaction around it.
std::vector<std::string> undone_steps(const Place& place) {
  if (place.in_the_open || place.in_doubt) return {};
  auto undone = place.undone;
  const auto& id = place.step->revision->id;
  if (undone.empty() || undone.back() != id) undone.push_back(id);
  return undone;
}

std::string what_is_left(const Place& place, const Aftermath& aftermath) {
  const auto& id = place.step->revision->id;
  const auto at = "the database is at " + heads_text(aftermath.heads);
  if (place.in_doubt) {
    return fmt::format(
        "whether {} was committed is not known, since the connection was lost at that moment: 'migrate "
        "current' tells",
        place.undone.empty() ? id : join(place.undone, ", "));
  }
  if (!place.in_the_open) return fmt::format("rolled back: {}; {}", join(undone_steps(place), ", "), at);
  if (place.kept == 0 && place.statements_kept == 0) return fmt::format("nothing of {} is done; {}", id, at);
  auto done = fmt::format("{} of the {} of {} are done and stay", place.kept,
                          count_of(place.step->operations.size(), "operation"), id);
  if (place.statements_kept > 0) {
    if (place.kept == 0) done.clear();
    done += fmt::format("{}of operation {}, {} of its {} {}", place.kept == 0 ? "" : ", and ", place.kept + 1,
                        place.statements_kept, count_of(place.statements, "statement"),
                        place.statements_kept == 1 ? "is done and stays" : "are done and stay");
  }
  return fmt::format("half done, since it runs without a transaction: {}; {}; the next run goes on from there", done,
                     at);
}

/// A hint and what comes after it: a server's own ends with a full stop, ours do not.
std::string followed_by(std::string_view hint, const std::string& next) {
  hint = trim(hint);
  const bool sentence = hint.ends_with('.') || hint.ends_with('!') || hint.ends_with('?');
  return fmt::format("{}{} {}", hint, sentence ? " Then" : "; then", next);
}

/// Whether what is to be made is there, in a database that no revision was applied to.
bool made_by_another(const Error& cause, const Place& place, const Aftermath& aftermath) {
  return aftermath.heads.empty() && place.step->movement == Movement::upgrade && !place.half_done &&
         place.statements_kept == 0 && place.kept == 0 &&
         std::string_view(cause.what()).find("already exists") != std::string_view::npos;
}

/// How what stays of a half-done revision is taken back; empty where nothing does.
std::string way_back_text(const Place& place, const Aftermath& aftermath) {
  if (!place.in_the_open || (place.kept == 0 && place.statements_kept == 0)) return {};
  if (place.statements_kept > 0)
    return fmt::format("; or take back by hand what is done, and `migrate stamp --purge {}` forgets it",
                       aftermath.heads.empty() ? "base" : join(aftermath.heads, " "));
  const bool up = place.step->movement == Movement::upgrade;
  return fmt::format("; or `migrate {}` takes back what is done",
                     up ? "downgrade -1" : "upgrade " + place.step->revision->id);
}

/// What to do, then the command to type. A hint that already says to begin again needs no second word on it; without
/// one, the file can only be at fault where a statement of it was running.
std::string next_step(const Error& cause, const Place& place, const Aftermath& aftermath) {
  const auto again = fmt::format("run 'migrate {}' again", aftermath.command);
  if (made_by_another(cause, place, aftermath)) {
    return "the database has tables and no version: if it has the schema of a revision already, `migrate stamp REV` "
           "says so ('head': that of the newest); then " +
           again;
  }
  if (cause.hint.find("again") != cause.hint.npos) return cause.hint;
  if (!cause.hint.empty()) return followed_by(cause.hint, again);
  if (dynamic_cast<const LockError*>(&cause) || !place.working) return again;
  return fmt::format("correct {}, or what it met in the database; then {}",
                     place.step->revision->file.filename().string(), again);
}

}  // namespace

RevisionFailed failure(const Error& cause, const Place& place, const Aftermath& aftermath) {
  const auto& step = *place.step;
  const bool begun = place.working || place.done > 0;
  const auto at = place.working ? "at " + operation_text(place) : std::string(begun ? "at its end" : "to begin");
  auto where = cause.where;
  if (where.file.empty()) where = place.where;
  if (where.file.empty() && place.working) where = step.operations[place.done].where;
  if (where.file.empty()) where.file = step.revision->file.string();

  const bool locked = dynamic_cast<const LockError*>(&cause) != nullptr;
  RevisionFailed out(
      fmt::format("the {} of {} failed {}: {}", to_string(step.movement), label(*step.revision), at, cause.what()),
      next_step(cause, place, aftermath) + way_back_text(place, aftermath), where);
  if (const auto* database = dynamic_cast<const DatabaseError*>(&cause)) {
    out.statement = database->statement;
    out.sqlstate = database->sqlstate;
  }
  if (out.statement.empty() && place.working) out.statement = place.statement;

  out.details = cause.details;
  if (!out.statement.empty()) out.details.push_back("statement: " + shortened(out.statement));
  if (place.half_done) {
    out.details.emplace_back("the statement has done a part of its work, which stays; the next run begins it anew");
  }
  if (!aftermath.applied.empty()) {
    out.details.push_back("done before it in this run, and kept: " + join(aftermath.applied, ", "));
  } else {
    out.details.emplace_back(place.undone.empty() ? "done before it in this run: nothing"
                                                  : "the run was one transaction: nothing of it stays");
  }
  out.details.push_back(what_is_left(place, aftermath));

  out.revision = step.revision->id;
  out.movement = step.movement;
  out.operation = place.working ? place.done + 1 : 0;
  out.operations = step.operations.size();
  out.applied = aftermath.applied;
  out.undone = undone_steps(place);
  out.heads = aftermath.heads;
  out.rolled_back = !place.in_the_open && !place.in_doubt;
  out.locked = locked;
  return out;
}

}  // namespace migrate
