#include "dialects/mysql/retype.hpp"

#include <algorithm>
#include <map>

#include "dialects/mysql/ddl.hpp"
#include "dialects/mysql/play.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/mysql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::mysql {
namespace {

bool shares_one(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::any_of(a, [&](const auto& name) { return std::ranges::find(b, name) != b.end(); });
}

TableName parent_of(const ForeignKey& key) { return {key.references, key.references_schema}; }

/// The foreign keys that have one of the columns at one of their ends.
std::vector<HeldKey> keys_of(const Ground& ground, const TableName& table, const std::vector<std::string>& columns) {
  std::vector<HeldKey> out;
  const auto now = table_now(ground.connection, table);
  if (!now) return out;
  for (const auto& key : now->foreign_keys) {
    if (shares_one(key.columns, columns)) out.push_back({table, key});
  }
  for (auto& held : keys_to(ground.connection, table)) {
    if (shares_one(held.key.target, columns) && std::ranges::find(out, held) == out.end())
      out.push_back(std::move(held));
  }
  return out;
}

bool drops(const Operation& operation, const HeldKey& held) {
  const auto* drop = std::get_if<DropConstraint>(&operation.value);
  if (!drop || !(drop->table == held.table)) return false;
  if (drop->name == held.key.name) return true;
  return drop->constraint && std::holds_alternative<ForeignKey>(*drop->constraint) &&
         name_of(*drop->constraint) == held.key.name;
}

/// The key's name after the operations.
std::string name_after(const HeldKey& held, std::span<const Operation> operations) {
  auto out = held.key.name;
  for (const auto& operation : operations) {
    const auto* renamed = std::get_if<RenameConstraint>(&operation.value);
    if (renamed && renamed->table == held.table && equal_ignoring_case(renamed->from, out)) out = renamed->to;
  }
  return out;
}

std::vector<std::string> renamed_with_copy(const Ground& ground, std::span<const Operation> operations) {
  std::vector<std::string> out;
  for (const auto& operation : operations) {
    if (ground.server.mariadb || column_renamed(operation).empty()) continue;
    const auto now = table_now(ground.connection, *table_of(operation));
    const auto& column = std::get<AlterColumn>(operation.value).column;
    if (now && copies_when_renamed(*now, column)) out.push_back(column);
  }
  return out;
}

bool retypes(const Operation& operation, const TableName& table, const std::vector<std::string>& columns) {
  const auto on = table_of(operation);
  return on && *on == table && shares_one(retyped_columns(std::span(&operation, 1)), columns);
}

bool retypes_an_end(const Operation& operation, const std::vector<HeldKey>& keys) {
  return std::ranges::any_of(keys, [&](const HeldKey& held) {
    return retypes(operation, held.table, held.key.columns) || retypes(operation, parent_of(held.key), held.key.target);
  });
}

/// The tables at both ends as they are after the operations.
Schema after(const Ground& ground, const std::vector<HeldKey>& keys, std::span<const Operation> operations) {
  Schema out;
  const auto add = [&](const TableName& name) {
    if (find_table(out, name.name, name.schema)) return;
    if (auto table = table_now(ground.connection, name)) out.tables.push_back(std::move(*table));
  };
  for (const auto& held : keys) add(held.table), add(parent_of(held.key));
  for (const auto& operation : operations) {
    const auto table = table_of(operation);
    if (table && find_table(out, table->name, table->schema)) play(out, operation);
  }
  return out;
}

const Column* column_of(const Schema& schema, const TableName& table, const std::string& column) {
  const auto* held = find_table(schema, table.name, table.schema);
  return held ? find_named(held->columns, column) : nullptr;
}

bool go_together(const Column& a, const Column& b) {
  const auto x = canonical(own_type(a)), y = canonical(own_type(b));
  return x == y || (has_charset(x) && has_charset(y));
}

void refuse_torn(const Schema& schema, const HeldKey& held) {
  for (std::size_t i = 0; i < held.key.columns.size() && i < held.key.target.size(); ++i) {
    const auto* child = column_of(schema, held.table, held.key.columns[i]);
    const auto* parent = column_of(schema, parent_of(held.key), held.key.target[i]);
    if (!child || !parent || go_together(*child, *parent)) continue;
    throw DatabaseError("the foreign key " + held.key.name +
                            " would have another type at each end: " + display(held.table) + "." + child->name +
                            " and " + held.key.references + "." + parent->name,
                        "change both columns in one revision, one after the other");
  }
}

template <class F>
std::vector<Statement> one_for_each_table(const std::vector<HeldKey>& keys, const Where& where,
                                          const std::string& purpose, F clause) {
  std::vector<TableName> tables;
  for (const auto& held : keys) {
    if (std::ranges::find(tables, held.table) == tables.end()) tables.push_back(held.table);
  }
  std::vector<Statement> out;
  for (const auto& table : tables) {
    std::vector<std::string> clauses;
    for (const auto& held : keys) {
      if (held.table == table) clauses.push_back(clause(held.key));
    }
    auto& statement = out.emplace_back();
    statement.sql = "ALTER TABLE " + quote_table(table) + " " + join(clauses, ", ");
    statement.purpose = purpose + display(table);
    statement.where = where;
    statement.tables = {table};
  }
  return out;
}

}  // namespace

RetypedKeys keys_in_the_way(const Ground& ground, std::span<const Operation> operations, std::size_t group) {
  RetypedKeys out;
  const auto first = operations.first(group);
  auto columns = retyped_columns(first);
  for (auto& name : renamed_with_copy(ground, first)) columns.push_back(std::move(name));
  if (columns.empty()) return out;
  out.keys = keys_of(ground, *table_of(first.front()), columns);
  const auto known = [&](const HeldKey& held) {
    return std::ranges::any_of(ground.before, [&](const auto& done) { return drops(done, held); });
  };
  std::erase_if(out.keys, known);
  out.operations = group;
  for (std::size_t at = group; at < operations.size() && alters_one_table(operations[at]); ++at) {
    if (!retypes_an_end(operations[at], out.keys)) continue;
    for (auto& held : keys_of(ground, *table_of(operations[at]), retyped_columns(operations.subspan(at, 1)))) {
      if (std::ranges::find(out.keys, held) == out.keys.end() && !known(held)) out.keys.push_back(std::move(held));
    }
    out.operations = at + 1;
  }
  // a key that the first operations drop themselves, in the same ALTER, is not in the way
  std::erase_if(out.keys, [&](const HeldKey& held) {
    return out.operations == group && held.table == *table_of(first.front()) &&
           std::ranges::any_of(first, [&](const auto& operation) { return drops(operation, held); });
  });
  if (out.keys.empty()) return out;
  const auto schema = after(ground, out.keys, operations.first(out.operations));
  for (const auto& held : out.keys) {
    const auto* table = find_table(schema, held.table.name, held.table.schema);
    const auto name = name_after(held, operations.first(out.operations));
    const auto* key = table ? find_named(table->foreign_keys, name) : nullptr;
    if (!key) continue;
    out.put_back.push_back({held.table, *key});
    refuse_torn(schema, out.put_back.back());
  }
  return out;
}

std::vector<Statement> drop_keys(const std::vector<HeldKey>& keys, const Where& where) {
  return one_for_each_table(keys, where, "drop foreign keys while their columns change: ", [](const ForeignKey& key) {
    return "DROP FOREIGN KEY " + quote_name(key.name);
  });
}

std::vector<Statement> put_back_keys(const std::vector<HeldKey>& keys, const Server& server, const Where& where) {
  return one_for_each_table(keys, where, "put foreign keys back: ", [&](const ForeignKey& key) {
    return "ADD " + render_constraint(key, server);
  });
}

}  // namespace migrate::mysql
