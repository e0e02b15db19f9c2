// Names for constraints and indexes that have none: every one that we create has a name, so that it can be dropped
// and changed on every database.
#pragma once

#include <string>

#include "migrate/schema.hpp"

namespace migrate {

/// Tokens: {table}, {columns} (of a check: those that its expression names), {referred} (the parent table).
struct NamingTemplates {
  std::string pk = "pk_{table}";
  std::string uq = "uq_{table}_{columns}";
  std::string ix = "ix_{table}_{columns}";
  std::string fk = "fk_{table}_{columns}_{referred}";
  std::string ck = "ck_{table}_{columns}";

  bool operator==(const NamingTemplates&) const = default;
};

/// Each gives the name of a thing of `table` that has none, or the name it has.
std::string name_of(const Table& table, const PrimaryKey& key, const NamingTemplates& templates);
std::string name_of(const Table& table, const Unique& unique, const NamingTemplates& templates);
std::string name_of(const Table& table, const Index& index, const NamingTemplates& templates);
std::string name_of(const Table& table, const ForeignKey& key, const NamingTemplates& templates);
std::string name_of(const Table& table, const Check& check, const NamingTemplates& templates);
std::string name_of(const Table& table, const Exclusion& exclusion, const NamingTemplates& templates);

/// Gives a name to everything in the table that has none. Where two would get the same, the later gets a number.
void name_all(Table& table, const NamingTemplates& templates);

}  // namespace migrate
