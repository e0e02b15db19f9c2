#include "dialects/sqlite/edit.hpp"

#include "dialects/sqlite/edit_parts.hpp"
#include "dialects/sqlite/edit_text.hpp"
#include "dialects/sqlite/render_table.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

/// Adapts a part of a table by way of a table that holds nothing else.
Table adapt_alone(const TableDraft& draft, Table table) {
  table.name = draft.name;
  Schema schema;
  schema.tables.push_back(std::move(table));
  return std::move(adapt_sqlite(std::move(schema)).tables.front());
}

/// The columns alone, with nothing that asks for a key.
Table plain_table(const TableDraft& draft) {
  Table table;
  table.columns = draft.table().columns;
  for (auto& column : table.columns) {
    column.identity.reset();
    column.options.clear();
  }
  return table;
}

/// Sets one of the words behind the table's parentheses as the operation says, if that is a change at all.
void set_table_option(TableDraft& draft, const SetTableOptions& change, const std::string& option, bool now,
                      std::string (*edit)(std::string_view, bool)) {
  const bool from = has_option(change.from, option), to = has_option(change.to, option);
  if (from == to || now == to) return;
  draft.sql = edit(draft.sql, to);
  draft.beyond_native((to ? "set " : "unset ") + option);
}

}  // namespace

void begin_step(TableDraft& draft) {
  draft.begun = {draft.sql, draft.values, draft.native.size(), draft.reasons.size()};
}

void end_step(TableDraft& draft) {
  DraftStep step{draft.begun.sql, draft.sql, {}, false, draft.where};
  const bool is_native = draft.reasons.size() == draft.begun.reasons;
  if (is_native) {
    step.native.assign(draft.native.begin() + static_cast<std::ptrdiff_t>(draft.begun.native), draft.native.end());
  } else {
    step.computes = draft.values != draft.begun.values;
  }
  if (!is_native || !step.native.empty()) draft.steps.push_back(std::move(step));
  begin_step(draft);
}

Column adapted_column(const TableDraft& draft, const Column& column) {
  refuse_enum(draft.name, column);
  Table table;
  table.columns = {column};
  if (draft.parsed().strict) table.options["sqlite.strict"] = true;
  const auto now = draft.table();
  const bool is_key = now.primary_key && now.primary_key->columns.size() == 1 &&
                      equal_ignoring_case(now.primary_key->columns.front().column, column.name);
  if (is_key || column.identity) {
    table.primary_key = PrimaryKey{};
    table.primary_key->columns.push_back(IndexColumn{.column = column.name});
  }
  return std::move(adapt_alone(draft, std::move(table)).columns.front());
}

Constraint adapted_constraint(const TableDraft& draft, const Constraint& constraint) {
  auto table = plain_table(draft);
  return std::visit(Overloaded{
                        [&](const PrimaryKey& key) -> Constraint {
                          table.primary_key = key;
                          return *adapt_alone(draft, std::move(table)).primary_key;
                        },
                        [&](const Unique& unique) -> Constraint {
                          table.uniques = {unique};
                          return adapt_alone(draft, std::move(table)).uniques.front();
                        },
                        [&](const Check& check) -> Constraint {
                          table.checks = {check};
                          return adapt_alone(draft, std::move(table)).checks.front();
                        },
                        [&](const ForeignKey& key) -> Constraint {
                          table.foreign_keys = {key};
                          return adapt_alone(draft, std::move(table)).foreign_keys.front();
                        },
                        [&](const Exclusion& exclusion) -> Constraint { return exclusion; },
                    },
                    constraint);
}

Index adapted_index(const TableDraft& draft, const Index& index) {
  auto table = plain_table(draft);
  table.indexes = {index};
  return std::move(adapt_alone(draft, std::move(table)).indexes.front());
}

Column require_column(const TableDraft& draft, std::string_view column) {
  const auto table = draft.table();
  std::vector<std::string> names;
  for (const auto& candidate : table.columns) {
    if (equal_ignoring_case(candidate.name, column)) return candidate;
    names.push_back(candidate.name);
  }
  throw DatabaseError("table " + draft.name + " has no column " + std::string(column) + did_you_mean(column, names));
}

void set_table_options(TableDraft& draft, const SetTableOptions& change) {
  const auto now = draft.parsed();
  set_table_option(draft, change, "sqlite.strict", now.strict, set_strict);
  set_table_option(draft, change, "sqlite.without_rowid", now.without_rowid, set_without_rowid);
}

void apply(TableDraft& draft, const Operation& operation) try {
  draft.where = operation.where;
  begin_step(draft);
  std::visit(Overloaded{
                 [&](const AddColumn& value) { add_column(draft, value); },
                 [&](const DropColumn& value) { drop_column(draft, value); },
                 [&](const AlterColumn& value) { alter_column(draft, value); },
                 [&](const CreatePrimaryKey& value) { create_constraint(draft, value.primary_key); },
                 [&](const CreateUnique& value) { create_constraint(draft, value.unique); },
                 [&](const CreateCheck& value) { create_constraint(draft, value.check); },
                 [&](const CreateForeignKey& value) { create_constraint(draft, value.foreign_key); },
                 [&](const CreateExclude& value) { create_constraint(draft, value.exclude); },
                 [&](const DropConstraint& value) { drop_constraint(draft, value); },
                 [&](const RenameConstraint& value) { rename_constraint(draft, value); },
                 [&](const SetTableOptions& value) { set_table_options(draft, value); },
                 [&](const SetTableComment&) {},  // SQLite keeps no comments
                 [&](const CreateIndex& value) { create_index(draft, value); },
                 [&](const DropIndex& value) { drop_index(draft, value); },
                 [&](const RenameIndex& value) { rename_index(draft, value); },
                 [&](const auto&) { throw Error("this is no operation on the text of one table"); },
             },
             operation.value);
  end_step(draft);
} catch (Error& error) {
  if (error.where == Where{}) error.where = operation.where;
  throw;
}

}  // namespace migrate::sqlite
