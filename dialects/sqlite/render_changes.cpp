#include "dialects/sqlite/render_changes.hpp"

#include <algorithm>

#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/edit.hpp"
#include "dialects/sqlite/guard.hpp"
#include "dialects/sqlite/rebuild.hpp"
#include "dialects/sqlite/rebuild_scratch.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

/// Either one rename of a column, or operations that are edits of one text.
struct Unit {
  std::string table;
  std::vector<Operation> operations;
  std::size_t completes = 0;  ///< how many of the given operations are done with it
  bool is_rename = false;
};

/// Columns that an operation gives new values to, and SQL that reads values.
struct Values {
  std::string written;
  std::string read;
};

Values values_of(const Operation& operation) {
  return std::visit(Overloaded{
                        [](const AddColumn& value) {
                          return Values{value.column.name, value.backfill};
                        },
                        [](const AlterColumn& value) {
                          const auto read = value.using_expression + " " + value.backfill;
                          return Values{trim(read).empty() ? "" : value.column, read};
                        },
                        [](const auto&) { return Values{}; },
                    },
                    operation.value);
}

class UnitCutter {
 public:
  void add(const Operation& operation) {
    const auto* change = std::get_if<AlterColumn>(&operation.value);
    if (change && !new_name_of(*change).empty()) return add_rename(operation, *change);
    append(operation);
    units_.back().completes += 1;
  }

  std::vector<Unit> take() { return std::move(units_); }

 private:
  void add_rename(const Operation& operation, const AlterColumn& change) {
    const bool more = changes_more_than_name(change);
    units_.push_back({"", {operation}, more ? std::size_t{0} : 1, true});
    if (more) units_.push_back({"", {{without_rename(change), operation.where}}, 1, false});
    // Whatever follows reads the column under its new name.
    closed_ = true;
  }

  /// Values are computed from the table as it was before the unit, so that nothing in it may read what it wrote.
  void append(const Operation& operation) {
    const auto values = values_of(operation);
    const auto is_read = [&](const std::string& column) { return mentions(values.read, column); };
    if (units_.empty() || closed_ || std::ranges::any_of(written_, is_read)) {
      units_.push_back({});
      written_.clear();
      closed_ = false;
    }
    units_.back().operations.push_back(operation);
    if (!values.written.empty()) written_.push_back(values.written);
  }

  std::vector<Unit> units_;
  std::vector<std::string> written_;
  bool closed_ = false;
};

std::vector<Statement> rename_column(Connection& connection, const std::string& table, const Operation& operation) {
  const auto& change = std::get<AlterColumn>(operation.value);
  const auto to = new_name_of(change);
  const auto draft = load_draft(connection, table);
  const auto parsed = draft.parsed();
  const auto* column = parsed.find_column(change.column);
  const auto* renamed = parsed.find_column(to);
  if (renamed && (!column || column->name.text == to)) return {};  // it has the name already
  if (!column || (renamed && renamed != column)) {
    std::vector<std::string> names;
    for (const auto& other : parsed.columns) names.push_back(other.name.text);
    throw DatabaseError("table " + draft.name +
                        (column ? " already has a column " + to
                                : " has no column " + change.column + did_you_mean(change.column, names)));
  }
  return {{.sql = "ALTER TABLE " + quote_name(draft.name) + " RENAME COLUMN " + quote_name(column->name.text) + " TO " +
                  quote_name(to),
           .purpose = "rename column " + column->name.text + " of " + draft.name + " to " + to,
           .where = operation.where}};
}

std::vector<Statement> finish(Connection& connection, const TableDraft& draft, Recreate recreate) {
  auto out = guards(connection, draft);
  const auto way = choose_way(draft, recreate);
  const auto changes = way == Way::native ? draft.native : rebuild(connection, draft);
  if (!draft.dropped.empty()) refuse_referenced_columns(connection, draft);
  if (way == Way::rebuild || !draft.dropped.empty()) refuse_to_break(connection, changes);
  out.insert(out.end(), changes.begin(), changes.end());
  return out;
}

std::vector<Statement> render_unit(Connection& connection, const std::string& table, const Unit& unit,
                                   Recreate recreate) {
  if (unit.is_rename) return rename_column(connection, table, unit.operations.front());
  auto draft = load_draft(connection, table);
  for (const auto& operation : unit.operations) apply(draft, operation);
  if (recreate == Recreate::always && draft.reasons.empty())
    draft.needs_rebuild("the batch says recreate = \"always\"");
  return finish(connection, draft, recreate);
}

/// Renders units one after the other; those behind the first see the catalog that the ones before will leave, in a copy
/// of the schema.
std::vector<Statement> render_units(Connection& connection, const std::string& table, std::span<const Unit> units,
                                    Recreate recreate) {
  std::vector<Statement> out;
  std::optional<Scratch> scratch;
  for (std::size_t i = 0; i < units.size(); ++i) {
    auto statements = render_unit(scratch ? scratch->connection() : connection, table, units[i], recreate);
    if (i + 1 < units.size()) {
      if (!scratch) scratch.emplace(connection);
      scratch->run(statements);
    }
    std::ranges::move(statements, std::back_inserter(out));
  }
  return out;
}

void flatten(const std::vector<Operation>& operations, UnitCutter& cutter) {
  for (const auto& operation : operations) {
    if (const auto* inner = std::get_if<Batch>(&operation.value)) {
      flatten(inner->operations, cutter);
    } else if (changes_one_table(operation)) {
      cutter.add(operation);
    } else {
      Error error("a batch holds changes of one table only", "write this operation outside of the batch");
      error.where = operation.where;
      throw error;
    }
  }
}

}  // namespace

Way choose_way(const TableDraft& draft, Recreate recreate) {
  if (draft.reasons.empty()) return Way::native;
  if (recreate != Recreate::never) return Way::rebuild;
  throw DatabaseError("table " + draft.name + " would have to be rebuilt (" + join(draft.reasons, ", ") +
                          "), and the batch says recreate = \"never\"",
                      "say recreate = \"auto\"");
}

bool changes_one_table(const Operation& operation) {
  return std::visit(Overloaded{
                        [](const AddColumn&) { return true; },
                        [](const DropColumn&) { return true; },
                        [](const AlterColumn&) { return true; },
                        [](const CreatePrimaryKey&) { return true; },
                        [](const CreateUnique&) { return true; },
                        [](const CreateCheck&) { return true; },
                        [](const CreateForeignKey&) { return true; },
                        [](const CreateExclude&) { return true; },
                        [](const DropConstraint&) { return true; },
                        [](const RenameConstraint&) { return true; },
                        [](const SetTableOptions&) { return true; },
                        [](const SetTableComment&) { return true; },
                        [](const CreateIndex&) { return true; },
                        [](const DropIndex&) { return true; },
                        [](const RenameIndex&) { return true; },
                        [](const auto&) { return false; },
                    },
                    operation.value);
}

Rendered render_changes(Connection& connection, std::span<const Operation> operations) {
  UnitCutter cutter;
  for (const auto& operation : operations) cutter.add(operation);
  const auto units = cutter.take();
  // The first units that complete an operation; the rest is for the next call, which sees the catalog that is then.
  std::size_t count = 0, done = 0;
  while (done == 0) done += units[count++].completes;
  const auto table = table_of(operations.front())->name;
  return {render_units(connection, table, std::span(units).first(count), Recreate::automatic), done};
}

std::vector<Statement> render_batch(Connection& connection, const Batch& batch) {
  UnitCutter cutter;
  flatten(batch.operations, cutter);
  auto units = cutter.take();
  if (units.empty() && batch.recreate == Recreate::always) units.emplace_back();  // it is asked for, even so
  return render_units(connection, batch.table.name, units, batch.recreate);
}

std::vector<Statement> render_rename(Connection& connection, const RenameTable& rename, const Where& where) {
  const auto now = require_table(connection, rename.table.name);
  if (now == rename.to) return {};
  const auto step = [&](const std::string& from, const std::string& to) {
    return Statement{.sql = "ALTER TABLE " + quote_name(from) + " RENAME TO " + quote_name(to),
                     .purpose = "rename table " + now + " to " + rename.to,
                     .where = where};
  };
  if (!equal_ignoring_case(now, rename.to)) return {step(now, rename.to)};
  // To SQLite a name that differs in case alone is taken.
  const auto between = std::string(rebuild_prefix) + now;
  return {step(now, between), step(between, rename.to)};
}

}  // namespace migrate::sqlite
