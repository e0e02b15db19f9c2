#include "dialects/mysql/render.hpp"

#include <algorithm>

#include "dialects/mysql/alter.hpp"
#include "dialects/mysql/data.hpp"
#include "dialects/mysql/ddl.hpp"
#include "dialects/mysql/dependents.hpp"
#include "dialects/mysql/guards.hpp"
#include "dialects/mysql/suspend_foreign_keys.hpp"
#include "dialects/mysql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/naming.hpp"

namespace migrate::mysql {
namespace {

using Statements = std::vector<Statement>;

class Renderer {
 public:
  Renderer(const Ground& ground, const Operation& operation) : ground_(ground), where_(operation.where) {}

  Statements operator()(const CreateTable& o) const {
    auto table = o.table;
    if (table.columns.empty()) {
      throw DatabaseError("table " + table.name + " has no columns, and these servers make no table without one",
                          "give create_table its columns = [ … ]");
    }
    auto named = table;
    name_all(named, NamingTemplates{});
    table.indexes = std::move(named.indexes);
    for (auto& key : table.foreign_keys) {
      if (key.target.empty()) key.target = targets_of(key, table);
    }
    return {schema("create table " + display(name(o.table)), render_table(table, ground_.server), {name(o.table)})};
  }
  Statements operator()(const DropTable& o) const {
    return behind_users({CatalogChange::Kind::drop_table, 0, o.table}, "drop table " + display(o.table),
                        schema("drop table " + display(o.table), "DROP TABLE " + quote_table(o.table), {o.table}));
  }
  Statements operator()(const RenameTable& o) const {
    const TableName to{o.to, o.table.schema};
    const auto sql = "RENAME TABLE " + quote_table(o.table) + " TO " + quote_table(to);
    return behind_users({CatalogChange::Kind::rename_table, 0, o.table},
                        "rename table " + display(o.table) + " to " + o.to,
                        schema("rename table " + display(o.table), sql, {o.table, to}));
  }
  Statements operator()(const CreateSchema& o) const {
    return {schema("create schema " + o.name, "CREATE DATABASE " + quote_name(o.name), {{"", o.name}})};
  }
  Statements operator()(const DropSchema& o) const {
    return {guard_empty_database(o.name),
            schema("drop schema " + o.name, "DROP DATABASE " + quote_name(o.name), {{"", o.name}})};
  }
  Statements operator()(const CreateEnum&) const { refuse_enums(); }
  Statements operator()(const AlterEnum&) const { refuse_enums(); }
  Statements operator()(const DropEnum&) const { refuse_enums(); }
  Statements operator()(const CreateSequence& o) const {
    need_sequences();
    return {schema("create sequence " + o.sequence.name,
                   "CREATE SEQUENCE " + quote_table(name(o.sequence)) + numbers(o.sequence), {name(o.sequence)})};
  }
  Statements operator()(const AlterSequence& o) const {
    need_sequences();
    return {schema("alter sequence " + o.to.name, "ALTER SEQUENCE " + quote_table(name(o.to)) + numbers(o.to),
                   {name(o.to)})};
  }
  Statements operator()(const DropSequence& o) const {
    need_sequences();
    const TableName dropped{o.name, o.sequence ? o.sequence->schema : ""};
    return {schema("drop sequence " + o.name, "DROP SEQUENCE " + quote_table(dropped), {dropped})};
  }
  Statements operator()(const Execute& o) const {
    auto out = render_execute(o, where_, ground_.server);
    if (ground_.connection.offline_schema()) {
      for (auto& statement : out) statement.sql = text_for_client(std::move(statement.sql));
    }
    return out;
  }
  Statements operator()(const BulkInsert& o) const { return render_bulk_insert(o, where_); }
  Statements operator()(const Call& o) const {
    throw DatabaseError("the data step '" + o.step + "' is C++ code, which cannot be said in SQL",
                        "run its revision on the database itself, with `migrate upgrade`");
  }
  Statements operator()(const auto&) const { return {}; }

 private:
  template <class T>
  static TableName name(const T& thing) {
    return {thing.name, thing.schema};
  }
  /// What would leave views broken is refused, in a script by the script.
  Statements behind_users(const CatalogChange& change, const std::string& what, Statement statement) const {
    refuse_to_break(ground_.connection, change, ground_.rest, what);
    if (!ground_.connection.offline_schema()) return {std::move(statement)};
    return {guard_users(change, what), std::move(statement)};
  }
  Statement schema(std::string purpose, std::string sql, std::vector<TableName> tables) const {
    Statement out;
    out.sql = std::move(sql);
    out.purpose = std::move(purpose);
    out.where = where_;
    out.tables = std::move(tables);
    return out;
  }
  /// What the key refers to where it does not say: the parent's primary key.
  std::vector<std::string> targets_of(const ForeignKey& key, const Table& own) const {
    const auto parent = parent_of(key);
    const auto held = parent == name(own) ? std::optional(own) : table_now(ground_.connection, parent);
    if (held && held->primary_key) return column_names(held->primary_key->columns);
    throw DatabaseError("the foreign key " + key.name + " of " + own.name + " does not say which columns of " +
                            key.references + " it refers to",
                        "give it target = [ … ], one for each of its columns");
  }
  [[noreturn]] void refuse_enums() const {
    refuse_lack(ground_.server, "enum types of their own",
                "leave the operation to revisions of the other database: here the column has its values, as "
                "type = { default = \"enum(role)\", mysql = \"mysql:enum('leader','member')\" }");
  }
  void need_sequences() const {
    if (!ground_.server.sequences())
      refuse_lack(ground_.server, "sequences",
                  "MariaDB has them from 10.3; here an AUTO_INCREMENT column numbers rows");
  }
  static std::string numbers(const Sequence& sequence) {
    std::string out;
    const auto add = [&](std::string_view words, const std::optional<std::int64_t>& number) {
      if (number) out.append(" ").append(words).append(" ").append(std::to_string(*number));
    };
    add("START WITH", sequence.start);
    add("INCREMENT BY", sequence.increment);
    add("MINVALUE", sequence.min);
    add("MAXVALUE", sequence.max);
    add("CACHE", sequence.cache);
    return out + (sequence.cycle ? " CYCLE" : "");
  }

  const Ground& ground_;
  const Where& where_;
};

Rendered render_on(Ground ground, std::span<const Operation> operations);

/// A batch is one operation of the journal, however many statements it takes.
Rendered render_batch(Ground ground, const Batch& batch) {
  Rendered out{{}, 1};
  auto rest = std::span(batch.operations);
  while (!rest.empty()) {
    auto rendered = render_on(ground, rest);
    std::ranges::move(rendered.statements, std::back_inserter(out.statements));
    ground.before.insert(ground.before.end(), rest.begin(),
                         rest.begin() + static_cast<std::ptrdiff_t>(rendered.operations));
    rest = rest.subspan(rendered.operations);
  }
  return out;
}

/// The statements for the first operations: as many as one ALTER TABLE does, or those of one group of foreign keys.
Rendered render_on(Ground ground, std::span<const Operation> operations) {
  const auto& first = operations.front();
  std::optional<AlterTable> alter;
  std::size_t count = 1;  // as many as one ALTER TABLE does
  if (alters_one_table(first)) {
    alter.emplace(ground, *table_of(first));
    for (count = 0; count < operations.size() && alter->take(operations[count]);) ++count;
  }
  const bool nested = !ground.suspended.names.empty();
  const auto group = nested ? std::nullopt : suspended_group(ground, operations, count);
  if (!group) {
    if (alter) return {alter->statements(), count};
    const auto* batch = std::get_if<Batch>(&first.value);
    return batch ? render_batch(ground, *batch) : Rendered{std::visit(Renderer(ground, first), first.value), 1};
  }
  Rendered out{drop_foreign_keys(*group, first.where), 0};
  ground.suspended = *group;
  while (out.operations < group->operations) {
    const auto rest = operations.subspan(out.operations, group->operations - out.operations);
    auto rendered = render_on(ground, rest);
    std::ranges::move(rendered.statements, std::back_inserter(out.statements));
    ground.before.insert(ground.before.end(), rest.begin(),
                         rest.begin() + static_cast<std::ptrdiff_t>(rendered.operations));
    out.operations += rendered.operations;
  }
  const auto back = put_back_foreign_keys(*group, ground.server, first.where);
  out.statements.insert(out.statements.end(), back.begin(), back.end());
  return out;
}

/// Guards ask, and everything else is written where it stands in the file.
void place_statements(Rendered& rendered, const Operation& first) {
  for (auto& statement : rendered.statements) {
    if (statement.where == Where{}) statement.where = first.where;
  }
}

}  // namespace

Rendered render(Connection& connection, const Server& server, std::span<const Operation> operations) {
  if (operations.empty()) return {};
  try {
    auto rendered = render_on({.connection = connection, .server = server, .rest = operations}, operations);
    place_statements(rendered, operations.front());
    return rendered;
  } catch (Error& error) {
    if (error.where == Where{}) error.where = operations.front().where;
    throw;
  }
}

}  // namespace migrate::mysql
