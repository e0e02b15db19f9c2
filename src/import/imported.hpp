// A revision of another tool on its way to a file of ours.
#pragma once

#include <string>
#include <vector>

#include "src/revisions/files.hpp"

namespace migrate {

struct ImportedRevision {
  Revision revision;  ///< `file` is the one that it was read from
  SqlSections sections;
  /// Why the file that is written is marked as incomplete, as the end of a sentence; empty: it is complete.
  std::string incomplete;
};

/// What was read, and what a person has to know of it.
struct Import {
  std::vector<ImportedRevision> revisions;  ///< parents before children where the other tool has an order
  std::vector<std::string> notes;
};

}  // namespace migrate
