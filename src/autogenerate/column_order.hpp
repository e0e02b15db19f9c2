// What hangs on what inside a table: constraints and indexes on columns, generated columns on those that they read; and
// from that, in which order columns go, change and come.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "src/operations/operation.hpp"

namespace migrate {

/// How the database finds a name: Equivalence::key.
using NameKey = std::function<std::string(std::string_view)>;

/// Whether the expression of a generated column reads the column.
bool reads(const Column& generated, std::string_view column, const NameKey& key);

/// Whether an index or a constraint is on one of the columns (given by their keys), or an expression of it reads one.
bool is_on(const Index& index, const std::set<std::string>& columns, const NameKey& key);
bool is_on(const PrimaryKey& primary_key, const std::set<std::string>& columns, const NameKey& key);
bool is_on(const Unique& unique, const std::set<std::string>& columns, const NameKey& key);
bool is_on(const ForeignKey& foreign_key, const std::set<std::string>& columns, const NameKey& key);
bool is_on(const Check& check, const std::set<std::string>& columns, const NameKey& key);
bool is_on(const Exclusion& exclusion, const std::set<std::string>& columns, const NameKey& key);
/// Whether any of the table's is on the column.
bool has_dependents(const Table& table, const Column& column, const NameKey& key);

/// The same DropColumn, AlterColumn (both with their definitions) and AddColumn of one table in an order in which a
/// database takes them, and takes them back in the opposite one.
std::vector<Operation> in_order_of_need(std::vector<Operation> changes, const NameKey& key);

}  // namespace migrate
