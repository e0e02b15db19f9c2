// Where in a plan a run is, and what that means in words when it fails there.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/base/error.hpp"
#include "src/engine/prepare.hpp"

namespace migrate {

struct Place {
  const PreparedStep* step = nullptr;
  bool working = false;             ///< at an operation; otherwise before the first or after the last of them
  std::size_t done = 0;             ///< operations behind it
  std::size_t together = 1;         ///< how many are being done in one go
  std::size_t kept = 0;             ///< operations that a failure now would not take back
  bool in_doubt = false;            ///< the connection was lost during COMMIT: it may or may not have happened
  bool in_the_open = false;         ///< the step has no transaction around it
  std::size_t statements_kept = 0;  ///< of the operation at hand, those that a failure would not take back
  std::size_t statements = 0;       ///< how many it has
  bool half_done = false;           ///< the statement failed, and the catalog is not as it was before it
  std::vector<std::string> undone;  ///< steps before it that share its transaction, and go with it
  std::string statement;
  Where where;
};

/// What a failure leaves behind.
struct Aftermath {
  std::vector<std::string> applied;  ///< steps of this run that stay
  std::vector<std::string> heads;
  std::string command;  ///< "upgrade head"
};

RevisionFailed failure(const Error& cause, const Place& place, const Aftermath& aftermath);

}  // namespace migrate
