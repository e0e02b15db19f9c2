#include "src/operations/apply.hpp"

#include <algorithm>

#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

class Applier {
 public:
  Applier(Schema& schema, const Operation& operation) : schema_(schema), operation_(operation) {}

  void operator()(const CreateTable& o) {
    if (find_table(schema_, o.table.name, o.table.schema)) fail("there is already a table " + o.table.name);
    schema_.tables.push_back(o.table);
  }
  void operator()(const DropTable& o) {
    table(o.table);
    std::erase_if(schema_.tables, [&](const Table& t) { return t.name == o.table.name && t.schema == o.table.schema; });
  }
  void operator()(const RenameTable& o) {
    auto& renamed = table(o.table);
    for (auto& other : schema_.tables) {
      for (auto& key : other.foreign_keys) {
        if (key.references == o.table.name && key.references_schema == o.table.schema) key.references = o.to;
      }
    }
    renamed.name = o.to;
    const auto before = o.table.name + ".";
    for (auto& sequence : schema_.sequences) {
      if (sequence.schema == o.table.schema && sequence.owned_by.starts_with(before))
        sequence.owned_by.replace(0, before.size(), o.to + ".");
    }
  }
  void operator()(const SetTableOptions& o) { table(o.table).options = o.to; }
  void operator()(const SetTableComment& o) { table(o.table).comment = o.to; }
  void operator()(const AddColumn& o) {
    auto& columns = table(o.table).columns;
    if (find_named(columns, o.column.name))
      fail("table " + display(o.table) + " already has a column " + o.column.name);
    columns.insert(place_of(columns, o), o.column);
  }
  void operator()(const DropColumn& o) {
    column(o.table, o.column);
    remove(table(o.table).columns, o.column);
  }
  void operator()(const AlterColumn& o) {
    auto& on = table(o.table);
    if (o.from && inherits(on) && !find_named(on.columns, o.column)) on.columns.push_back(*o.from);
    auto& altered = column(o.table, o.column);
    const auto before = altered.name;
    altered = o.to ? *o.to : changed(altered, o.set);
    if (altered.name != before) rename_column(schema_, o.table.name, o.table.schema, before, std::string(altered.name));
  }
  void operator()(const CreatePrimaryKey& o) {
    auto& key = table(o.table).primary_key;
    if (key) fail("table " + display(o.table) + " already has a primary key");
    key = o.primary_key;
  }
  void operator()(const CreateUnique& o) { table(o.table).uniques.push_back(o.unique); }
  void operator()(const CreateCheck& o) { table(o.table).checks.push_back(o.check); }
  void operator()(const CreateForeignKey& o) { table(o.table).foreign_keys.push_back(o.foreign_key); }
  void operator()(const CreateExclude& o) { table(o.table).exclusions.push_back(o.exclude); }
  void operator()(const DropConstraint& o) {
    auto& from = table(o.table);
    if (o.constraint && o.name.empty())
      return std::visit([&](const auto& held) { drop_equal(from, held); }, *o.constraint);
    if (from.primary_key && from.primary_key->name == o.name) return from.primary_key.reset();
    if (remove(from.uniques, o.name) || remove(from.checks, o.name) || remove(from.foreign_keys, o.name) ||
        remove(from.exclusions, o.name)) {
      return;
    }
    if (o.constraint && std::holds_alternative<PrimaryKey>(*o.constraint) && from.primary_key)
      return from.primary_key.reset();
    fail("table " + display(o.table) + " has no constraint " + o.name);
  }
  void operator()(const RenameConstraint& o) {
    auto& on = table(o.table);
    if (on.primary_key && on.primary_key->name == o.from) on.primary_key->name = o.to;
    const auto rename = [&](auto& constraints) {
      if (auto* found = find_named(constraints, o.from)) found->name = o.to;
    };
    rename(on.uniques);
    rename(on.checks);
    rename(on.foreign_keys);
    rename(on.exclusions);
  }
  void operator()(const CreateIndex& o) { table(o.table).indexes.push_back(o.index); }
  void operator()(const DropIndex& o) {
    if (!remove(table(o.table).indexes, o.name)) fail("table " + display(o.table) + " has no index " + o.name);
  }
  void operator()(const RenameIndex& o) {
    auto* found = find_named(table(o.table).indexes, o.from);
    if (!found) fail("table " + display(o.table) + " has no index " + o.from);
    found->name = o.to;
  }
  void operator()(const CreateEnum& o) { schema_.enums.push_back(o.type); }
  void operator()(const AlterEnum& o) { of(schema_.enums, o.from.name, o.from.schema, "enum") = o.to; }
  void operator()(const DropEnum& o) { drop(schema_.enums, o.name, o.type ? o.type->schema : "", "enum"); }
  void operator()(const CreateSequence& o) { schema_.sequences.push_back(o.sequence); }
  void operator()(const AlterSequence& o) { of(schema_.sequences, o.from.name, o.from.schema, "sequence") = o.to; }
  void operator()(const DropSequence& o) {
    drop(schema_.sequences, o.name, o.sequence ? o.sequence->schema : "", "sequence");
  }
  void operator()(const Batch& o) { apply_to(schema_, o.operations); }
  void operator()(const CreateSchema& o) { schema_.schemas.push_back(o.name); }
  void operator()(const DropSchema& o) { std::erase(schema_.schemas, o.name); }
  // data operations leave the schema as it is
  void operator()(const Execute&) {}
  void operator()(const BulkInsert&) {}
  void operator()(const Call&) {}

 private:
  /// Whether the table has columns of others, which it lists only where it says something of them.
  static bool inherits(const Table& table) {
    return std::ranges::any_of(table.options, [](const auto& option) { return option.first.ends_with(".inherits"); });
  }
  std::vector<Column>::iterator place_of(std::vector<Column>& columns, const AddColumn& o) {
    const auto& beside = o.insert_before.empty() ? o.insert_after : o.insert_before;
    if (beside.empty()) return columns.end();
    const auto found = columns.begin() + (&column(o.table, beside) - columns.data());
    return o.insert_before.empty() ? found + 1 : found;
  }
  template <class T>
  static bool remove(std::vector<T>& from, const std::string& name) {
    return std::erase_if(from, [&](const T& held) { return held.name == name; }) > 0;
  }
  template <class T>
  T& of(std::vector<T>& among, const std::string& name, const std::string& schema, std::string_view kind) {
    if (auto* found = find_qualified(among, name, schema)) return *found;
    fail("there is no " + std::string(kind) + " " + display(TableName{name, schema}));
  }
  template <class T>
  void drop(std::vector<T>& among, const std::string& name, const std::string& schema, std::string_view kind) {
    among.erase(among.begin() + (&of(among, name, schema, kind) - among.data()));
  }
  Table& table(const TableName& name) {
    if (auto* found = find_table(schema_, name.name, name.schema)) return *found;
    std::vector<std::string> names;
    for (const auto& held : schema_.tables) names.push_back(held.name);
    fail("there is no table " + display(name) + did_you_mean(name.name, names));
  }
  Column& column(const TableName& on, const std::string& name) {
    auto& columns = table(on).columns;
    if (auto* found = find_named(columns, name)) return *found;
    std::vector<std::string> names;
    for (const auto& held : columns) names.push_back(held.name);
    fail("table " + display(on) + " has no column " + name + did_you_mean(name, names));
  }
  void drop_equal(Table& from, const PrimaryKey&) { from.primary_key.reset(); }
  void drop_equal(Table& from, const Unique& held) { drop_first(from.uniques, held); }
  void drop_equal(Table& from, const Check& held) { drop_first(from.checks, held); }
  void drop_equal(Table& from, const ForeignKey& held) { drop_first(from.foreign_keys, held); }
  void drop_equal(Table& from, const Exclusion& held) { drop_first(from.exclusions, held); }
  template <class T>
  void drop_first(std::vector<T>& from, const T& held) {
    const auto found = std::ranges::find(from, held);
    if (found == from.end()) fail("there is no such constraint: " + describe(Constraint(held)));
    from.erase(found);
  }
  [[noreturn]] void fail(const std::string& message) const {
    throw RevisionError(message + " (to " + describe(operation_) + ")", {}, operation_.where);
  }

  Schema& schema_;
  const Operation& operation_;
};

}  // namespace

void apply_to(Schema& schema, const Operation& operation) { std::visit(Applier(schema, operation), operation.value); }

void apply_to(Schema& schema, std::span<const Operation> operations) {
  for (const auto& operation : operations) apply_to(schema, operation);
}

Column changed(Column column, const ColumnChange& change) {
  if (!change.name.empty()) column.name = change.name;
  if (change.type) column.type = *change.type;
  if (change.nullable) column.nullable = *change.nullable;
  if (change.default_sql) column.default_sql = change.default_sql->empty() ? std::nullopt : change.default_sql;
  if (change.collation) column.collation = *change.collation;
  if (change.comment) column.comment = *change.comment;
  return column;
}

}  // namespace migrate
