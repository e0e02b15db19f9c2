#include "dialects/postgresql/render.hpp"

#include <algorithm>
#include <optional>

#include "dialects/postgresql/change_column.hpp"
#include "dialects/postgresql/change_constraint.hpp"
#include "dialects/postgresql/concurrently.hpp"
#include "dialects/postgresql/conversions.hpp"
#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/dependents.hpp"
#include "dialects/postgresql/inherited.hpp"
#include "dialects/postgresql/render_changes.hpp"
#include "dialects/postgresql/render_data.hpp"
#include "dialects/postgresql/render_enum.hpp"
#include "dialects/postgresql/render_sequence.hpp"
#include "dialects/postgresql/suspend_foreign_keys.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/error.hpp"
#include "src/operations/describe.hpp"

namespace migrate::postgresql {
namespace {

using Statements = std::vector<Statement>;

void append(Statements& to, Statements more) { std::ranges::move(more, std::back_inserter(to)); }

/// A column that the table has from another, and has changed.
void change_inherited(std::vector<std::string>& clauses, const Column& column) {
  const auto alter = "ALTER COLUMN " + quote_name(column.name);
  clauses.push_back(alter +
                    (column.default_sql ? " SET DEFAULT " + default_text(*column.default_sql) : " DROP DEFAULT"));
  if (!column.nullable && !not_null_of(column).not_valid) clauses.push_back(alter + " SET NOT NULL");
}

/// What has no place in CREATE TABLE: the storage of columns before PostgreSQL 16, and NOT NULL that is not valid.
void finish_columns(Statements& out, const Table& table) {
  std::vector<std::string> clauses;
  for (const auto& column : table.columns) {
    if (has_option(column.options, inherited_option)) change_inherited(clauses, column);
    if (!column.nullable && not_null_of(column).not_valid) clauses.push_back("ADD " + render_not_null(column));
    const auto alter = "ALTER COLUMN " + quote_name(column.name) + " SET ";
    if (const auto storage = text_option(column.options, "postgresql.storage"); !storage.empty())
      clauses.push_back(alter + "STORAGE " + storage);
    if (const auto method = text_option(column.options, "postgresql.compression"); !method.empty())
      clauses.push_back(alter + "COMPRESSION " + method);
  }
  if (!clauses.empty()) out.push_back({.sql = alter_table_text({table.name, table.schema}, clauses)});
}

/// CREATE TABLE takes NOT VALID, and makes a valid constraint of it, as there are no rows: such ones come behind it
/// (https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT).
template <class T>
void take_not_valid(std::vector<T>& constraints, std::vector<std::string>& clauses) {
  const auto waits = [](const T& one) { return one.not_valid && !has_option(one.options, "postgresql.not_enforced"); };
  for (const auto& one : constraints) {
    if (waits(one)) clauses.push_back("ADD " + render_constraint(one));
  }
  std::erase_if(constraints, waits);
}

Statements create_table(Table table) {
  const TableName name{table.name, table.schema};
  std::vector<std::string> not_valid;
  take_not_valid(table.checks, not_valid);
  take_not_valid(table.foreign_keys, not_valid);
  Statements out{{.sql = render_table(table)}};
  if (!not_valid.empty()) out.push_back({.sql = alter_table_text(name, not_valid)});
  finish_columns(out, table);
  for (auto& index : table.indexes) {
    index = with_name(name, std::move(index));
    index.concurrently = false;  // nobody else has the table yet
    out.push_back({.sql = render_index(name, index), .purpose = "create index " + index.name});
  }
  for (auto& sql : render_comments(table)) out.push_back({.sql = std::move(sql)});
  return out;
}

std::vector<Statement> render_all(Connection& connection, std::span<const Operation> operations,
                                  const std::set<std::string>& gone);

/// What is not a change of one table.
Statements render_one(Connection& connection, const Operation& operation, const std::set<std::string>& gone) {
  return std::visit(
      Overloaded{
          [&](const CreateTable& o) {
            for (const auto& column : o.table.columns) refuse_newer(connection, {o.table.name, o.table.schema}, column);
            return create_table(o.table);
          },
          [&](const DropTable& o) {
            refuse_to_drop_table(connection, o.table);
            return Statements{{.sql = "DROP TABLE " + quote_table(o.table)}};
          },
          [](const CreateSchema& o) { return Statements{{.sql = "CREATE SCHEMA " + quote_name(o.name)}}; },
          [](const DropSchema& o) { return Statements{{.sql = "DROP SCHEMA " + quote_name(o.name)}}; },
          [](const CreateEnum& o) { return create_enum(o.type); },
          [&](const AlterEnum& o) { return alter_enum(connection, o); },
          [&](const DropEnum& o) { return drop_enum(connection, o); },
          [](const CreateSequence& o) {
            Statements out{create_sequence(o.sequence)};
            if (!o.sequence.owned_by.empty()) out.push_back(own_sequence(o.sequence));
            return out;
          },
          [](const AlterSequence& o) { return alter_sequence(o); },
          [&](const DropSequence& o) { return drop_sequence(connection, o); },
          [&](const Execute& o) { return render_execute(o, operation.where); },
          [&](const BulkInsert& o) { return render_bulk_insert(o, operation.where); },
          [&](const Batch& o) { return render_all(connection, o.operations, gone); },
          [](const Call& o) -> Statements {
            throw DatabaseError("the data step '" + o.step + "' is C++ code, which cannot be said in SQL",
                                "run its revision on the database itself, with `migrate upgrade`");
          },
          [](const auto&) { return Statements{}; },
      },
      operation.value);
}

/// How many operations at the beginning change one and the same table, and run in one piece.
std::size_t same_table(std::span<const Operation> operations) {
  std::size_t count = 0;
  auto table = table_of(operations.front());
  while (count < operations.size() && changes_one_table(operations[count]) && *table_of(operations[count]) == *table) {
    if (const auto* rename = std::get_if<RenameTable>(&operations[count].value)) table->name = rename->to;
    const bool alone = outside_transaction(operations[count], {});
    if (alone && count > 0) break;
    ++count;
    if (alone) break;
  }
  return count;
}

/// The sequence that gets an owner by the operation; null where it is none of that kind.
Sequence* given_owner(Operation& operation) {
  if (auto* create = std::get_if<CreateSequence>(&operation.value)) return &create->sequence;
  auto* alter = std::get_if<AlterSequence>(&operation.value);
  return alter && alter->from.owned_by != alter->to.owned_by ? &alter->to : nullptr;
}

/// Where the column comes that owns the sequence; 0 where none of the operations behind the first one brings it.
std::size_t place_of_owner(std::span<const Operation> operations, const Sequence& sequence) {
  const auto [owner, column] = owner_of(sequence);
  for (std::size_t i = 1; i < operations.size() && !owner.name.empty(); ++i) {
    const auto* table = std::get_if<CreateTable>(&operations[i].value);
    const auto* add = std::get_if<AddColumn>(&operations[i].value);
    if (table && table->table.name == owner.name && table->table.schema == owner.schema) return i;
    if (add && add->table == owner && add->column.name == column) return i;
  }
  return 0;
}

/// Sequences that are owned by columns which later operations bring, with all operations up to the last of these: each
/// is made first, as a default may need it, and is owned behind them all.
struct OwnedLater {
  std::vector<Operation> operations;  ///< without these owners; none where there is no such sequence
  Statements owners;
};

OwnedLater owned_later(std::span<const Operation> operations) {
  const auto& first = operations.front().value;
  if (!std::holds_alternative<CreateSequence>(first) && !std::holds_alternative<AlterSequence>(first)) return {};
  OwnedLater out;
  std::size_t count = 1;
  for (std::size_t i = 0; i < count; ++i) {
    out.operations.push_back(operations[i]);
    auto* sequence = given_owner(out.operations.back());
    const auto place = sequence ? place_of_owner(operations.subspan(i), *sequence) : 0;
    if (place > 0) {
      count = std::max(count, i + place + 1);
      out.owners.push_back(own_sequence(*sequence));
      out.owners.back().purpose = describe(operations[i]);
      const auto* alter = std::get_if<AlterSequence>(&operations[i].value);
      sequence->owned_by = alter ? alter->from.owned_by : "";
    }
    if (count == 1) return {};
  }
  return out;
}

Rendered render_next(Connection& connection, std::span<const Operation> operations, bool whole,
                     const std::set<std::string>& gone) {
  const auto& first = operations.front();
  if (auto later = owned_later(operations); !later.operations.empty()) {
    auto out = render_all(connection, later.operations, gone);
    append(out, std::move(later.owners));
    return {std::move(out), later.operations.size()};
  }
  const auto run = changes_one_table(first) ? same_table(operations) : 0;
  refuse_without_using(connection, operations, run);
  const auto count = std::max(run, std::size_t{std::holds_alternative<Batch>(first.value)});
  const auto group = count > 0 && gone.empty() ? suspended_group(connection, count, operations) : std::nullopt;
  if (group) {
    auto out = drop_foreign_keys(*group);
    append(out, render_all(connection, operations.first(group->operations), names_of(*group)));
    append(out, put_back_foreign_keys(*group));
    return {std::move(out), group->operations};
  }
  if (run > 0) return render_changes(connection, operations.first(run), whole, gone);
  auto statements = render_one(connection, first, gone);
  for (auto& statement : statements) {
    if (statement.purpose.empty()) statement.purpose = describe(first);
  }
  return {std::move(statements), 1};
}

Rendered render_placed(Connection& connection, std::span<const Operation> operations, bool whole,
                       const std::set<std::string>& gone) {
  try {
    auto out = render_next(connection, operations, whole, gone);
    for (auto& statement : out.statements) {
      if (statement.where == Where{}) statement.where = operations.front().where;
    }
    return out;
  } catch (Error& error) {
    if (error.where == Where{}) error.where = operations.front().where;
    throw;
  }
}

std::vector<Statement> render_all(Connection& connection, std::span<const Operation> operations,
                                  const std::set<std::string>& gone) {
  Statements out;
  while (!operations.empty()) {
    auto rendered = render_placed(connection, operations, true, gone);
    append(out, std::move(rendered.statements));
    operations = operations.subspan(rendered.operations);
  }
  return out;
}

}  // namespace

Rendered render(Connection& connection, std::span<const Operation> operations) {
  if (operations.empty()) return {};
  return render_placed(connection, operations, false, {});
}

}  // namespace migrate::postgresql
