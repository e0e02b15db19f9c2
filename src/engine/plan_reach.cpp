#include "src/engine/plan_reach.hpp"

#include <algorithm>
#include <utility>

#include "dialects/data.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/operations/touches.hpp"

namespace migrate {
namespace {

bool meet(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::ranges::any_of(a, [&](const std::string& name) { return b.contains(name); });
}

/// Whether running it writes into rows that are there.
bool writes_rows(const Operation& operation) {
  return std::visit(Overloaded{
                        [](const AddColumn& o) { return !o.backfill.empty(); },
                        [](const AlterColumn& o) { return !o.backfill.empty() || !o.using_expression.empty(); },
                        [](const BulkInsert&) { return true; },
                        [](const auto&) { return false; },
                    },
                    operation.value);
}

bool alters_columns(const Operation& operation) {
  return std::holds_alternative<AddColumn>(operation.value) || std::holds_alternative<DropColumn>(operation.value) ||
         std::holds_alternative<AlterColumn>(operation.value);
}

}  // namespace

void PlanReach::add(const Operation& operation) {
  if (const auto* batch = std::get_if<Batch>(&operation.value)) {
    for (const auto& inner : batch->operations) add(inner);
    return;
  }
  if (std::holds_alternative<Call>(operation.value)) return anything("a data step runs before it");
  if (const auto* execute = std::get_if<Execute>(&operation.value)) {
    if (const auto* text = text_for(dialect_.name(), *execute)) add_sql(*text);
    return;
  }
  if (const auto* create = std::get_if<CreateTable>(&operation.value)) made_.insert(lower(create->table.name));
  const bool moves =
      std::holds_alternative<DropTable>(operation.value) || std::holds_alternative<RenameTable>(operation.value);
  about_types_ = about_types_ || !table_of(operation);
  for (const auto& touch : touches(operation)) {
    touched_.insert(lower(touch.table.name));
    if (moves) moved_.insert(lower(touch.table.name));
    if (alters_columns(operation)) changed_.emplace(lower(touch.table.name), lower(touch.column));
    if (writes_rows(operation)) write(lower(touch.table.name));
  }
}

void PlanReach::anything(std::string why) {
  if (anything_.empty()) anything_ = std::move(why);
}

void PlanReach::add_sql(std::string_view text) {
  for (const auto& statement : dialect_.split(text)) {
    const auto reach = surroundings_of(dialect_).reach(statement.sql);
    if (reach.anything) return anything("SQL before it may change anything");
    if (meet(reach.names, rules_.routines)) return anything("SQL before it calls a routine, which may change anything");
    sql_about_schema_ = sql_about_schema_ || reach.schema;
    if (reach.schema) in_schema_.insert(reach.names.begin(), reach.names.end());
    for (const auto& name : reach.names) reach.schema ? void(written_.insert(name)) : write(name);
    write_cascades();
  }
}

void PlanReach::write(const std::string& table) {
  written_.insert(table);
  if (rules_.triggered.contains(table)) anything("rows of " + table + ", which has triggers, are written before it");
}

/// Rows of children change with those of their parents, and theirs with them.
void PlanReach::write_cascades() {
  for (bool more = true; more;) {
    more = false;
    for (const auto& [parent, child] : rules_.cascades) {
      if (!written_.contains(parent) || written_.contains(child)) continue;
      write(child);
      more = true;
    }
  }
}

bool PlanReach::is_new_and_empty(const TableName& table) const {
  const auto name = lower(table.name);
  return anything_.empty() && made_.contains(name) && !written_.contains(name);
}

bool PlanReach::leaves_alone(const Operation& operation) const {
  const auto tables = touches(operation);
  if (tables.empty() || (about_types_ && std::holds_alternative<AlterColumn>(operation.value))) return false;
  return std::ranges::none_of(tables, [&](const Touch& touch) {
    const auto name = lower(touch.table.name);
    return made_.contains(name) || moved_.contains(name) || touched_.contains(name);
  });
}

std::string PlanReach::why_rows_may_change(std::span<const TableName> tables, std::string_view query) const {
  if (!anything_.empty()) return anything_;
  const auto names = surroundings_of(dialect_).reach(query).names;
  for (const auto& table : tables) {
    const auto name = lower(table.name);
    if (written_.contains(name)) return "rows of " + display(table) + " may be written before it";
    if (moved_.contains(name) || made_.contains(name)) return display(table) + " gets its name before it";
    for (const auto& [changed, column] : changed_) {
      if (changed == name && names.contains(column)) return display(table) + "." + column + " changes before it";
    }
  }
  return {};
}

bool PlanReach::may_change_object(const std::string& name) const {
  const auto dot = name.rfind('.');
  return !anything_.empty() || in_schema_.contains(lower(name)) ||
         (dot != name.npos && in_schema_.contains(lower(name.substr(dot + 1))));
}

bool PlanReach::may_change_schema(std::span<const TableName> tables) const {
  if (!anything_.empty()) return true;
  if (tables.empty()) return sql_about_schema_;
  return std::ranges::any_of(tables, [&](const TableName& table) { return in_schema_.contains(lower(table.name)); });
}

}  // namespace migrate
