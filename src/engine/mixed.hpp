// Revisions that change rows and schema, where a schema change cannot be rolled back: the database commits each of
// them, and with it the rows that were changed before. The journal goes on after a failure, but nothing takes back what
// stands by then; in two revisions each is one thing that happens or does not.
#pragma once

#include <optional>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate {

/// The first change of each kind.
struct Mixed {
  Where rows{}, schema{};
};

/// None where the database rolls both back, or where the operations are of one kind. Rows that an operation of the
/// schema itself fills (`backfill`, `using`) are a part of it. Asks no server.
std::optional<Mixed> mixes_rows_and_schema(const Dialect& dialect, const std::vector<Operation>& operations);

}  // namespace migrate
