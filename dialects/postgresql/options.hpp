// The options that PostgreSQL alone has, by the things they belong to, and when two sets of them are the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate::postgresql {

enum class OptionPlace { table, column, key, index, foreign_key, check };

/// Takes the options of other dialects away. Returns what is wrong with those that are left; empty where nothing is.
std::string keep_own_options(Options& options, OptionPlace place);

/// Whether the option is there and true.
bool has_flag(const Options& options, const std::string& key);

/// Of a column: how its values are stored.
bool is_storage_of_column(std::string_view key);

/// Whether they say the same: a flag that is false is one that is not said, and numbers may be texts. Where an index is
/// and its storage parameters are only asked where the models say them. What the catalog holds of an index that is not
/// valid is never what is wanted.
bool same_options(const Options& current, const Options& wanted);

/// What a table is a partition of, or inherits from.
std::vector<TableName> parents_of(const Table& table);
/// Writes the name of one of them otherwise.
void rename_parent(Options& options, const TableName& from, const std::string& to);

}  // namespace migrate::postgresql
