// SQL texts in one spelling, so that most of what models write is seen to be what PostgreSQL prints without asking it:
// `balance >= 0` and `(balance >= (0)::numeric)`, `name <> ''` and `((name)::text <> ''::text)`.
//
// Only what means the same whatever the rows are is brought together. Two texts that differ here may still mean the
// same: then the server is asked (probe.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "migrate/schema.hpp"

namespace migrate::postgresql {

/// `table` says which columns are texts; null: nothing is known.
std::string canonical_expression(std::string_view sql, const Table* table);

/// The default of a column of that type; `NULL` and no default are one, and empty.
std::string canonical_default(const std::optional<std::string>& sql, const Type& type);

}  // namespace migrate::postgresql
