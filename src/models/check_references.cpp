#include <algorithm>
#include <set>

#include "migrate/detail/write_toml.hpp"
#include "src/base/text.hpp"
#include "src/models/check_parts.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

std::vector<std::string> names_of_columns(const Table& table) {
  std::vector<std::string> names;
  for (const auto& column : table.columns) names.push_back(column.name);
  return names;
}

std::vector<std::string> names_of_tables(const Schema& schema) {
  std::vector<std::string> names;
  for (const auto& table : schema.tables) names.push_back(full_name(table));
  return names;
}

bool is_integer(TypeKind kind) {
  return kind == TypeKind::smallint || kind == TypeKind::integer || kind == TypeKind::bigint;
}
bool is_text(TypeKind kind) {
  return kind == TypeKind::varchar || kind == TypeKind::character || kind == TypeKind::text;
}

/// What a database's own type can be compared with, only that database knows.
bool can_refer(const Type& from, const Type& to, Strictness strictness) {
  if (from.kind == TypeKind::native || to.kind == TypeKind::native) return true;
  if (is_text(from.kind) && is_text(to.kind)) return true;
  if (strictness != Strictness::models && is_integer(from.kind) && is_integer(to.kind)) return true;
  return from.kind == to.kind && from.name == to.name;
}

/// Whether the columns, in any order, are those of the primary key, of a unique constraint or of a unique index.
bool identify_a_row(const Table& table, const std::vector<std::string>& columns) {
  const std::set<std::string> wanted(columns.begin(), columns.end());
  const auto same = [&](const std::vector<IndexColumn>& key) {
    const auto names = column_names(key);
    return std::set<std::string>(names.begin(), names.end()) == wanted;
  };
  return (table.primary_key && same(table.primary_key->columns)) ||
         std::ranges::any_of(table.uniques, [&](const Unique& one) { return same(one.columns); }) ||
         std::ranges::any_of(table.indexes,
                             [&](const Index& one) { return one.unique && one.where.empty() && same(one.columns); });
}

/// One foreign key of one table.
class ForeignKeyCheck {
 public:
  ForeignKeyCheck(Findings& found, const Schema& schema, const TablesByName& tables, const Table& table,
                  const ForeignKey& key, Strictness how)
      : found_(found), schema_(schema), tables_(tables), table_(table), key_(key), strictness_(how) {
    what_ = described("the foreign key", key.name);
    place_ = key.columns.size() == 1 ? full_name(table) + "." + key.columns.front() : full_name(table) + ": " + what_;
  }

  void run() {
    if (key_.columns.empty()) return found_.add(full_name(table_), what_ + " has no columns");
    bool known = true;
    for (const auto& name : key_.columns) known = check_column_name(found_, table_, what_, name) && known;
    if (strictness_ == Strictness::unchecked_foreign_keys) return;
    const Table* target = tables_.find(key_.references, key_.references_schema);
    if (!target && strictness_ == Strictness::part_of_catalog) return;
    if (!target) {
      const auto name = full_name(key_.references_schema, key_.references);
      return add("the foreign key refers to the table '" + name + "', which is not among the models" +
                 did_you_mean(name, names_of_tables(schema_)));
    }
    if (!known) return;
    check_action(key_.on_delete, "ondelete");
    check_action(key_.on_update, "onupdate");
    check_target(*target);
  }

 private:
  void add(std::string_view what) { found_.add(place_, what); }

  void check_action(Action action, std::string_view word) {
    for (const auto& name : key_.columns) {
      const auto& column = *find_column(table_, name);
      const auto which = "the column" + (key_.columns.size() > 1 ? " '" + name + "'" : std::string());
      if (column.nullable) continue;
      if (action == Action::set_null && strictness_ == Strictness::models)
        add(std::string(word) + " is SET NULL, but " + which + " cannot be null");
      if (action == Action::set_default && !column.default_sql && strictness_ == Strictness::models) {
        add(std::string(word) + " is SET DEFAULT, but " + which + " has no server default and cannot be null");
      }
    }
  }

  void check_target(const Table& target) {
    auto columns = key_.target;
    if (columns.empty() && target.primary_key) columns = column_names(target.primary_key->columns);
    if (columns.size() != key_.columns.size()) {
      return add("the foreign key has " + count_of(key_.columns.size(), "column") + ", but its target in '" +
                 full_name(target) + "' has " + count_of(columns.size(), "column"));
    }
    bool all_there = true;
    for (std::size_t i = 0; i < columns.size(); ++i) all_there = check_pair(i, target, columns[i]) && all_there;
    if (all_there && strictness_ == Strictness::models && !identify_a_row(target, columns)) {
      add("the foreign key refers to " + full_name(target) + " (" + join(columns, ", ") + "), which " +
          (columns.size() == 1 ? "is" : "are together") +
          " neither its primary key nor unique: say so there, or refer to its key");
    }
  }

  bool check_pair(std::size_t i, const Table& target, const std::string& name) {
    const auto* from = find_column(table_, key_.columns[i]);
    const auto* to = find_column(target, name);
    if (!to && has_columns_of_others(target)) return false;
    if (!to) {
      add("the foreign key refers to the column '" + name + "', which the table '" + full_name(target) +
          "' does not have" + did_you_mean(name, names_of_columns(target)));
    } else if (!can_refer(from->type, to->type, strictness_)) {
      add("its type is " + detail::type_text(from->type) + ", but the foreign key's target " + full_name(target) + "." +
          to->name + " is " + detail::type_text(to->type));
    }
    return to != nullptr;
  }

  Findings& found_;
  const Schema& schema_;
  const TablesByName& tables_;
  const Table& table_;
  const ForeignKey& key_;
  Strictness strictness_;
  std::string what_, place_;
};

/// The columns of each foreign key of `from` that goes to `to`, by `columns` if a relationship says which.
std::vector<std::string> keys_between(const Table& from, const Table& to, const std::vector<std::string>& columns) {
  std::vector<std::string> out;
  for (const auto& key : from.foreign_keys) {
    if (key.references == to.name && (columns.empty() || key.columns == columns))
      out.push_back(from.name + "." + join(key.columns, ", "));
  }
  return out;
}

void check_relationship(Findings& found, const Schema& schema, const Table& table, const TableRelationship& one) {
  const auto place = full_name(table) + "." + one.name;
  const auto* other = find_named(schema.tables, one.references);
  if (!other) {
    return found.add(place, "the relationship is to the table '" + one.references + "', which is not among the models" +
                                did_you_mean(one.references, names_of_tables(schema)));
  }
  // the side with many is referred to, the side with one refers; where that finds none, it is the other way round
  auto keys = one.many ? keys_between(*other, table, one.columns) : keys_between(table, *other, one.columns);
  if (keys.empty())
    keys = one.many ? keys_between(table, *other, one.columns) : keys_between(*other, table, one.columns);
  if (keys.size() == 1) return;
  if (keys.size() > 1) {
    return found.add(place, "several foreign keys join '" + full_name(table) + "' and '" + full_name(*other) + "' (" +
                                join(keys, "; ") + "): say which, `= migrate::via(&…)`");
  }
  const bool linked = one.many && std::ranges::any_of(schema.tables, [&](const Table& link) {
                        return !keys_between(link, table, {}).empty() && !keys_between(link, *other, {}).empty();
                      });
  if (linked) return;
  found.add(place, (one.columns.empty() ? "no foreign key" : "no foreign key of " + join(one.columns, ", ")) +
                       " joins '" + full_name(table) + "' and '" + full_name(*other) + "'");
}

}  // namespace

bool has_columns_of_others(const Table& table) {
  return std::ranges::any_of(table.options, [](const auto& option) {
    return option.first.ends_with(".inherits") || option.first.ends_with(".partition_of");
  });
}

const Column* find_column(const Table& table, std::string_view name) { return find_named(table.columns, name); }

bool check_column_name(Findings& found, const Table& table, const std::string& what, const std::string& name) {
  if (find_column(table, name)) return true;
  if (has_columns_of_others(table)) return false;
  found.add(full_name(table), what + " names the column '" + name + "', which it does not have" +
                                  did_you_mean(name, names_of_columns(table)));
  return false;
}

void check_foreign_keys(Findings& found, const Schema& schema, const TablesByName& tables, const Table& table,
                        Strictness strictness) {
  for (const auto& key : table.foreign_keys) ForeignKeyCheck(found, schema, tables, table, key, strictness).run();
}

void check_relationships(Findings& found, const Schema& schema, const Table& table) {
  for (const auto& one : table.relationships) check_relationship(found, schema, table, one);
}

}  // namespace migrate
