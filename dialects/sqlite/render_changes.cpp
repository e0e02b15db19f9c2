#include "dialects/sqlite/render_changes.hpp"

#include <algorithm>

#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/describe_way.hpp"
#include "dialects/sqlite/disk_space.hpp"
#include "dialects/sqlite/edit.hpp"
#include "dialects/sqlite/edit_in_place.hpp"
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

/// SQLite's DROP COLUMN compiles every view and trigger, and fails where one of them does, whatever it is about. A
/// rebuild only minds those that it would break itself.
std::string obstacle_of_views(Connection& catalog, const TableDraft& draft) {
  if (draft.cost != Cost::writes || !has_views_or_triggers(catalog)) return "";
  try {
    Scratch(catalog).run(draft.native);
    return "";
  } catch (const DatabaseError& error) {
    if (!std::string_view(error.what()).starts_with("error in ")) throw;  // "error in view adults: no such table: …"
    return error.what();
  }
}

/// Foreign keys are compared with what they were before where rows move, or a new one has to hold.
void tell_of_risk(Connection& connection, const TableDraft& draft, Way way) {
  auto* sqlite = dynamic_cast<SqliteConnection*>(&connection);
  const bool new_key = std::ranges::any_of(
      draft.guards, [](const GuardRequest& request) { return std::holds_alternative<NoOrphans>(request.question); });
  if (sqlite && (way == Way::rebuild || new_key)) sqlite->references_at_risk();
}

std::vector<Statement> render_rebuild(const Sight& sight, const TableDraft& draft, std::optional<std::size_t> rows) {
  if (const auto available = bytes_available(sight.rows)) refuse_full_disk(sight.rows, draft.name, *available);
  if (!rows) return rebuild(sight.catalog, draft);
  return rebuild(sight.catalog, draft, rows_to_copy(sight.rows, draft, *rows));
}

std::vector<Statement> render_draft(const Sight& sight, const TableDraft& draft, Recreate recreate) {
  auto out = guards(sight.catalog, draft);
  const auto choice = choose_way(sight, draft, recreate);
  tell_of_risk(sight.rows, draft, choice.way);
  const auto rows = count_rows(sight.rows, draft, choice.way);
  auto changes = choice.way == Way::native     ? draft.native
                 : choice.way == Way::in_place ? edit_in_place(draft)
                                               : render_rebuild(sight, draft, rows);
  if (!draft.dropped.empty()) refuse_referenced_columns(sight.catalog, draft);
  if (choice.way == Way::rebuild || !draft.dropped.empty()) refuse_to_break(sight.catalog, changes);
  if (!changes.empty()) changes.front().way = describe_way(draft, choice, rows);
  std::ranges::move(changes, std::back_inserter(out));
  return out;
}

std::vector<Statement> render_unit(const Sight& sight, const std::string& table, const Unit& unit, Recreate recreate) {
  if (unit.is_rename) return rename_column(sight.catalog, table, unit.operations.front());
  auto draft = load_draft(sight.catalog, table);
  for (const auto& operation : unit.operations) apply(draft, operation);
  return render_draft(sight, draft, recreate);
}

/// Renders units one after the other; those behind the first see the catalog that the ones before will leave, in a copy
/// of the schema.
std::vector<Statement> render_units(Connection& connection, const std::string& table, std::span<const Unit> units,
                                    Recreate recreate) {
  std::vector<Statement> out;
  std::optional<Scratch> scratch;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const Sight sight{scratch ? scratch->connection() : connection, connection};
    auto statements = render_unit(sight, table, units[i], recreate);
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

Choice choose_way(const Sight& sight, const TableDraft& draft, Recreate recreate) {
  if (recreate == Recreate::always) return {Way::rebuild, "the batch says recreate = \"always\""};
  const auto way = draft.reasons.empty() ? Way::native : Way::in_place;
  auto obstacle = way == Way::native ? "" : obstacle_in_place(sight, draft);
  if (obstacle.empty()) obstacle = obstacle_of_views(sight.catalog, draft);
  if (obstacle.empty()) return {way};
  if (recreate != Recreate::never) return {Way::rebuild, std::move(obstacle)};
  throw DatabaseError("table " + draft.name + " would have to be rebuilt (" + join(changes_of(draft), ", ") + ": " +
                          obstacle + "), and the batch says recreate = \"never\"",
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
