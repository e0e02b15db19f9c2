// A revision that failed: what the database said, set in the words a person needs who stands before a half-done
// upgrade. What was applied, what was not, why, where, and the next command.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/error.hpp"
#include "src/engine/journal.hpp"

namespace migrate {

class RevisionFailed : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
  std::string_view kind() const override { return locked ? "locked" : "database"; }

  std::string revision;
  Movement movement = Movement::upgrade;
  std::size_t operation = 0;  ///< which one failed, from 1; 0: none of them (begin, commit, version table)
  std::size_t operations = 0;
  std::vector<std::string> applied;  ///< the steps of this run that were done before, and stay
  std::vector<std::string> heads;    ///< where the database is now
  bool rolled_back = true;           ///< nothing of the failed revision is left
  bool locked = false;               ///< somebody else held the database: the same command may succeed later
};

}  // namespace migrate
