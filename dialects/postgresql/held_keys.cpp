#include "dialects/postgresql/held_keys.hpp"

#include <algorithm>

#include "dialects/postgresql/casts.hpp"
#include "dialects/postgresql/change_column.hpp"
#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/dependents.hpp"
#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/error.hpp"
#include "src/operations/describe.hpp"

namespace migrate::postgresql {
namespace {

const AlterColumn* alter_of(const Operation& operation) { return std::get_if<AlterColumn>(&operation.value); }

/// The new type, where there is one that a foreign key to or from the old one could not stand.
std::optional<Type> other_type(const Operation& operation) {
  const auto* alter = alter_of(operation);
  if (!alter) return std::nullopt;
  if (!alter->to) return alter->set.type;
  if (alter->from && comparable(own_type(*alter->from), own_type(*alter->to))) return std::nullopt;
  return own_type(*alter->to);
}

bool is_dropped(std::span<const Operation> operations, const HeldForeignKey& key) {
  return std::ranges::any_of(operations, [&](const Operation& operation) {
    const auto* drop = std::get_if<DropConstraint>(&operation.value);
    return drop && drop->name == key.name && drop->table == key.table;
  });
}

/// Where the other end of the key gets a type that goes with `type`.
std::optional<std::size_t> partner(std::span<const Operation> operations, const TableName& table,
                                   const std::string& column, const Type& type) {
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const auto* alter = alter_of(operations[i]);
    if (!alter || alter->table != table || alter->column != column) continue;
    const auto changed = alter->to ? std::optional(own_type(*alter->to)) : alter->set.type;
    if (changed && comparable(*changed, type)) return i;
  }
  return std::nullopt;
}

std::string alter_child(const HeldForeignKey& key, const std::string& what) {
  return "ALTER TABLE " + quote_table(key.table) + " " + what + " CONSTRAINT " + quote_name(key.name);
}

}  // namespace

std::optional<HeldKeys> around_held_keys(Connection& connection, std::size_t run, std::span<const Operation> operations,
                                         const std::set<std::string>& gone) {
  HeldKeys out;
  out.operations = run;
  out.gone = gone;
  std::set<std::string> columns_gone;
  for (std::size_t i = 0; i < run; ++i) {
    if (const auto* drop = std::get_if<DropColumn>(&operations[i].value))
      columns_gone.insert(gone_column(drop->column));
    const auto type = other_type(operations[i]);
    if (!type) continue;
    const auto& alter = *alter_of(operations[i]);
    for (const auto& key : type_dependents(connection, alter.table, alter.column, columns_gone).foreign_keys) {
      if (out.gone.contains(key.name) || comparable(type_of(key.other_type), *type)) continue;
      if (is_dropped(operations.first(i), key)) continue;
      const bool ours = key.table == alter.table && key.column == alter.column;
      const auto& table = ours ? key.parent : key.table;
      const auto& column = ours ? key.target : key.column;
      const auto other = partner(operations, table, column, *type);
      if (!other) {
        throw DatabaseError("column " + alter.column + " of " + display(alter.table) + " cannot become " +
                                sql_of(*type) + ": foreign key " + key.name + " of " + display(key.table) +
                                " pairs it with " + display(table) + "." + column + ", which is " + key.other_type,
                            "change the type of both in the same revision, or drop the foreign key before");
      }
      out.operations = std::max(out.operations, *other + 1);
      out.gone.insert(key.name);
      out.before.push_back(
          {.sql = alter_child(key, "DROP"), .purpose = "drop foreign key " + key.name + " for a while"});
      out.behind.push_back(
          {.sql = alter_child(key, "ADD") + " " + key.definition, .purpose = "put foreign key " + key.name + " back"});
    }
  }
  return out.before.empty() ? std::nullopt : std::optional(std::move(out));
}

}  // namespace migrate::postgresql
