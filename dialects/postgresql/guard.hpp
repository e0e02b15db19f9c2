// Guards: queries that must find no row before a change that the rows may not allow. Where they do, the rows are shown,
// which PostgreSQL itself does not do. They run before the table is locked, and read it once.
#pragma once

#include <string>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate::postgresql {

/// `value`: what the column will hold, over the rows as they are.
Statement no_nulls(const TableName& table, const std::string& column, const std::string& value);
/// A new column allows no NULL, and nothing fills it.
Statement no_rows(const TableName& table, const std::string& column);
Statement no_violations(const TableName& table, const Check& check);
/// `only`: see only_own. `what`: "unique uq_hero_name". Nothing to ask, and an empty text, where an expression has a
/// collation of its own.
Statement no_duplicates(const TableName& table, const std::string& only, const std::vector<IndexColumn>& columns,
                        const std::string& where, bool nulls_not_distinct, const std::string& what);
/// The key names its target columns. `only_child`, `only_parent`: see only_own.
Statement no_orphans(const TableName& table, const std::string& only_child, const std::string& only_parent,
                     const ForeignKey& key);
/// `lossy`: the rows whose value of the column would not survive the change to `type`.
Statement no_losses(const TableName& table, const std::string& column, const std::string& type,
                    const std::string& lossy, const std::string& proposal);
/// Rows that have one of these values of an enum. `array`: the column holds lists of them.
Statement no_removed_values(const TableName& table, const std::string& column, bool array, const std::string& type,
                            const std::vector<std::string>& values);

}  // namespace migrate::postgresql
