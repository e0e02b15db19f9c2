// What operations take away from under objects that name it: tables and columns that go, get another name or another
// type. Said in the names that the catalog has before the first of them, whatever was renamed on the way, so that it
// can be looked up there.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "src/operations/operation.hpp"

namespace migrate {

struct CatalogChange {
  enum class Kind { drop_table, rename_table, drop_column, rename_column, retype_column };
  Kind kind;
  std::size_t operation;  ///< which one of the list it belongs to, from 0
  TableName table;        ///< as the catalog has it
  std::string column{};   ///< as the catalog has it; empty: the table as a whole

  bool operator==(const CatalogChange&) const = default;
};

/// In their order. Nothing of tables and columns that the list itself creates. A generated column whose expression
/// changes is dropped and made again in some databases: it counts as retyped.
std::vector<CatalogChange> catalog_changes(std::span<const Operation> operations);

}  // namespace migrate
