// The way back: an operation's inverse, from what the operation carries.
#pragma once

#include <span>
#include <string>
#include <variant>
#include <vector>

#include "src/operations/operation.hpp"

namespace migrate {

/// Why there is no inverse, with the operation it is about.
struct NoWayBack {
  std::size_t operation = 0;  ///< counted from 0
  std::string reason;         ///< "execute has no inverse", "drop_column names the column only"
  std::string remedy;         ///< what to write to have one
};

/// The inverse of one operation; where it has none, `operation` of the result is 0.
std::variant<Operation, NoWayBack> invert(const Operation& operation);

/// The inverses of a list, last first; or the first operation (in running order) that has none.
std::variant<std::vector<Operation>, NoWayBack> invert(std::span<const Operation> operations);

}  // namespace migrate
