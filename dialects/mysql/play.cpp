#include "dialects/mysql/play.hpp"

#include <algorithm>

#include "dialects/mysql/expressions.hpp"
#include "src/base/text.hpp"
#include "src/operations/apply.hpp"
#include "src/schema/expression.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::mysql {
namespace {

bool means_primary_key(const Table& table, const std::string& name) {
  const bool other = find_named(table.uniques, name) || find_named(table.checks, name) ||
                     find_named(table.foreign_keys, name) || find_named(table.indexes, name);
  return table.primary_key && !other;
}

/// What a drop means by what it says, without a name; null where it means no check, or one that is not there.
const Check* dropped_check(const Table& table, const DropConstraint& drop) {
  const auto* wanted = drop.constraint && drop.name.empty() ? std::get_if<Check>(&*drop.constraint) : nullptr;
  return wanted && wanted->name.empty() ? check_like(table, wanted->expression) : nullptr;
}

/// The operation by the kind and the name that its object has here.
AnyOperation as_held(const Table& table, const Operation& operation) {
  if (const auto* drop = std::get_if<DropIndex>(&operation.value); drop && find_named(table.uniques, drop->name))
    return DropConstraint{.table = drop->table, .name = drop->name};
  if (const auto* rename = std::get_if<RenameIndex>(&operation.value);
      rename && find_named(table.uniques, rename->from)) {
    return RenameConstraint{rename->table, rename->from, rename->to};
  }
  if (const auto* drop = std::get_if<DropConstraint>(&operation.value)) {
    if (const auto* check = dropped_check(table, *drop))
      return DropConstraint{.table = drop->table, .name = check->name};
    const bool unnamed = drop->constraint && !std::holds_alternative<PrimaryKey>(*drop->constraint);
    if (!unnamed && means_primary_key(table, drop->name))
      return DropConstraint{.table = drop->table, .constraint = PrimaryKey{}};
    if (!drop->name.empty() && find_named(table.indexes, drop->name) && !find_named(table.foreign_keys, drop->name))
      return DropIndex{.table = drop->table, .name = drop->name};
  }
  return operation.value;
}

/// Here defaults and periods name columns too.
void rename_in_table(Table& table, const std::string& from, const std::string& to) {
  rename_in_expressions(table, from, to);
  const auto rewrite = [&](std::string& text) { text = replace_identifier(text, from, to); };
  if (const auto period = table.options.find("mysql.period"); period != table.options.end())
    rewrite(std::get<std::string>(period->second));
  for (auto& column : table.columns) {
    if (column.default_sql) rewrite(*column.default_sql);
  }
}

}  // namespace

const Check* check_like(const Table& table, std::string_view expression) {
  const auto said = canonical_expression(expression);
  const auto found = std::ranges::find_if(
      table.checks, [&](const Check& held) { return canonical_expression(held.expression) == said; });
  return found == table.checks.end() ? nullptr : &*found;
}

void play(Schema& schema, const Operation& operation) {
  if (const auto* batch = std::get_if<Batch>(&operation.value)) {
    for (const auto& part : batch->operations) play(schema, part);
    return;
  }
  const auto name = table_of(operation);
  auto* table = name ? find_table(schema, name->name, name->schema) : nullptr;
  if (!table) return apply_to(schema, operation);
  const auto* altered = std::get_if<AlterColumn>(&operation.value);
  apply_to(schema, Operation{as_held(*table, operation), operation.where});
  if (!altered) return;
  const auto& to = altered->to ? altered->to->name : altered->set.name;
  if (!to.empty() && to != altered->column) rename_in_table(*table, altered->column, to);
}

}  // namespace migrate::mysql
