// Queries that must find no row before a change runs: the rows that a new constraint would be refused for, shown before
// anything has changed, where the server would name the first of them at best.
#pragma once

#include <string>
#include <vector>

#include "dialects/dialect.hpp"
#include "src/operations/catalog_changes.hpp"

namespace migrate::mysql {

Statement guard_not_null(const TableName& table, const std::string& column);
/// A new column without a value for the rows that exist: the server would write zeros and empty strings.
Statement guard_no_rows(const TableName& table, const Column& column);
/// For a unique key, index or primary key over plain columns.
Statement guard_unique(const TableName& table, const std::vector<IndexColumn>& columns, const std::string& name);
Statement guard_check(const TableName& table, const Check& check);
Statement guard_foreign_key(const TableName& table, const ForeignKey& key);
/// Rows whose text is no JSON.
Statement guard_json(const TableName& table, const std::string& column);
/// Rows that have one of the values that an enum or set loses.
Statement guard_values(const TableName& table, const std::string& column, const std::vector<std::string>& lost,
                       bool is_set);
/// Views and triggers that name what the change takes away, for a script, which can ask no server beforehand
/// (refuse_to_break). `what`: "drop column hero.age".
Statement guard_users(const CatalogChange& change, const std::string& what);
Statement guard_empty_database(const std::string& name);

}  // namespace migrate::mysql
