// Asks, before the first of many operations runs, all that can be asked then: the catalog about what stands in their
// way, the operations themselves about what cannot be done, and the rows about NULLs, duplicates and orphans. Where
// nothing can be rolled back, a run that would stop half-way is so refused before it begins; and who writes a revision
// hears at once what an upgrade would refuse.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "dialects/surroundings.hpp"
#include "src/base/error.hpp"

namespace migrate {

/// An operation of one of the lists, both from 0.
struct OperationPlace {
  std::size_t list = 0, operation = 0;
  bool operator==(const OperationPlace&) const = default;
};

struct RefusedOperation {
  OperationPlace place{};
  DatabaseError why;
};

/// A question about rows that something before its operation may give another answer to: it is asked right before it.
struct AskedLater {
  OperationPlace place{};
  std::string question{};  ///< "is hero.age NULL anywhere?"
  std::string why{};
};

struct Answers {
  std::vector<RefusedOperation> refused{};  ///< in the order in which the operations run
  std::vector<AskedLater> later{};
  /// Of the lists as one. What SQL before its operation may have put out of the way is not among those that are
  /// refused.
  std::vector<CatalogFinding> findings{};
};

/// The lists run one after the other. Reads only.
Answers ask_before(const Dialect& dialect, Connection& connection, std::span<const std::span<const Operation>> lists);

}  // namespace migrate
