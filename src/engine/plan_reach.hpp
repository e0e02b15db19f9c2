// What the operations of a plan may have changed on the way to one of them: whether a question that is about that one
// can be asked before the first runs. What is said as an operation is known; of SQL its words are looked at; a data
// step may change anything, as may what runs triggers.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "dialects/surroundings.hpp"

namespace migrate {

class PlanReach {
 public:
  /// `rules`: of the database as it is.
  PlanReach(const Dialect& dialect, RowRules rules) : dialect_(dialect), rules_(std::move(rules)) {}

  /// The operation runs before what is asked about from now on.
  void add(const Operation& operation);

  /// Why the answer to a query may be another one when these tables' operation comes; "" where it stays. `query` is
  /// asked of the tables as they are before the first operation. Nothing is there to ask of a table that is made on the
  /// way.
  std::string why_rows_may_change(std::span<const TableName> tables, std::string_view query) const;
  /// Whether the table is made on the way, and nobody writes rows into it.
  bool is_new_and_empty(const TableName& table) const;
  /// Whether what the operation meets in the catalog is now what it will be then.
  bool leaves_alone(const Operation& operation) const;
  /// Whether SQL before it may have dropped or changed an object of that name.
  bool may_change_object(const std::string& name) const;
  /// Whether SQL before it may have changed the schema of one of the tables; of none: of anything.
  bool may_change_schema(std::span<const TableName> tables) const;

 private:
  void add_sql(std::string_view text);
  void write(const std::string& table);
  void write_cascades();
  void anything(std::string why);

  const Dialect& dialect_;
  RowRules rules_;
  std::string anything_{};                         ///< why nothing can be told any more
  std::set<std::string> written_{}, in_schema_{};  ///< names, in lower case, in SQL about rows and about the schema
  bool sql_about_schema_ = false, about_types_ = false;
  std::set<std::string> made_{}, moved_{}, touched_{};       ///< tables: created; dropped or renamed; changed at all
  std::set<std::pair<std::string, std::string>> changed_{};  ///< columns, with their tables
};

}  // namespace migrate
