// Foreign keys around a change of type: both ends of one change, one after the other, and in between it could not
// stand. It is dropped before the first and put back behind the last.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

struct HeldKeys {
  std::vector<Statement> before, behind;
  std::size_t operations = 0;  ///< of the list, those that stand between
  std::set<std::string> gone;  ///< their names
};

/// Looks at the type changes among the first `run` operations, which are on one table. Throws DatabaseError where the
/// other end of a foreign key does not change with its column. `gone`: foreign keys that somebody else takes away.
std::optional<HeldKeys> around_held_keys(Connection& connection, std::size_t run, std::span<const Operation> operations,
                                         const std::set<std::string>& gone);

}  // namespace migrate::postgresql
