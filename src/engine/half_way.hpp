// A revision that a run without a transaction left half done, and the way back from it. The move the other way takes
// back what is done, by the inverses of those operations, and moves no version: the version table never had it. The
// journal's row of that way back is an ordinary one, so that it too goes on where it was interrupted.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "src/engine/journal.hpp"
#include "src/engine/prepare.hpp"
#include "src/revisions/graph.hpp"

namespace migrate {

struct HalfDone {
  const Revision* revision = nullptr;
  Movement movement = Movement::upgrade;  ///< of the run that left it so
};

/// Of the interrupted runs, what a move into this direction would take back. `rows`: those of the version table.
std::vector<HalfDone> half_done(const Graph& graph, const std::vector<JournalEntry>& journal,
                                const std::vector<std::string>& rows, Movement movement);

/// The rows as if those runs had come to their end: a move is planned from there, and begins with what is half done.
std::vector<std::string> rows_with(const Graph& graph, const std::vector<HalfDone>& half,
                                   const std::vector<std::string>& rows);

/// The newest row of the run that left it so, which is not at its end. Null where there is none.
const JournalEntry* row_of(const HalfDone& half, const std::vector<JournalEntry>& journal);

/// A step that takes back the first `done` operations of `stopped`, and moves no version. Throws RevisionError where
/// one of them has no inverse.
PreparedStep back_from_done(const PreparedStep& stopped, std::size_t done);

}  // namespace migrate
