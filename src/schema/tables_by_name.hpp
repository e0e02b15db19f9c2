// The tables of a schema, found by name at once: for passes that look up a parent for every foreign key of thousands
// of tables. The schema must outlive it and stay as it is.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "migrate/schema.hpp"

namespace migrate {

class TablesByName {
 public:
  explicit TablesByName(const Schema& schema) {
    tables_.reserve(schema.tables.size());
    for (const auto& table : schema.tables) tables_.emplace(key(table.name, table.schema), &table);
  }

  /// The table of exactly that name, the first if there are several; or null.
  const Table* find(std::string_view name, std::string_view in_schema) const {
    const auto found = tables_.find(key(name, in_schema));
    return found == tables_.end() ? nullptr : found->second;
  }

 private:
  static std::string key(std::string_view name, std::string_view in_schema) {
    return std::string(in_schema) + '\0' + std::string(name);
  }

  std::unordered_map<std::string, const Table*> tables_;
};

}  // namespace migrate
