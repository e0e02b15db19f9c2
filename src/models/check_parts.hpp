// What the files of check.hpp share: where problems are collected, and how things are named in them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/models/check.hpp"
#include "src/schema/tables_by_name.hpp"

namespace migrate {

/// One line each: `place: what is wrong`.
class Findings {
 public:
  void add(std::string_view place, std::string_view what) {
    lines.push_back(std::string(place) + ": " + std::string(what));
  }

  std::vector<std::string> lines;
};

inline std::string full_name(std::string_view schema, std::string_view name) {
  return schema.empty() ? std::string(name) : std::string(schema) + "." + std::string(name);
}
inline std::string full_name(const Table& table) { return full_name(table.schema, table.name); }

/// `the index`, `the index 'ix_hero_name'`
inline std::string described(std::string_view kind, std::string_view name) {
  return std::string(kind) + (name.empty() ? "" : " '" + std::string(name) + "'");
}

/// Whether the table also has columns of tables that it names in its options: a partition, or one that inherits.
bool has_columns_of_others(const Table& table);

const Column* find_column(const Table& table, std::string_view name);

/// Finds, or adds a problem with the nearest name; where the column may be another table's, there is none.
bool check_column_name(Findings& found, const Table& table, const std::string& what, const std::string& name);

/// Foreign keys: to what is there, of its type, to what identifies a row, with actions that the columns can take.
/// `tables` are those of the schema.
void check_foreign_keys(Findings& found, const Schema& schema, const TablesByName& tables, const Table& table,
                        Strictness strictness);

/// Relationships: each has its foreign key, and only one that can be meant.
void check_relationships(Findings& found, const Schema& schema, const Table& table);

}  // namespace migrate
