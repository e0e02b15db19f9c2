// The part of ALTER TABLE that is about keys, indexes and checks.
#include <algorithm>

#include "dialects/mysql/alter.hpp"
#include "dialects/mysql/ddl.hpp"
#include "dialects/mysql/guards.hpp"
#include "dialects/mysql/play.hpp"
#include "dialects/mysql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/naming.hpp"

namespace migrate::mysql {
namespace {

std::vector<std::string> present(std::vector<std::string> names) {
  std::erase(names, "");
  return names;
}

template <class T>
std::optional<Constraint> equal_one(const std::vector<T>& among, const T& wanted) {
  for (const auto& held : among) {
    auto nameless = held;
    nameless.name = wanted.name;
    if (nameless == wanted) return held;
  }
  return std::nullopt;
}

/// The table's constraint that says the same, whatever its name is.
std::optional<Constraint> find_equal(const Table& table, const Constraint& wanted) {
  return std::visit(Overloaded{
                        [&](const PrimaryKey&) -> std::optional<Constraint> {
                          if (table.primary_key) return *table.primary_key;
                          return std::nullopt;
                        },
                        [&](const Unique& held) { return equal_one(table.uniques, held); },
                        [&](const Check& held) -> std::optional<Constraint> {
                          if (const auto* found = check_like(table, held.expression)) return *found;
                          return std::nullopt;
                        },
                        [&](const ForeignKey& held) { return equal_one(table.foreign_keys, held); },
                        [](const Exclusion&) { return std::optional<Constraint>(); },
                    },
                    wanted);
}

/// The AUTO_INCREMENT column that no index but ours begins with; "" where there is none.
std::string unindexed_numbering(Table table) {
  std::erase_if(table.indexes, [](const Index& index) { return index.name == numbering_index; });
  for (const auto& column : table.columns) {
    if (column.identity && !is_served(table, {column.name})) return column.name;
  }
  return {};
}

}  // namespace

std::vector<IndexColumn> index_made(const Operation& operation) {
  if (const auto* index = std::get_if<CreateIndex>(&operation.value))
    return index->index.using_method.empty() ? index->index.columns : std::vector<IndexColumn>();
  if (const auto* unique = std::get_if<CreateUnique>(&operation.value)) return unique->unique.columns;
  const auto* key = std::get_if<CreatePrimaryKey>(&operation.value);
  return key ? key->primary_key.columns : std::vector<IndexColumn>();
}

/// The server itself looks for periods that overlap.
void AlterTable::guard_key(const std::vector<IndexColumn>& columns, const Options& options, const std::string& name) {
  if (!options.contains("mysql.without_overlaps"))
    guard(guard_unique(table_, columns, name), present(column_names(columns)));
}

void AlterTable::add(const CreatePrimaryKey& operation) {
  const auto& key = operation.primary_key;
  guard_key(key.columns, key.options, "the primary key");
  clause("ADD " + render_constraint(key, ground_.server));
}

void AlterTable::add(const CreateUnique& operation) {
  const auto& unique = operation.unique;
  guard_key(unique.columns, unique.options, unique.name);
  keep_beside(unique.columns);
  clause("ADD " + render_constraint(unique, ground_.server));
}

void AlterTable::add(const CreateCheck& operation) {
  const auto text = render_constraint(operation.check, ground_.server);
  if (!has_option(operation.check.options, "mysql.not_enforced")) guard(guard_check(table_, operation.check), {});
  clause("ADD " + text);
}

void AlterTable::add(const CreateForeignKey& operation) {
  auto key = operation.foreign_key;
  if (key.target.empty()) {
    const auto parent = parent_of(key);
    const auto held = parent == table_ ? std::optional(now()) : table_now(ground_.connection, parent);
    if (held && held->primary_key) key.target = column_names(held->primary_key->columns);
  }
  if (key.target.size() != key.columns.size()) {
    throw DatabaseError("the foreign key " + key.name + " of " + display(table_) + " does not say which columns of " +
                            key.references + " it refers to",
                        "give it target = [ … ], one for each of its columns");
  }
  const auto text = render_constraint(key, ground_.server);
  auto touched = key.columns;
  if (key.references == table_.name) touched.insert(touched.end(), key.target.begin(), key.target.end());
  guard(guard_foreign_key(table_, key), touched);
  std::vector<IndexColumn> own(key.columns.size());
  for (std::size_t i = 0; i < own.size(); ++i) own[i].column = key.columns[i];
  keep_beside(own);
  clause("ADD " + text);
}

void AlterTable::add(const CreateExclude& operation) { render_constraint(operation.exclude, ground_.server); }

void AlterTable::add(const CreateIndex& operation) {
  auto index = operation.index;
  if (index.name.empty()) {
    Table table;
    table.name = table_.name;
    index.name = name_of(table, index, NamingTemplates{});
  }
  if (index.unique) guard_key(index.columns, index.options, index.name);
  if (index.using_method.empty()) keep_beside(index.columns);
  clause("ADD " + render_index(index, ground_.server));
}

void AlterTable::add(const DropIndex& operation) { drop_index(operation.name); }

/// An index that the server made for a foreign key goes, or gets another name, when another one comes that does as well
/// (https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html). No catalog says which those are; made by
/// us, it stays, and the way back finds it under its name.
void AlterTable::keep_beside(const std::vector<IndexColumn>& added) {
  if (!known()) return;
  const bool descending = ground_.server.serves_keys_descending();
  for (const auto& index : now().indexes) {
    const auto columns = present(column_names(index.columns));
    const bool plain = !index.unique && index.using_method.empty() && index.comment.empty() && index.options.empty();
    if (!plain || columns.size() != index.columns.size() || !covers(added, columns, descending)) continue;
    if (created_.contains(lower(index.name))) continue;
    const bool of_a_key = equal_ignoring_case(index.name, columns[0]) || dropped_keys_.contains(lower(index.name)) ||
                          find_named(now().foreign_keys, index.name);
    if (of_a_key && !find_named(outshone_, index.name)) outshone_.push_back(index);
  }
}

void AlterTable::forget_outshone(const std::string& index) {
  std::erase_if(outshone_, [&](const Index& held) { return equal_ignoring_case(held.name, index); });
}

void AlterTable::drop_index(const std::string& name) {
  if (!known()) {
    std::erase(clauses_, "DROP INDEX IF EXISTS " + quote_name(name));  // of its foreign key
    return clause("DROP INDEX " + quote_name(name));
  }
  const auto& table = now();
  forget_outshone(name);
  dropped_indexes_.insert(lower(name));
  clause("DROP INDEX " + quote_name(name));
  const auto bare = [&](const auto& list) {
    for (const auto& held : list) {
      if (equal_ignoring_case(held.name, name)) bare_keys(held.columns);
    }
  };
  bare(table.uniques);
  bare(table.indexes);
}

/// An index over these elements goes. A run that goes on behind a crash may find it gone already.
void AlterTable::bare_keys(const std::vector<IndexColumn>& index) {
  const auto table = now_ ? now_ : table_now(ground_.connection, table_);
  for (const auto& key : table ? table->foreign_keys : std::vector<ForeignKey>()) {
    if (covers(index, key.columns, ground_.server.serves_keys_descending())) bared_.push_back(key);
  }
}

/// The table as the ALTER leaves it, as far as that can be told.
std::optional<Table> AlterTable::left() const {
  if (now_) return now_;
  Schema out;
  if (auto table = at_start()) out.tables.push_back(std::move(*table));
  if (out.tables.empty()) return std::nullopt;
  for (const auto& operation : taken_) {
    try {
      play(out, operation);
    } catch (const RevisionError&) {  // it is there already
    }
  }
  return std::move(out.tables.front());
}

/// A foreign key that has no other index to look into when all is done gets back the one that the server makes for it.
std::vector<std::string> AlterTable::keys_left_bare() const {
  std::vector<std::string> out;
  const auto table = bared_.empty() ? std::nullopt : left();
  for (const auto& key : bared_) {
    if (!table || key.name.empty() || !find_named(table->foreign_keys, key.name) ||
        is_served(*table, key.columns, ground_.server.serves_keys_descending()) ||
        ground_.suspended.contains(table_, key.name))
      continue;
    if (dropped_indexes_.contains(lower(key.name))) {
      throw DatabaseError("the foreign key " + key.name + " of " + display(table_) + " needs its index " + key.name,
                          "drop the foreign key before it, or leave the index");
    }
    out.push_back("ADD KEY " + quote_name(key.name) + " " + name_list(key.columns));
  }
  return out;
}

/// The servers take an AUTO_INCREMENT column only where an index begins with it (ER_WRONG_AUTO_KEY), after each ALTER.
std::vector<std::string> AlterTable::keep_numbering() const {
  const auto alters_column = [](const Operation& operation) {
    const auto* added = std::get_if<AddColumn>(&operation.value);
    return (added && added->column.identity) || std::holds_alternative<AlterColumn>(operation.value);
  };
  if (!changes_keys_ && std::ranges::none_of(taken_, alters_column)) return {};
  const auto before = start_ ? start_ : at_start(), after = left();
  if (!before || !after) return {};
  const bool had = find_named(before->indexes, numbering_index) || !unindexed_numbering(*before).empty();
  const auto column = unindexed_numbering(*after);
  const auto index = quote_name(std::string(numbering_index));
  if (had && column.empty()) return {"DROP INDEX " + index};
  if (had || column.empty() || !is_numbering_settled_later(column)) return {};
  return {"ADD KEY " + index + " (" + quote_name(column) + ")"};
}

/// Whether an operation behind this ALTER gives the column an index, or ends its numbering.
bool AlterTable::is_numbering_settled_later(const std::string& column) const {
  const auto settles = [&](const Operation& operation) {
    if (table_of(operation) != table_) return false;
    const auto* altered = std::get_if<AlterColumn>(&operation.value);
    const auto* dropped = std::get_if<DropColumn>(&operation.value);
    return (dropped && equal_ignoring_case(dropped->column, column)) ||
           (altered && equal_ignoring_case(altered->column, column)) || covers(index_made(operation), {column});
  };
  return std::ranges::any_of(ground_.rest, [&](const Operation& operation) {
    const auto* batch = std::get_if<Batch>(&operation.value);
    return batch ? std::ranges::any_of(batch->operations, settles) : settles(operation);
  });
}

/// The servers do not copy a table while a column of a foreign key gets another name, so that nothing that may need a
/// copy stands in the same ALTER (ER_ALTER_OPERATION_NOT_SUPPORTED_REASON, fk_check_copy_alter_table).
bool AlterTable::is_key_end(const std::string& column) {
  if (!known()) return false;
  const auto names = [&](const std::vector<std::string>& columns, const TableName& table, const std::string& key) {
    return !ground_.suspended.contains(table, key) &&
           std::ranges::any_of(columns, [&](const auto& name) { return equal_ignoring_case(name, column); });
  };
  const auto own = [&](const ForeignKey& key) { return names(key.columns, table_, key.name); };
  const auto to_it = [&](const HeldKey& held) { return names(held.key.target, held.table, held.key.name); };
  return std::ranges::any_of(now().foreign_keys, own) ||
         std::ranges::any_of(keys_to(ground_.connection, table_), to_it);
}

void AlterTable::drop_key(const ForeignKey& key) {
  dropped_keys_.insert(lower(key.name));
  if (parent_of(key) == table_) own_targets_.push_back(key.target);
  if (!ground_.suspended.contains(table_, key.name)) clause("DROP FOREIGN KEY " + quote_name(key.name));
  if (!known()) {
    if (ground_.server.mariadb) clause("DROP INDEX IF EXISTS " + quote_name(key.name));
    return;
  }
  if (const auto index = own_index_of(ground_.connection, ground_.server, now(), key); !index.empty()) {
    forget_outshone(index);
    clause("DROP INDEX " + quote_name(index));
  }
}

/// The constraint that a drop means, as the catalog has it or as the operation holds it.
Constraint AlterTable::find_constraint(const DropConstraint& operation) {
  auto name = operation.name;
  if (operation.constraint && name.empty()) name = name_of(*operation.constraint);
  if (operation.constraint && (!name.empty() || std::holds_alternative<PrimaryKey>(*operation.constraint))) {
    auto out = *operation.constraint;
    std::visit([&](auto& held) { held.name = name; }, out);
    return out;
  }
  const auto& table = now();
  if (operation.constraint) {
    if (auto found = find_equal(table, *operation.constraint)) return *found;
    throw DatabaseError("table " + display(table_) + " has no " + describe(*operation.constraint),
                        "`migrate inspect " + table_.name + "` says what it has");
  }
  if (const auto* found = find_named(table.uniques, name)) return *found;
  if (const auto* found = find_named(table.indexes, name); found && found->unique)
    return Unique{.name = found->name, .columns = found->columns};
  if (const auto* found = find_named(table.foreign_keys, name)) return *found;
  if (const auto* found = find_named(table.checks, name)) return *found;
  if (table.primary_key &&
      (name == table.primary_key->name || equal_ignoring_case(name, "primary") || name == "pk_" + table_.name)) {
    return *table.primary_key;
  }
  std::vector<std::string> names;
  for (const auto& held : table.uniques) names.push_back(held.name);
  for (const auto& held : table.foreign_keys) names.push_back(held.name);
  for (const auto& held : table.checks) names.push_back(held.name);
  throw DatabaseError("table " + display(table_) + " has no constraint " + name + did_you_mean(name, names),
                      names.empty() ? "it has none but its primary key" : "it has: " + join(names, ", "));
}

void AlterTable::drop_check(const std::string& name) {
  const bool only_check = !ground_.server.mariadb && ground_.server.version < 80019;
  clause((only_check ? "DROP CHECK " : "DROP CONSTRAINT ") + quote_name(name));
}

void AlterTable::add(const DropConstraint& operation) {
  std::visit(Overloaded{
                 [&](const PrimaryKey& held) {
                   bare_keys(held.columns);
                   clause("DROP PRIMARY KEY");
                 },
                 [&](const Unique& held) { drop_index(held.name); },
                 [&](const Check& held) { drop_check(held.name); },
                 [&](const ForeignKey& held) { drop_key(held); },
                 [&](const Exclusion& held) { render_constraint(held, ground_.server); },
             },
             find_constraint(operation));
}

/// Only indexes can be renamed; the others are dropped and made again, in the same statement.
void AlterTable::add(const RenameConstraint& operation) {
  auto held = find_constraint({.table = operation.table, .name = operation.from});
  if (std::holds_alternative<PrimaryKey>(held)) return;  // it has no name on these servers
  if (std::holds_alternative<Unique>(held)) return add(RenameIndex{operation.table, operation.from, operation.to});
  const bool is_key = std::holds_alternative<ForeignKey>(held);
  const bool away = is_key && ground_.suspended.contains(table_, operation.from);
  if (!is_key) drop_check(operation.from);
  if (is_key && !away) clause("DROP FOREIGN KEY " + quote_name(operation.from));
  if (is_key) {
    dropped_keys_.insert(lower(operation.from));
    if (const auto index = own_index_of(ground_.connection, ground_.server, now(), std::get<ForeignKey>(held));
        !index.empty())
      clause("RENAME INDEX " + quote_name(index) + " TO " + quote_name(operation.to));
  }
  std::visit([&](auto& constraint) { constraint.name = operation.to; }, held);
  if (!away) clause("ADD " + render_constraint(held, ground_.server));
}

void AlterTable::add(const RenameIndex& operation) {
  forget_outshone(operation.from);
  if (ground_.server.renames_indexes())
    return clause("RENAME INDEX " + quote_name(operation.from) + " TO " + quote_name(operation.to));
  const auto& table = now();
  clause("DROP INDEX " + quote_name(operation.from));
  if (const auto* unique = find_named(table.uniques, operation.from)) {
    auto renamed = *unique;
    renamed.name = operation.to;
    return clause("ADD " + render_constraint(renamed, ground_.server));
  }
  const auto* index = find_named(table.indexes, operation.from);
  if (!index)
    throw DatabaseError("table " + display(table_) + " has no index " + operation.from,
                        "`migrate inspect " + table_.name + "` says what it has");
  auto renamed = *index;
  renamed.name = operation.to;
  clause("ADD " + render_index(renamed, ground_.server));
}

}  // namespace migrate::mysql
