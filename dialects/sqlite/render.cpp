#include "dialects/sqlite/render.hpp"

#include <algorithm>

#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/rebuild_scratch.hpp"
#include "dialects/sqlite/render_changes.hpp"
#include "dialects/sqlite/render_data.hpp"
#include "dialects/sqlite/render_table.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/schema/naming.hpp"

namespace migrate::sqlite {
namespace {

void refuse_schema(const Operation& operation) {
  const auto table = table_of(operation);
  if (!table || table->schema.empty() || equal_ignoring_case(table->schema, "main")) return;
  throw DatabaseError("SQLite has no schemas: " + table->schema + "." + table->name, "name the table without one");
}

std::vector<Statement> create_table(const CreateTable& creation, const Where& where) {
  if (creation.table.columns.empty()) {
    throw DatabaseError("table " + creation.table.name + " has no columns, and SQLite makes no table without one",
                        "give create_table its columns = [ … ]");
  }
  for (const auto& column : creation.table.columns) refuse_enum(creation.table.name, column);
  Schema schema;
  schema.tables.push_back(creation.table);
  auto table = adapt_sqlite(std::move(schema)).tables.front();
  // A constraint may go without a name, and one that had none gets none on the way back; an index may not.
  auto named = table;
  name_all(named, NamingTemplates{});
  table.indexes = std::move(named.indexes);
  std::vector<Statement> out{{.sql = render_table(table), .purpose = "create table " + table.name, .where = where}};
  for (const auto& index : table.indexes) {
    out.push_back({.sql = render_index(table.name, index), .purpose = "create index " + index.name, .where = where});
  }
  return out;
}

[[noreturn]] void refuse(std::string_view what, std::string hint) {
  throw DatabaseError("SQLite has no " + std::string(what), std::move(hint));
}

const std::string no_enums =
    "say what takes its place in the column: type = { default = \"enum(role)\", sqlite = \"varchar(7)\" }, and leave "
    "the "
    "enum itself to revisions of the other database";
const std::string no_sequences = "an INTEGER primary key numbers its rows by itself";

/// Inside a transaction SQLite says nothing and does nothing (https://sqlite.org/pragma.html#pragma_foreign_keys).
void refuse_ignored_pragma(Connection& connection, const std::vector<Statement>& statements) {
  const auto* sqlite = dynamic_cast<const SqliteConnection*>(&connection);
  if (!sqlite || !sqlite->in_transaction()) return;
  for (const auto& statement : statements) {
    const auto tokens = tokenize(statement.sql);
    if (tokens.size() < 4 || !tokens[0].is_keyword("PRAGMA") || !tokens[1].is_keyword("FOREIGN_KEYS")) continue;
    if (!tokens[2].is_op("=") && !tokens[2].is_op("(")) continue;
    DatabaseError error("SQLite ignores PRAGMA foreign_keys inside the transaction that the revision runs in",
                        "leave it out: foreign keys are off while a table is dropped or rebuilt; or run the revision "
                        "without a transaction (transaction = false in its header)");
    error.statement = statement.sql;
    error.where = statement.where;
    throw error;
  }
}

/// What is not a change of one table.
std::vector<Statement> render_one(Connection& connection, const Operation& operation) {
  using Statements = std::vector<Statement>;
  return std::visit(
      Overloaded{
          [&](const CreateTable& value) { return create_table(value, operation.where); },
          [&](const DropTable& value) {
            const auto name = require_table(connection, value.table.name);
            const Statements statements{
                {.sql = "DROP TABLE " + quote_name(name), .purpose = "drop table " + name, .where = operation.where}};
            refuse_to_break(connection, statements);
            return statements;
          },
          [&](const RenameTable& value) { return render_rename(connection, value, operation.where); },
          [&](const Batch& value) { return render_batch(connection, value); },
          [&](const Execute& value) {
            auto statements = render_execute(value, operation.where);
            refuse_ignored_pragma(connection, statements);
            return statements;
          },
          [&](const BulkInsert& value) { return render_bulk_insert(value, operation.where); },
          [](const Call& value) -> Statements {
            throw DatabaseError("the data step '" + value.step + "' is C++ code, which cannot be said in SQL",
                                "run its revision on the database itself, with `migrate upgrade`");
          },
          [](const CreateSchema&) -> Statements {
            refuse("schemas", "leave the operation out, and name tables without one");
          },
          [](const DropSchema&) -> Statements {
            refuse("schemas", "leave the operation out, and name tables without one");
          },
          [](const CreateEnum&) -> Statements { refuse("enum types", no_enums); },
          [](const AlterEnum&) -> Statements { refuse("enum types", no_enums); },
          [](const DropEnum&) -> Statements { refuse("enum types", no_enums); },
          [](const CreateSequence&) -> Statements { refuse("sequences", no_sequences); },
          [](const AlterSequence&) -> Statements { refuse("sequences", no_sequences); },
          [](const DropSequence&) -> Statements { refuse("sequences", no_sequences); },
          [](const auto&) -> Statements { return {}; },
      },
      operation.value);
}

/// How many operations at the beginning change one and the same table.
std::size_t same_table(std::span<const Operation> operations) {
  const auto table = table_of(operations.front());
  std::size_t count = 0;
  while (count < operations.size() && changes_one_table(operations[count]) &&
         equal_ignoring_case(table_of(operations[count])->name, table->name)) {
    refuse_schema(operations[count++]);
  }
  return count;
}

}  // namespace

Rendered render(Connection& connection, std::span<const Operation> operations) {
  if (operations.empty()) return {};
  try {
    refuse_schema(operations.front());
    const auto count = same_table(operations);
    if (count > 0) return render_changes(connection, operations.first(count));
    return {render_one(connection, operations.front()), 1};
  } catch (Error& error) {
    if (error.where == Where{}) error.where = operations.front().where;
    throw;
  }
}

}  // namespace migrate::sqlite
