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

std::string what_is_left(const Place& place, const Aftermath& aftermath) {
  const auto& id = place.step->revision->id;
  const auto at = "the database is at " + heads_text(aftermath.heads);
  if (!place.in_the_open) return fmt::format("rolled back: {}; {}", id, at);
  return fmt::format(
      "half done, since it runs without a transaction: {} of the {} of {} are done and stay; {}; the next run goes on "
      "from there",
      place.kept, count_of(place.step->operations.size(), "operation"), id, at);
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
  const auto again = fmt::format("run 'migrate {}' again", aftermath.command);
  const auto first = !cause.hint.empty() ? cause.hint
                     : locked            ? ""
                                         : "correct " + step.revision->file.filename().string();
  RevisionFailed out(
      fmt::format("the {} of {} failed {}: {}", to_string(step.movement), label(*step.revision), at, cause.what()),
      first.empty() ? again : first + ", then " + again, where);
  if (const auto* database = dynamic_cast<const DatabaseError*>(&cause)) {
    out.statement = database->statement;
    out.sqlstate = database->sqlstate;
  }
  if (out.statement.empty() && place.working) out.statement = place.statement;

  out.details = cause.details;
  if (!out.statement.empty()) out.details.push_back("statement: " + shortened(out.statement));
  out.details.push_back(aftermath.applied.empty()
                            ? "done before it in this run: nothing"
                            : "done before it in this run, and kept: " + join(aftermath.applied, ", "));
  out.details.push_back(what_is_left(place, aftermath));

  out.revision = step.revision->id;
  out.movement = step.movement;
  out.operation = place.working ? place.done + 1 : 0;
  out.operations = step.operations.size();
  out.applied = aftermath.applied;
  out.heads = aftermath.heads;
  out.rolled_back = !place.in_the_open;
  out.locked = locked;
  return out;
}

}  // namespace migrate
