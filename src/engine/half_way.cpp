#include "src/engine/half_way.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/operations/describe.hpp"
#include "src/operations/invert.hpp"
#include "src/revisions/plan.hpp"
#include "src/revisions/target.hpp"

namespace migrate {
namespace {

Movement other_way(Movement movement) {
  return movement == Movement::upgrade ? Movement::downgrade : Movement::upgrade;
}

}  // namespace

std::vector<HalfDone> half_done(const Graph& graph, const std::vector<JournalEntry>& journal,
                                const std::vector<std::string>& rows, Movement movement) {
  std::vector<HalfDone> out;
  const auto applied = graph.ancestors(current_revisions(graph, rows), Graph::Edges::all);
  for (const auto& entry : interrupted_runs(journal)) {
    const auto* revision = graph.find(entry.revision);
    if (!revision) continue;
    // an upgrade of what is applied, or a downgrade of what is not, is itself on the way back
    const bool is_there = applied[graph.index(*revision)],
               goes_back = is_there == (entry.movement == Movement::upgrade);
    const auto stopped = goes_back ? other_way(entry.movement) : entry.movement;
    const HalfDone half{revision, stopped};
    if (stopped != movement && row_of(half, journal)) out.push_back(half);
  }
  return out;
}

std::vector<std::string> rows_with(const Graph& graph, const std::vector<HalfDone>& half,
                                   const std::vector<std::string>& rows) {
  if (half.empty()) return rows;
  auto out = rows;
  VersionRows versions(graph, current_revisions(graph, rows));
  for (const auto& one : half) {
    out = rows_after(
        out, one.movement == Movement::upgrade ? versions.upgrade(*one.revision) : versions.downgrade(*one.revision));
  }
  return out;
}

const JournalEntry* row_of(const HalfDone& half, const std::vector<JournalEntry>& journal) {
  const auto is_it = [&](const JournalEntry& entry) {
    return entry.revision == half.revision->id && entry.movement == half.movement && entry.finished_at.empty();
  };
  const auto found = std::find_if(journal.rbegin(), journal.rend(), is_it);
  return found == journal.rend() ? nullptr : &*found;
}

PreparedStep back_from_done(const PreparedStep& stopped, std::size_t done) {
  auto inverted = invert(std::span<const Operation>(stopped.operations).first(done));
  if (const auto* why = std::get_if<NoWayBack>(&inverted)) {
    const auto& operation = stopped.operations[why->operation];
    auto where = operation.where;
    if (where.file.empty()) where.file = stopped.revision->file.string();
    throw RevisionError(
        fmt::format("what the {} of {} has done cannot be taken back: operation {} ({}): {}",
                    to_string(stopped.movement), label(*stopped.revision), why->operation + 1, describe(operation),
                    why->reason),
        fmt::format("run `migrate {} {}` again, which goes on from there; or take it back by hand, and let `migrate "
                    "stamp --purge` say where the database then is",
                    to_string(stopped.movement),
                    stopped.movement == Movement::upgrade ? stopped.revision->id : stopped.revision->id + "-1"),
        where);
  }
  PreparedStep step;
  step.revision = stopped.revision;
  step.movement = other_way(stopped.movement);
  step.checksum = stopped.checksum;
  step.operations = std::move(std::get<std::vector<Operation>>(inverted));
  return step;
}

}  // namespace migrate
