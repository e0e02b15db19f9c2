#include "dialects/postgresql/inherited.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "dialects/postgresql/options.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::postgresql {
namespace {

bool has_own_numbers(const Column& column) {
  return column.identity || has_flag(column.options, "postgresql.serial") ||
         (column.default_sql && column.default_sql->starts_with("nextval("));
}

/// Numbers are each table's own: what is said of them here is said there.
void take_numbers(Column& to, const Column& from) {
  to.identity = from.identity;
  to.default_sql = from.default_sql;
  to.options.erase("postgresql.serial");
  if (has_flag(from.options, "postgresql.serial")) to.options["postgresql.serial"] = true;
}

bool is_in_key(const Table& table, const std::string& column) {
  return table.primary_key &&
         std::ranges::any_of(table.primary_key->columns, [&](const auto& part) { return part.column == column; });
}

/// What a column is in all, with what it has from the tables above.
class Lineage {
 public:
  explicit Lineage(const TableFinder& tables) : tables_(tables) {}

  std::optional<Column> of(const Table& table, const std::string& name) const {
    const auto* own = find_named(table.columns, name);
    auto out = above(table, name);
    if (!out && !own) return std::nullopt;
    if (!out) return *own;
    if (own) say_again(*out, *own);
    if (is_in_key(table, name)) out->nullable = false;
    return out;
  }

  /// What the table would have of it if it said nothing.
  std::optional<Column> above(const Table& table, const std::string& name) const {
    std::optional<Column> out;
    for (const auto& parent : parents(table)) {
      const auto found = of(*parent, name);
      if (!found) continue;
      if (!out) out = inherited(*found);
      if (!found->nullable) out->nullable = false;
      if (!out->default_sql) out->default_sql = found->default_sql;
    }
    return out;
  }

  std::set<std::string> names_above(const Table& table) const {
    std::set<std::string> out;
    for (const auto& parent : parents(table)) {
      for (const auto& column : parent->columns) out.insert(column.name);
      out.merge(names_above(*parent));
    }
    return out;
  }

 private:
  std::vector<const Table*> parents(const Table& table) const {
    std::vector<const Table*> out;
    for (const auto& name : parents_of(table)) {
      const auto* found = tables_(name.schema, name.name);
      if (found && found != &table) out.push_back(found);
    }
    return out;
  }
  static Column inherited(Column column) {
    column.comment.clear();
    column.renamed_from.clear();
    column.options.erase("postgresql.not_null_name");
    column.options.erase(inherited_option);
    return column;
  }
  static void say_again(Column& out, const Column& own) {
    out.nullable = out.nullable && own.nullable;
    if (has_own_numbers(own) || has_own_numbers(out)) take_numbers(out, own);
    if (own.default_sql) out.default_sql = own.default_sql;
    if (own.generated) out.generated = own.generated;
    out.comment = own.comment;
    for (const auto& [key, value] : own.options) out.options[key] = value;
  }

  const TableFinder& tables_;
};

/// A column of the database as it is when that of its parents, `before`, has become `after`.
void follow(Column& column, const Table& table, const std::optional<Column>& before, const Column& after,
            const Equivalence& rules) {
  if (!before) return;
  if (!rules.same_type(table, *before, after)) column.type = after.type;
  if (!rules.same_column_collation(table, *before, after)) column.collation = after.collation;
  if (before->nullable != after.nullable) column.nullable = after.nullable;
  if (!rules.same_default(table, *before, after) && rules.same_default(table, column, *before))
    column.default_sql = after.default_sql;
  if (before->generated != after.generated && column.generated == before->generated) column.generated = after.generated;
}

void put(Table& table, Column column) {
  if (auto* held = find_named(table.columns, column.name)) {
    *held = std::move(column);
  } else {
    table.columns.push_back(std::move(column));
  }
}

}  // namespace

std::pair<Table, Table> with_inherited(const Table& current, const Table& wanted, const Equivalence& rules,
                                       const TableFinder& current_tables, const TableFinder& wanted_tables) {
  std::pair<Table, Table> out{current, wanted};
  const Lineage before(current_tables), after(wanted_tables);
  const auto names = after.names_above(wanted);
  std::erase_if(out.first.columns, [&](const Column& column) {
    return has_flag(column.options, inherited_option) && !names.contains(column.name);
  });
  for (const auto& name : names) {
    const auto* held = find_named(current.columns, name);
    const auto* said = find_named(wanted.columns, name);
    if (!held && !said) continue;
    const auto parent = after.above(wanted, name);
    auto now = held ? *held : *parent;
    if (held) follow(now, current, before.above(current, name), *parent, rules);
    auto then = *after.of(wanted, name);
    if (has_own_numbers(*parent) && !said) take_numbers(then, now);
    if (has_own_numbers(*parent) && !held) take_numbers(now, then);
    put(out.first, std::move(now));
    put(out.second, std::move(then));
  }
  return out;
}

}  // namespace migrate::postgresql
