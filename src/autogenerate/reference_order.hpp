// Tables in an order in which they can be created: parents before children, otherwise as they came.
#pragma once

#include <vector>

#include "migrate/schema.hpp"
#include "src/schema/equivalence.hpp"

namespace migrate {

/// In a cycle the table that came first is first. Linear in tables and foreign keys, and no recursion: chains of
/// thousands of tables are real.
std::vector<const Table*> in_reference_order(const std::vector<Table>& tables, const Equivalence& rules);

}  // namespace migrate
