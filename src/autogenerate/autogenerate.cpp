#include "src/autogenerate/autogenerate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "dialects/revision_notes.hpp"
#include "src/autogenerate/compare.hpp"
#include "src/autogenerate/compare_table.hpp"
#include "src/autogenerate/free_names.hpp"
#include "src/base/text.hpp"
#include "src/operations/apply.hpp"
#include "src/operations/describe.hpp"
#include "src/operations/invert.hpp"
#include "src/schema/expression.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/type_text.hpp"

namespace migrate {
namespace {

bool has_type(const Column& column, const Schema& schema, const Enum& type) {
  const auto name = column.type.name.substr(0, column.type.name.find('['));  // an array is its elements' type
  return !name.empty() && find_enum(schema, name) == &type;
}

/// The enums and sequences that belong to what is left out are left out with it: those that only tables use which are
/// not in `seen`.
Schema without_parts_of_others(Schema seen, const Schema& whole) {
  const auto uses = [&](const std::vector<Table>& tables, const Enum& type) {
    return std::ranges::any_of(tables, [&](const Table& table) {
      return std::ranges::any_of(table.columns, [&](const Column& one) { return has_type(one, whole, type); });
    });
  };
  const auto is_others = [&](const Enum& type) {
    const auto* found = find_qualified(whole.enums, type.name, type.schema);
    return uses(whole.tables, *found) && !uses(seen.tables, *found);
  };
  std::erase_if(seen.enums, is_others);
  std::erase_if(seen.sequences, [&](const Sequence& sequence) {
    const auto owner = [&](const Table& table) {
      return table.schema == sequence.schema && sequence.owned_by.starts_with(table.name + ".");
    };
    return std::ranges::any_of(whole.tables, owner) && std::ranges::none_of(seen.tables, owner);
  });
  return seen;
}

Schema managed(Schema schema, const AutogenerateOptions& options) {
  schema = without_tables(std::move(schema), options.own_tables);
  const auto seen = [&](Schema all) {
    return filtered(without_tables(std::move(all), options.exclude_tables), options.filter);
  };
  if (schema.enums.empty() && schema.sequences.empty()) return seen(std::move(schema));
  return without_parts_of_others(seen(schema), schema);
}

/// Nobody who takes a table out of the models takes all of them out: the models are not those that are meant.
void require_models(const Schema& current, const Schema& wanted, EmptyModels empty) {
  const auto is_empty = [](const Schema& schema) {
    return schema.tables.empty() && schema.enums.empty() && schema.sequences.empty();
  };
  if (empty == EmptyModels::allowed || !is_empty(wanted) || is_empty(current)) return;
  ConfigurationError error(
      "there is nothing in the models, and the database has " +
          (current.tables.empty() ? "enums or sequences" : count_of(current.tables.size(), "table")) +
          ": everything would go",
      "look at what `migrate models` shows and at [models] and [autogenerate] of migrate.toml; where "
      "everything is to go, say so: --allow-empty-models");
  constexpr std::size_t most = 10;
  for (const auto& table : current.tables) {
    if (error.details.size() == most) {
      error.details.push_back("and " + std::to_string(current.tables.size() - most) + " more");
      break;
    }
    error.details.push_back("table " + display(TableName{table.name, table.schema}));
  }
  throw error;
}

/// Asked of the schema as it would be afterwards: what keeps the name that the database gave it needs none from us.
void require_names(const Dialect& dialect, Schema current, const std::vector<Operation>& operations) {
  if (operations.empty()) return;
  apply_to(current, operations);
  auto found = name_problems(current, dialect.name_rules());
  if (found.empty()) return;
  ConfigurationError error(
      "the database cannot have " + count_of(found.size(), "name") + " that the models want",
      "say another name in the models: of a table as tablename, of a column as `.name`, of a constraint or an index as "
      "the text that comes first in table_args, or shorten the templates in [autogenerate.naming]");
  error.details = std::move(found);
  throw error;
}

/// What models put into a schema that nobody looks into would be made anew each time.
void require_managed_schemas(const Schema& wanted, const AutogenerateOptions& options, const Equivalence& rules) {
  std::set<std::string> looked_into;
  if (options.schemas.empty()) looked_into.insert(rules.schema_key(""));
  for (const auto& name : options.schemas) looked_into.insert(rules.schema_key(name));
  const auto require = [&](std::string_view kind, const std::string& name, const std::string& schema) {
    if (looked_into.contains(rules.schema_key(schema))) return;
    const auto place = schema.empty() ? std::string("the default schema") : "the schema " + schema;
    throw ConfigurationError(
        fmt::format("the models put the {} {} into {}, which is not looked into", kind, name, place),
        schema.empty() ? "add its name to schemas in [autogenerate] of migrate.toml: where schemas are named, the "
                         "default one is named too"
                       : fmt::format("add \"{}\" to schemas in [autogenerate] of migrate.toml, where the default "
                                     "schema is named too; or leave it out: exclude_tables = [\"{}.*\"]",
                                     schema, schema));
  };
  for (const auto& table : wanted.tables) require("table", table.name, table.schema);
  for (const auto& type : wanted.enums) require("enum", type.name, type.schema);
  for (const auto& sequence : wanted.sequences) require("sequence", sequence.name, sequence.schema);
}

}  // namespace

Schema managed_catalog(const Dialect& dialect, Connection& connection, const AutogenerateOptions& options) {
  return managed(dialect.introspect(connection, options.schemas), options);
}

Autogenerated autogenerate(const Dialect& dialect, Connection& connection, Schema models,
                           const AutogenerateOptions& options) {
  return autogenerate(dialect, connection, managed_catalog(dialect, connection, options), std::move(models), options);
}

Autogenerated autogenerate(const Dialect& dialect, Connection& connection, const Schema& current, Schema models,
                           const AutogenerateOptions& options) {
  // what is left out brings nothing along: no index for a foreign key
  Filter left_out;
  left_out.exclude_foreign_keys = options.filter.exclude_foreign_keys;
  models = filtered(std::move(models), left_out);
  const auto wanted = managed(dialect.adapt_for(connection, std::move(models)), options);
  require_models(current, wanted, options.empty_models);
  const auto rules = dialect.equivalence(connection, current, wanted);
  require_managed_schemas(wanted, options, *rules);
  Autogenerated out;
  out.upgrade = free_names(compare(current, wanted, *rules, options.naming), current, dialect.name_rules());
  require_names(dialect, current, out.upgrade);
  out.downgrade = std::get<std::vector<Operation>>(invert(std::span<const Operation>(out.upgrade)));
  out.notes = rules->notes();
  if (const auto* noting = dynamic_cast<const RevisionNotes*>(&dialect))
    std::ranges::move(noting->notes_on(connection, out.upgrade, out.downgrade), std::back_inserter(out.notes));
  std::ranges::move(possible_renames(out.upgrade), std::back_inserter(out.notes));
  return out;
}

std::vector<std::string> columns_without_values(const Dialect& dialect, Connection& connection,
                                                const std::vector<Operation>& operations) {
  std::vector<std::string> problems;
  for (const auto& operation : operations) {
    const auto* add = std::get_if<AddColumn>(&operation.value);
    if (!add || !needs_value(add->column) || !add->backfill.empty() || !dialect.table_exists(connection, add->table))
      continue;
    if (dialect.count_rows(connection, add->table, 1) == 0) continue;
    problems.push_back(display(add->table) + "." + add->column.name + " (" + type_text(add->column.type) + ")");
  }
  return problems;
}

namespace {

/// Constants alone are certain to be the same in every row; they name nothing. NULL is no value.
bool is_one_value(const std::string& sql) { return !sql.empty() && identifiers(sql).empty(); }

/// A key that an operation makes: its columns, and what it is called.
struct NewKey {
  TableName table;
  std::vector<IndexColumn> columns;
  std::string name;
};
std::optional<NewKey> new_key(const Operation& operation) {
  return std::visit(
      Overloaded{
          [](const CreatePrimaryKey& o) {
            return std::optional(NewKey{o.table, o.primary_key.columns, "the primary key"});
          },
          [](const CreateUnique& o) {
            return std::optional(NewKey{o.table, o.unique.columns, "the unique " + o.unique.name});
          },
          [](const CreateIndex& o) {
            const bool all = o.index.unique && o.index.where.empty();
            return all ? std::optional(NewKey{o.table, o.index.columns, "the index " + o.index.name}) : std::nullopt;
          },
          [](const auto&) { return std::optional<NewKey>(); },
      },
      operation.value);
}

}  // namespace

std::vector<std::string> keys_of_one_value(const Dialect& dialect, Connection& connection,
                                           const std::vector<Operation>& operations) {
  std::vector<std::string> out;
  for (const auto& operation : operations) {
    const auto key = new_key(operation);
    if (!key || key->columns.empty()) continue;
    std::string columns, values;
    const bool certain = std::ranges::all_of(key->columns, [&](const IndexColumn& element) {
      const auto added = std::ranges::find_if(operations, [&](const Operation& other) {
        const auto* add = std::get_if<AddColumn>(&other.value);
        return add && add->table == key->table && add->column.name == element.column;
      });
      if (added == operations.end()) return false;
      const auto& add = std::get<AddColumn>(added->value);
      const auto value = add.backfill.empty() ? add.column.default_sql.value_or("") : add.backfill;
      if (!is_one_value(value)) return false;
      columns += (columns.empty() ? "" : ", ") + add.column.name;
      values += (values.empty() ? "" : ", ") + value;
      return true;
    });
    if (!certain || !dialect.table_exists(connection, key->table)) continue;
    if (dialect.count_rows(connection, key->table, 2) < 2) continue;
    out.push_back(display(key->table) + "." + columns + " in " + key->name + ": every row gets " + values);
  }
  return out;
}

void require_values_for_rows(const Dialect& dialect, Connection& connection, const std::vector<Operation>& operations) {
  if (const auto keys = keys_of_one_value(dialect, connection, operations); !keys.empty()) {
    ConfigurationError error(
        keys.size() == 1 ? "the rows that exist would all have the same value where it is to be unique: " + keys[0]
                         : "the rows that exist would all have the same value in " + count_of(keys.size(), "key"),
        "make the initial value or the server default an expression that differs from row to row (of the other "
        "columns, or a function), leave the columns without a value for now, or take two revisions: one with the "
        "columns, one with the key");
    if (keys.size() > 1) error.details = keys;
    throw error;
  }
  const auto problems = columns_without_values(dialect, connection, operations);
  if (problems.empty()) return;
  ConfigurationError error(
      (problems.size() == 1
           ? "a new column cannot be NULL, has no default, and its table has rows: " + problems[0]
           : count_of(problems.size(), "new column") + " cannot be NULL, have no default, and their tables have rows"),
      "say in the models what the rows that exist get: an initial value fills them, a server default fills them and "
      "later ones, and a column that may be NULL (std::optional in C++, no `nullable = false` in TOML) leaves them "
      "without");
  if (problems.size() > 1) error.details = problems;
  throw error;
}

}  // namespace migrate
