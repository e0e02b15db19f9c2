// Two schemas to the operations that make one of the other.
//
// The result is deterministic and in an order that runs: renames first; new tables, parents before children; then the
// changes of each table together, so that SQLite rebuilds it once; then the foreign keys that had to wait; dropped
// tables last, children before parents. The way back is the inverse, last first.
#pragma once

#include <string>
#include <vector>

#include "src/operations/operation.hpp"
#include "src/schema/equivalence.hpp"
#include "src/schema/naming.hpp"

namespace migrate {

/// `current` is the catalog, `wanted` the metadata as the dialect adapted it. What the model leaves unnamed is matched
/// by content with whatever name the database has, and created with a name from `naming`.
std::vector<Operation> compare(const Schema& current, const Schema& wanted, const Equivalence& rules,
                               const NamingTemplates& naming);

/// Pairs of a dropped and an added column that may well be a rename, in words with the hint to write.
std::vector<std::string> possible_renames(const std::vector<Operation>& operations);

}  // namespace migrate
