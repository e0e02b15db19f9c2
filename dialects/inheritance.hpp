// What a comparison also asks a dialect whose tables inherit from each other or are parts of one another: an
// Equivalence that knows of such tables is an Inheritance as well. Others never have one.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate {

class Inheritance {
 public:
  virtual ~Inheritance() = default;

  /// Options of a table or of a foreign key of it, of which some name columns, when a column of the table is renamed.
  virtual Options options_after_rename(Options options, const std::string& from, const std::string& to) const = 0;
  /// Options of a table, of which some name tables above it, when one of these is renamed.
  virtual Options options_after_parent_rename(Options options, const TableName& from, const std::string& to) const = 0;
  /// Both tables with what they have from others and may say again, of which the catalog and the models need not say
  /// the same; none where that is nothing. `current_schema` is what `current` is of.
  virtual std::optional<std::pair<Table, Table>> with_inherited(const Schema& current_schema, const Table& current,
                                                                const Table& wanted) const = 0;
};

}  // namespace migrate
