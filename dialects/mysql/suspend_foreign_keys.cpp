#include "dialects/mysql/suspend_foreign_keys.hpp"

#include <algorithm>

#include "dialects/mysql/ddl.hpp"
#include "dialects/mysql/play.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/mysql/types.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/type_text.hpp"

namespace migrate::mysql {
namespace {

bool names_one_of(const std::vector<std::string>& columns, const std::vector<std::string>& of) {
  return std::ranges::any_of(columns, [&](const auto& name) { return std::ranges::find(of, name) != of.end(); });
}

const Column* column_of(const Schema& schema, const TableName& table, const std::string& column) {
  const auto* found = find_table(schema, table.name, table.schema);
  return found ? find_named(found->columns, column) : nullptr;
}

/// The character set and the collation of a column, where it or its table says them.
struct ColumnCharset {
  std::string name, collation;
};
ColumnCharset charset_of(const Table& table, const Column& column) {
  ColumnCharset out{text_option(column.options, "mysql.charset"), column.collation};
  if (out.name.empty() && out.collation.empty())
    out = {text_option(table.options, "mysql.charset"), text_option(table.options, "mysql.collation")};
  if (out.name.empty()) out.name = out.collation.substr(0, out.collation.find('_'));
  return out;
}
bool differ(const std::string& a, const std::string& b) { return !a.empty() && !b.empty() && a != b; }

bool go_together(const Table& child, const Column& a, const Table& parent, const Column& b) {
  const auto x = canonical(own_type(a)), y = canonical(own_type(b));
  if (!has_charset(x) || !has_charset(y)) return x == y;
  const auto one = charset_of(child, a), other = charset_of(parent, b);
  return !differ(one.name, other.name) && !differ(one.collation, other.collation);
}

bool may_drop_index(const Operation& operation) {
  if (std::holds_alternative<DropIndex>(operation.value)) return true;
  const auto* drop = std::get_if<DropConstraint>(&operation.value);
  return drop && (!drop->constraint || std::holds_alternative<PrimaryKey>(*drop->constraint) ||
                  std::holds_alternative<Unique>(*drop->constraint));
}

/// Whether a unique key of the table is over exactly these columns.
bool has_unique(const Table& table, const std::vector<std::string>& columns) {
  const auto is_over = [&](const auto& key) {
    return key.columns.size() == columns.size() && covers(key.columns, columns);
  };
  return (table.primary_key && is_over(*table.primary_key)) || std::ranges::any_of(table.uniques, is_over) ||
         std::ranges::any_of(table.indexes, [&](const Index& index) { return index.unique && is_over(index); });
}

class Rules : public ForeignKeyRules {
 public:
  explicit Rules(const Ground& ground) : ground_(ground) {}

  Schema tied_to(std::span<const TableName> tables) const override {
    Schema out;
    const auto add = [&](const TableName& name) {
      if (find_table(out, name.name, name.schema)) return;
      if (auto found = table_now(ground_.connection, name)) out.tables.push_back(std::move(*found));
    };
    for (const auto& name : tables) {
      add(name);
      const auto* table = find_table(out, name.name, name.schema);
      if (!table) continue;
      for (const auto& key : std::vector(table->foreign_keys)) add(parent_of(key));
      for (const auto& held : keys_to(ground_.connection, name)) add(held.table);
    }
    return out;
  }

  bool may_disturb(const Operation& operation) const override {
    return !retyped_columns(std::span(&operation, 1)).empty() || changes_charset(operation) ||
           may_drop_index(operation) || (!ground_.server.mariadb && !column_renamed(operation).empty());
  }

  bool disturbs(const Schema& before, const Operation& operation, const SuspendedForeignKey& held) const override {
    const auto table = *table_of(operation);
    const auto* now = find_table(before, table.name, table.schema);
    if (!now) return false;
    const auto columns = changed_columns(*now, operation);
    if (held.table == table && names_one_of(columns, held.key.columns)) return true;
    if (parent_of(held.key) != table) return false;
    return names_one_of(columns, held.key.target) || drops_last_index(before, *now, operation, held.key.target);
  }

  std::string conflict(const Schema& after, const SuspendedForeignKey& held) const override {
    const auto& key = held.key;
    const auto* child = find_table(after, held.table.name, held.table.schema);
    const auto* parent = find_table(after, key.references, key.references_schema);
    if (!child || !parent) return {};
    for (std::size_t i = 0; i < std::min(key.columns.size(), key.target.size()); ++i) {
      const auto* a = column_of(after, held.table, key.columns[i]);
      const auto* b = column_of(after, parent_of(key), key.target[i]);
      if (!a || !b || go_together(*child, *a, *parent, *b)) continue;
      return display(held.table) + "." + a->name + " is " + said(*child, *a) + " and " + parent->name + "." + b->name +
             " is " + said(*parent, *b);
    }
    if (key.target.empty() || is_served(*parent, key.target)) return {};
    return "no index of " + display(parent_of(key)) + " begins with " + join(key.target, ", ");
  }

  bool makes_needed_index(const Schema& before, const Operation& operation,
                          const SuspendedForeignKey& held) const override {
    return makes_own_index(before, operation, held) || makes_unique_target(before, operation, held);
  }

  void apply(Schema& schema, const Operation& operation) const override { play(schema, operation); }

 private:
  bool makes_own_index(const Schema& before, const Operation& operation, const SuspendedForeignKey& held) const {
    const bool descending = ground_.server.serves_keys_descending();
    if (table_of(operation) != held.table || !covers(index_made(operation), held.key.columns, descending)) return false;
    const auto* table = find_table(before, held.table.name, held.table.schema);
    return table && !is_served(*table, held.key.columns, descending);
  }

  bool makes_unique_target(const Schema& before, const Operation& operation, const SuspendedForeignKey& held) const {
    const auto parent = parent_of(held.key);
    if (!ground_.server.wants_unique_targets() || table_of(operation) != parent) return false;
    const auto* table = find_table(before, parent.name, parent.schema);
    if (!table || has_unique(*table, held.key.target)) return false;
    auto after = before;
    play(after, operation);
    return has_unique(*find_table(after, parent.name, parent.schema), held.key.target);
  }

  static std::string said(const Table& table, const Column& column) {
    const auto charset = charset_of(table, column);
    const auto text = type_text(own_type(column));
    return charset.name.empty() || !has_charset(own_type(column)) ? text : text + " in " + charset.name;
  }

  /// Those whose keys cannot stay, by their names before.
  std::vector<std::string> changed_columns(const Table& table, const Operation& operation) const {
    auto out = retyped_columns(std::span(&operation, 1));
    if (changes_charset(operation)) {
      for (const auto& column : table.columns) {
        if (follows_table(column)) out.push_back(column.name);
      }
    }
    if (!ground_.server.mariadb && !column_renamed(operation).empty()) {
      const auto& column = std::get<AlterColumn>(operation.value).column;
      if (copies_when_renamed(table, column)) out.push_back(column);
    }
    return out;
  }

  static bool drops_last_index(const Schema& before, const Table& now, const Operation& operation,
                               const std::vector<std::string>& columns) {
    if (!may_drop_index(operation) || !is_served(now, columns)) return false;
    auto after = before;
    play(after, operation);
    const auto* table = find_table(after, now.name, now.schema);
    return table && !is_served(*table, columns);
  }

  const Ground& ground_;
};

template <class F>
std::vector<Statement> one_for_each_table(const std::vector<SuspendedForeignKey>& keys, const Where& where,
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

std::optional<SuspendedGroup> suspended_group(const Ground& ground, std::span<const Operation> operations,
                                              std::size_t count) {
  return suspend_foreign_keys(Rules(ground), operations, count, ground.before);
}

std::vector<Statement> drop_foreign_keys(const SuspendedGroup& group, const Where& where) {
  return one_for_each_table(group.dropped, where, "drop foreign keys while their columns change: ",
                            [](const ForeignKey& key) { return "DROP FOREIGN KEY " + quote_name(key.name); });
}

std::vector<Statement> put_back_foreign_keys(const SuspendedGroup& group, const Server& server, const Where& where) {
  return one_for_each_table(group.put_back, where, "put foreign keys back: ", [&](const ForeignKey& key) {
    return "ADD " + render_constraint(key, server);
  });
}

}  // namespace migrate::mysql
