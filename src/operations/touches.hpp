// What an operation touches: the tables, and where it can be told the columns. Two branches that touch the same thing
// were written without knowing of each other, and whoever merges them has to look.
#pragma once

#include <string>
#include <vector>

#include "src/operations/operation.hpp"

namespace migrate {

struct Touch {
  TableName table;
  std::string column;  ///< empty: the table as a whole, or something of it that has no columns of its own

  bool operator==(const Touch&) const = default;
};

/// Both names of what is renamed. Nothing for enums, sequences and schemas, and nothing for SQL and data steps, which
/// are not looked into.
std::vector<Touch> touches(const Operation& operation);

/// Whether an operation is text or code that may touch anything.
bool may_touch_anything(const Operation& operation);

}  // namespace migrate
