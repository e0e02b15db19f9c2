#include "dialects/postgresql/suspend_foreign_keys.hpp"

#include <algorithm>

#include "dialects/postgresql/casts.hpp"
#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/introspect.hpp"
#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/text.hpp"
#include "src/operations/apply.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::postgresql {
namespace {

/// The new type, where the operation brings one that need not go with the old one.
std::optional<Type> other_type(const Operation& operation) {
  const auto* alter = std::get_if<AlterColumn>(&operation.value);
  if (!alter) return std::nullopt;
  if (!alter->to) return alter->set.type;
  if (alter->from && comparable(own_type(*alter->from), own_type(*alter->to))) return std::nullopt;
  return own_type(*alter->to);
}

bool may_drop_unique_key(const Operation& operation) {
  if (const auto* drop = std::get_if<DropIndex>(&operation.value)) return !drop->index || drop->index->unique;
  const auto* drop = std::get_if<DropConstraint>(&operation.value);
  if (!drop || !drop->constraint) return drop != nullptr;
  return std::holds_alternative<PrimaryKey>(*drop->constraint) || std::holds_alternative<Unique>(*drop->constraint);
}

/// The other end of a key's column, as the tables are.
const Column* other_end(const Schema& schema, const SuspendedForeignKey& held, const TableName& table,
                        const std::string& column) {
  const auto& key = held.key;
  const auto find = [&](const TableName& at, const std::string& name) -> const Column* {
    const auto* found = find_table(schema, at.name, at.schema);
    return found ? find_named(found->columns, name) : nullptr;
  };
  const auto parent = parent_of(key);
  for (std::size_t i = 0; i < std::min(key.columns.size(), key.target.size()); ++i) {
    if (held.table == table && key.columns[i] == column) return find(parent, key.target[i]);
    if (parent == table && key.target[i] == column) return find(held.table, key.columns[i]);
  }
  return nullptr;
}

/// Whether a unique key over the elements is one over exactly the columns, in whatever order
/// (transformFkeyCheckAttrs in src/backend/commands/tablecmds.c).
bool is_over(const std::vector<IndexColumn>& elements, std::vector<std::string> columns) {
  auto names = column_names(elements);
  std::ranges::sort(names);
  std::ranges::sort(columns);
  return names == columns;
}
bool is_key_over(const Index& index, const std::vector<std::string>& columns) {
  return index.unique && index.where.empty() && is_over(index.columns, columns);
}

/// How the table calls a unique key over the columns; no names where it has none.
std::vector<std::string> keys_over(const Table& table, const std::vector<std::string>& columns) {
  std::vector<std::string> out;
  if (table.primary_key && is_over(table.primary_key->columns, columns)) out.push_back(table.primary_key->name);
  for (const auto& unique : table.uniques) {
    if (is_over(unique.columns, columns)) out.push_back(unique.name);
  }
  for (const auto& index : table.indexes) {
    if (is_key_over(index, columns)) out.push_back(index.name);
  }
  return out;
}

class Rules : public ForeignKeyRules {
 public:
  explicit Rules(Connection& connection) : connection_(connection) {}

  Schema tied_to(std::span<const TableName> tables) const override {
    const auto* offline = connection_.offline_schema();
    return offline ? *offline : introspect_tied(connection_, tables);
  }

  bool may_disturb(const Operation& operation) const override {
    return other_type(operation) || may_drop_unique_key(operation);
  }

  bool disturbs(const Schema& before, const Operation& operation, const SuspendedForeignKey& key) const override {
    if (const auto type = other_type(operation)) {
      const auto& alter = std::get<AlterColumn>(operation.value);
      const auto* other = other_end(before, key, alter.table, alter.column);
      return other && !comparable(own_type(*other), *type);
    }
    return drops_key_of(before, operation, key.key);
  }

  std::string conflict(const Schema& after, const SuspendedForeignKey& held) const override {
    const auto parent = parent_of(held.key);
    const auto* child = find_table(after, held.table.name, held.table.schema);
    for (std::size_t i = 0; child && i < std::min(held.key.columns.size(), held.key.target.size()); ++i) {
      const auto* own = find_named(child->columns, held.key.columns[i]);
      const auto* other = other_end(after, held, held.table, held.key.columns[i]);
      if (!own || !other || comparable(own_type(*own), own_type(*other))) continue;
      return display(held.table) + "." + own->name + " is " + sql_of(own_type(*own)) + " and " + display(parent) + "." +
             other->name + " is " + sql_of(own_type(*other));
    }
    const auto* table = find_table(after, parent.name, parent.schema);
    if (!table || has_unseen_columns(*table, held.key.target) || !keys_over(*table, held.key.target).empty()) return {};
    return "nothing makes (" + join(held.key.target, ", ") + ") of " + display(parent) + " unique";
  }

  void apply(Schema& schema, const Operation& operation) const override { apply_to(schema, operation); }

 private:
  /// Whether the unique key that the foreign key may rely on goes.
  static bool drops_key_of(const Schema& before, const Operation& operation, const ForeignKey& key) {
    if (!may_drop_unique_key(operation)) return false;
    const auto table = *table_of(operation);
    if (parent_of(key) != table) return false;
    const auto* parent = find_table(before, table.name, table.schema);
    if (!parent) return false;
    const auto names = keys_over(*parent, key.target);
    if (const auto* drop = std::get_if<DropIndex>(&operation.value))
      return std::ranges::find(names, drop->name) != names.end();
    const auto& drop = std::get<DropConstraint>(operation.value);
    if (!drop.name.empty()) return std::ranges::find(names, drop.name) != names.end();
    const auto over = [&](const auto& constraint) {
      if constexpr (requires { constraint.include; }) return is_over(constraint.columns, key.target);
      return false;
    };
    return drop.constraint && std::visit(over, *drop.constraint);
  }

  /// Columns of a parent are none of the child's own: its keys cannot be told from what it says itself.
  static bool has_unseen_columns(const Table& table, const std::vector<std::string>& columns) {
    return std::ranges::any_of(columns, [&](const auto& name) { return !find_named(table.columns, name); });
  }

  Connection& connection_;
};

std::string alter_child(const SuspendedForeignKey& held, const std::string& what) {
  return "ALTER TABLE " + quote_table(held.table) + " " + what;
}

}  // namespace

std::optional<SuspendedGroup> suspended_group(Connection& connection, std::size_t run,
                                              std::span<const Operation> operations) {
  return suspend_foreign_keys(Rules(connection), operations, run);
}

std::vector<Statement> drop_foreign_keys(const SuspendedGroup& group) {
  std::vector<Statement> out;
  for (const auto& held : group.dropped) {
    out.push_back({.sql = alter_child(held, "DROP CONSTRAINT " + quote_name(held.key.name)),
                   .purpose = "drop foreign key " + held.key.name + " for a while"});
  }
  return out;
}

std::vector<Statement> put_back_foreign_keys(const SuspendedGroup& group) {
  std::vector<Statement> out;
  for (const auto& held : group.put_back) {
    out.push_back({.sql = alter_child(held, "ADD " + render_constraint(held.key)),
                   .purpose = "put foreign key " + held.key.name + " back"});
  }
  return out;
}

std::string suspended_key(const TableName& table, const std::string& name) {
  return "foreign key " + display(table) + " " + name;
}

std::set<std::string> names_of(const SuspendedGroup& group) {
  std::set<std::string> out;
  for (const auto& held : group.names) {
    out.insert(held.key.name);
    out.insert(suspended_key(held.table, held.key.name));
  }
  return out;
}

}  // namespace migrate::postgresql
