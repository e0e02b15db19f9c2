#include "src/autogenerate/column_order.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "src/schema/expression.hpp"

namespace migrate {
namespace {

/// In turn. What comes is there before what goes, so that a data step between them can bring the values over; a column
/// that comes or changes as a generated one has all that it reads by then. One that begins to number itself comes last,
/// next to its key, which MySQL demands in the same statement.
enum class Turn { drop_generated, add, alter, number, generated, drop };

const Column* column_after(const Operation& operation) {
  if (const auto* add = std::get_if<AddColumn>(&operation.value)) return &add->column;
  const auto* alter = std::get_if<AlterColumn>(&operation.value);
  return alter ? &*alter->to : nullptr;
}

bool begins_to_number(const Operation& operation) {
  const auto* alter = std::get_if<AlterColumn>(&operation.value);
  return column_after(operation)->identity && !(alter && alter->from->identity);
}

/// Whether a generated column that changes has read it until then.
bool is_let_go_of_late(const Column& dropped, const std::vector<Operation>& changes, const NameKey& key) {
  return std::ranges::any_of(changes, [&](const Operation& operation) {
    const auto* alter = std::get_if<AlterColumn>(&operation.value);
    return alter && reads(*alter->from, dropped.name, key);
  });
}

bool comes_again(const Column& dropped, const std::vector<Operation>& changes, const NameKey& key) {
  return std::ranges::any_of(changes, [&](const Operation& operation) {
    const auto* add = std::get_if<AddColumn>(&operation.value);
    return add && key(add->column.name) == key(dropped.name);
  });
}

/// A generated column holds nothing that could be lost, and what it reads may change only without it.
Turn turn_of(const Operation& operation, const std::vector<Operation>& changes, const NameKey& key) {
  if (const auto* drop = std::get_if<DropColumn>(&operation.value)) {
    const auto& column = *drop->definition;
    const bool first =
        comes_again(column, changes, key) || (column.generated && !is_let_go_of_late(column, changes, key));
    return first ? Turn::drop_generated : Turn::drop;
  }
  if (column_after(operation)->generated) return Turn::generated;
  if (begins_to_number(operation)) return Turn::number;
  return std::holds_alternative<AddColumn>(operation.value) ? Turn::add : Turn::alter;
}

/// Generated columns that read each other, the ones that are read first.
void sort_by_need(std::vector<Operation>& generated, const NameKey& key) {
  for (auto begin = generated.begin(); begin != generated.end(); ++begin) {
    const auto free = std::find_if(begin, generated.end(), [&](const Operation& one) {
      return std::none_of(begin, generated.end(), [&](const Operation& other) {
        return &other != &one && reads(*column_after(one), column_after(other)->name, key);
      });
    });
    if (free != generated.end()) std::rotate(begin, free, free + 1);
  }
}

using Names = std::set<std::string>;

bool names_one(const std::vector<std::string>& names, const Names& columns, const NameKey& key) {
  return std::ranges::any_of(names, [&](const auto& name) { return columns.contains(key(name)); });
}
bool reads_one(const std::string& expression, const Names& columns, const NameKey& key) {
  return names_one(identifiers(expression), columns, key);
}
bool is_on(const IndexColumn& element, const Names& columns, const NameKey& key) {
  return columns.contains(key(element.column)) || reads_one(element.expression, columns, key);
}
bool is_on(const std::vector<IndexColumn>& elements, const Names& columns, const NameKey& key) {
  return std::ranges::any_of(elements, [&](const IndexColumn& element) { return is_on(element, columns, key); });
}

}  // namespace

bool is_on(const Index& index, const Names& columns, const NameKey& key) {
  return is_on(index.columns, columns, key) || names_one(index.include, columns, key) ||
         reads_one(index.where, columns, key);
}
bool is_on(const PrimaryKey& primary_key, const Names& columns, const NameKey& key) {
  return is_on(primary_key.columns, columns, key) || names_one(primary_key.include, columns, key);
}
bool is_on(const Unique& unique, const Names& columns, const NameKey& key) {
  return is_on(unique.columns, columns, key) || names_one(unique.include, columns, key);
}
bool is_on(const ForeignKey& foreign_key, const Names& columns, const NameKey& key) {
  return names_one(foreign_key.columns, columns, key);
}
bool is_on(const Check& check, const Names& columns, const NameKey& key) {
  return reads_one(check.expression, columns, key);
}
bool is_on(const Exclusion& exclusion, const Names& columns, const NameKey& key) {
  return reads_one(exclusion.where, columns, key) ||
         std::ranges::any_of(exclusion.elements, [&](const auto& one) { return is_on(one.element, columns, key); });
}

bool has_dependents(const Table& table, const Column& column, const NameKey& key) {
  const Names only{key(column.name)};
  const auto on_it = [&](const auto& one) { return is_on(one, only, key); };
  return std::ranges::any_of(table.indexes, on_it) || std::ranges::any_of(table.uniques, on_it) ||
         std::ranges::any_of(table.checks, on_it) || std::ranges::any_of(table.exclusions, on_it) ||
         std::ranges::any_of(table.foreign_keys, on_it) || (table.primary_key && on_it(*table.primary_key));
}

bool reads(const Column& generated, std::string_view column, const NameKey& key) {
  if (!generated.generated) return false;
  const auto names = identifiers(generated.generated->expression);
  return std::ranges::any_of(names, [&](const auto& name) { return key(name) == key(column); });
}

std::vector<Operation> in_order_of_need(std::vector<Operation> changes, const NameKey& key) {
  std::map<Turn, std::vector<Operation>> turns;
  for (const auto& operation : changes) turns[turn_of(operation, changes, key)].push_back(operation);
  std::ranges::reverse(turns[Turn::drop_generated]);  // a later one may read an earlier one
  sort_by_need(turns[Turn::generated], key);
  changes.clear();
  for (auto& [turn, those] : turns) std::ranges::move(those, std::back_inserter(changes));
  return changes;
}

}  // namespace migrate
