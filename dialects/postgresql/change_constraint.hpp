// Constraints and indexes on tables that have rows: with a guard that shows those that break them, and without reading
// the rows again where only the catalog's word about them changes.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>

#include "dialects/connection.hpp"
#include "dialects/postgresql/alter_table.hpp"

namespace migrate::postgresql {

/// `table`: as the catalog has it.
void add_constraint(Connection& connection, const TableName& table, TableUnit& unit, const PrimaryKey& key);
void add_constraint(Connection& connection, const TableName& table, TableUnit& unit, const Unique& unique);
void add_constraint(Connection& connection, const TableName& table, TableUnit& unit, const Check& check);
void add_constraint(Connection& connection, const TableName& table, TableUnit& unit, const ForeignKey& key);
void add_constraint(Connection& connection, const TableName& table, TableUnit& unit, const Exclusion& exclusion);

/// A drop and a creation of one constraint that differ only in what ALTER TABLE changes in place: NOT VALID, which is
/// validated, and when a foreign key is checked.
struct ValidatedPairs {
  std::set<std::size_t> drops;                 ///< operations that are not done
  std::map<std::size_t, std::string> creates;  ///< and the clause that is done in place of these
};
ValidatedPairs validated_pairs(std::span<const Operation> operations);

/// The index under the name that it has, or gets.
Index with_name(const TableName& table, Index index);

}  // namespace migrate::postgresql
