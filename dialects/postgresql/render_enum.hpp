// Changes of enum types. Values are added and renamed where they stand; one that goes, or another order, takes a new
// type: the columns are converted to it by their text, and what mentions the old type is put back as it was.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

std::vector<Statement> create_enum(const Enum& type);
std::vector<Statement> alter_enum(Connection& connection, const AlterEnum& operation);
std::vector<Statement> drop_enum(Connection& connection, const DropEnum& operation);

/// Whether a value that the operation adds is mentioned by what comes after it: PostgreSQL does not let a new value be
/// used in the transaction that has added it (https://www.postgresql.org/docs/current/sql-altertype.html).
bool new_value_is_used(const AlterEnum& operation, std::span<const Operation> rest);

/// The values that the type has in the database, in order.
std::vector<std::string> values_now(Connection& connection, const Enum& type);

}  // namespace migrate::postgresql
