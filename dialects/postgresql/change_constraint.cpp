#include "dialects/postgresql/change_constraint.hpp"

#include <algorithm>
#include <optional>

#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/guard.hpp"
#include "dialects/postgresql/questions.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/naming.hpp"

namespace migrate::postgresql {
namespace {

void reads(TableUnit& unit, const Constraint& constraint) {
  unit.way("reads every row of " + display(unit.table()) + ": " + describe(constraint));
}

void add(TableUnit& unit, const Constraint& constraint) { unit.clause("ADD " + render_constraint(constraint)); }

const ForeignKey* foreign_key_of(const Operation& operation) {
  const auto* create = std::get_if<CreateForeignKey>(&operation.value);
  return create ? &create->foreign_key : nullptr;
}
const Check* check_of(const Operation& operation) {
  const auto* create = std::get_if<CreateCheck>(&operation.value);
  return create ? &create->check : nullptr;
}

std::optional<std::string> in_place(const Check& from, const Check& to) {
  auto valid = from;
  valid.not_valid = false;
  if (!from.not_valid || valid != to) return std::nullopt;
  return "VALIDATE CONSTRAINT " + quote_name(to.name);
}

std::optional<std::string> in_place(const ForeignKey& from, const ForeignKey& to) {
  auto like = from;
  like.not_valid = to.not_valid;
  if (from.not_valid && !to.not_valid && like == to) return "VALIDATE CONSTRAINT " + quote_name(to.name);
  if (from.not_valid != to.not_valid) return std::nullopt;
  like.deferrable = to.deferrable;
  like.initially = to.initially;
  if (like != to) return std::nullopt;
  const auto timing = render_deferrable(to.deferrable, to.initially);
  return "ALTER CONSTRAINT " + quote_name(to.name) + (timing.empty() ? " NOT DEFERRABLE" : timing);
}

template <class T>
std::optional<std::string> in_place(const Constraint& dropped, const T* created) {
  const auto* from = std::get_if<T>(&dropped);
  return from && created && from->name == created->name ? in_place(*from, *created) : std::nullopt;
}

}  // namespace

void add_constraint(Connection& connection, const TableName& table, TableUnit& unit, const PrimaryKey& key) {
  if (!unit.concerns(column_names(key.columns)))
    unit.guard(
        no_duplicates(unit.table(), only_own(connection, table), key.columns, "", false, describe(Constraint(key))));
  add(unit, key);
  reads(unit, key);
}

void add_constraint(Connection& connection, const TableName& table, TableUnit& unit, const Unique& unique) {
  if (!unit.concerns(column_names(unique.columns)))
    unit.guard(no_duplicates(unit.table(), only_own(connection, table), unique.columns, "", unique.nulls_not_distinct,
                             describe(Constraint(unique))));
  add(unit, unique);
  reads(unit, unique);
}

void add_constraint(Connection&, const TableName&, TableUnit& unit, const Check& check) {
  if (!check.not_valid && !unit.concerns(check.expression)) unit.guard(no_violations(unit.table(), check));
  add(unit, check);
  if (!check.not_valid) reads(unit, check);
}

void add_constraint(Connection& connection, const TableName& table, TableUnit& unit, const ForeignKey& key) {
  if (!key.not_valid && !key.target.empty() && !unit.concerns(key.columns))
    unit.guard(no_orphans(unit.table(), only_own(connection, table), only_own(connection, parent_of(key)), key));
  add(unit, key);
  if (!key.not_valid) reads(unit, key);
}

void add_constraint(Connection&, const TableName&, TableUnit& unit, const Exclusion& exclusion) {
  add(unit, exclusion);
  reads(unit, exclusion);
}

ValidatedPairs validated_pairs(std::span<const Operation> operations) {
  ValidatedPairs out;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const auto* drop = std::get_if<DropConstraint>(&operations[i].value);
    if (!drop || !drop->constraint || name_of(*drop->constraint).empty()) continue;
    for (auto j = i + 1; j < operations.size(); ++j) {
      auto clause = in_place(*drop->constraint, check_of(operations[j]));
      if (!clause) clause = in_place(*drop->constraint, foreign_key_of(operations[j]));
      if (!clause || out.creates.contains(j)) continue;
      out.drops.insert(i);
      out.creates.emplace(j, std::move(*clause));
      break;
    }
  }
  return out;
}

Index with_name(const TableName& table, Index index) {
  if (!index.name.empty()) return index;
  Table named;
  named.name = table.name;
  index.name = name_of(named, index, NamingTemplates{});
  return index;
}

}  // namespace migrate::postgresql
