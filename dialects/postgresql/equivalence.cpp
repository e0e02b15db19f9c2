#include "dialects/postgresql/equivalence.hpp"

#include <algorithm>

#include "dialects/postgresql/canonical.hpp"
#include "dialects/postgresql/cells.hpp"
#include "dialects/postgresql/dotted.hpp"
#include "dialects/postgresql/expression.hpp"
#include "dialects/postgresql/inherited.hpp"
#include "dialects/postgresql/numbering.hpp"
#include "dialects/postgresql/options.hpp"
#include "dialects/postgresql/render_sequence.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/expression.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::postgresql {
namespace {

/// All expressions of a table, whatever they are for.
std::vector<std::string> expressions_of(const Table& table) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& text) {
    if (!text.empty()) out.push_back(text);
  };
  for (const auto& column : table.columns) {
    if (column.generated) add(column.generated->expression);
  }
  for (const auto& check : table.checks) add(check.expression);
  for (const auto& index : table.indexes) {
    add(index.where);
    for (const auto& part : index.columns) add(part.expression);
  }
  for (const auto& exclusion : table.exclusions) {
    add(exclusion.where);
    for (const auto& part : exclusion.elements) add(part.element.expression);
  }
  return out;
}

bool is_native(const Type& type) { return type.kind == TypeKind::native; }

bool wants_serial(const Column& column) { return has_flag(column.options, "postgresql.serial"); }

bool refuses_serial(const Column& column) {
  const auto found = column.options.find("postgresql.serial");
  return found != column.options.end() && found->second == OptionValue(false);
}

const Column* counterpart(const Table& current, const Column& wanted) {
  const auto* found = find_named(current.columns, wanted.name);
  return found || wanted.renamed_from.empty() ? found : find_named(current.columns, wanted.renamed_from);
}

/// The sequence that the column's default takes its numbers from.
std::optional<TableName> numbering_sequence(const Column& column) {
  const auto node = column.default_sql ? read_expression(*column.default_sql) : std::nullopt;
  if (!node || !node->is(NodeKind::call, "nextval") || node->parts.size() != 1) return std::nullopt;
  const Node* name = &node->parts.front();
  while (name->kind == NodeKind::cast) name = &name->parts.front();
  if (name->kind != NodeKind::string) return std::nullopt;
  auto parts = split_dotted(name->text);
  if (parts.size() == 1) return TableName{parts[0], {}};
  return TableName{parts[1], parts[0]};
}

std::string default_schema_of(Connection& connection) {
  return connection.offline_schema() ? "" : text(connection.query("SELECT current_schema()").at(0).at(0));
}

/// Why the account cannot make temporary tables; empty where it can.
std::string obstacle_of(Connection& connection) {
  return text(
      connection
          .query("SELECT CASE WHEN NOT has_database_privilege(current_database(), 'TEMP') THEN concat('the role ', "
                 "quote_ident(current_user), ' may not make temporary tables here (GRANT TEMPORARY ON DATABASE ', "
                 "quote_ident(current_database()), ' TO ', quote_ident(current_user), ')') END")
          .at(0)
          .at(0));
}

}  // namespace

PostgresqlEquivalence::PostgresqlEquivalence(Connection& connection, const Schema& current, const Schema& wanted)
    : default_schema_(default_schema_of(connection)), probe_(wanted, default_schema_) {
  for (const auto& sequence : current.sequences) {
    if (!sequence.owned_by.empty()) owning_columns_.insert(key_of(sequence.schema, sequence.owned_by));
  }
  for (const auto& table : wanted.tables) {
    wanted_tables_.emplace(key_of(table.schema, table.name), &table);
    for (const auto& column : table.columns) {
      if (auto name = numbering_sequence(column)) used_sequences_.insert(key_of(name->schema, name->name));
    }
    if (!table.options.contains("postgresql.partition_of")) continue;
    for (const auto& parent : parents_of(table)) {
      parents_of_wanted_partitions_.insert(key_of(parent.schema, parent.name));
    }
  }
  for (const auto& table : current.tables) current_tables_.emplace(key_of(table.schema, table.name), &table);
  for (const auto& table : wanted.tables) {
    if (const auto* held = counterpart(table)) collect(*held, table);
  }
  if (!probe_.empty()) ask(connection);
}

const Table* PostgresqlEquivalence::counterpart(const Table& wanted) const {
  auto found = current_tables_.find(key_of(wanted.schema, wanted.name));
  if (found == current_tables_.end()) found = current_tables_.find(key_of(wanted.schema, wanted.renamed_from));
  return found == current_tables_.end() ? nullptr : found->second;
}

void PostgresqlEquivalence::collect(const Table& current, const Table& wanted) {
  for (const auto& column : wanted.columns) {
    const auto* held = postgresql::counterpart(current, column);
    if (!held) continue;
    if (is_native(column.type) && !same_type(current, *held, column)) probe_.add_type(wanted, column);
    if (held->default_sql && column.default_sql && !same_default(current, *held, column)) {
      probe_.add_default(wanted, column);
    }
  }
  collect_expressions(current, wanted);
}

/// What is on one side alone is new or gone; only where both have something left over may that be the same.
void PostgresqlEquivalence::collect_expressions(const Table& current, const Table& wanted) {
  const auto held = expressions_of(current);
  const auto asked = expressions_of(wanted);
  if (held == asked) return;
  std::unordered_set<std::string> held_forms, asked_forms;
  for (const auto& one : held) held_forms.insert(canonical_expression(one, &current));
  for (const auto& one : asked) asked_forms.insert(canonical_expression(one, &current));
  const bool all_found = std::ranges::all_of(held_forms, [&](const auto& form) { return asked_forms.contains(form); });
  if (all_found) return;
  for (const auto& one : asked) {
    if (!held_forms.contains(canonical_expression(one, &current))) probe_.add_expression(wanted, one);
  }
}

void PostgresqlEquivalence::ask(Connection& connection) {
  std::string reason;
  try {
    probe_.ask(connection);
    if (!probe_.is_answered()) reason = obstacle_of(connection);
    if (reason.empty()) {
      notes_ = probe_.mistakes();
      return;
    }
  } catch (const DatabaseError& error) {
    reason = error.what();
  }
  notes_.push_back(
      "defaults and expressions that are spelt otherwise were compared by their text alone, and some that mean the "
      "same may "
      "show as changed: " +
      reason);
}

std::string PostgresqlEquivalence::schema_key(std::string_view name) const {
  return name == default_schema_ ? "" : std::string(name);
}

std::string PostgresqlEquivalence::key_of(std::string_view schema, std::string_view name) const {
  return schema_key(schema) + '\0' + std::string(name);
}

Type PostgresqlEquivalence::with_schema_key(Type type) const {
  if (type.kind != TypeKind::enumeration) return type;
  auto name = enum_name(type);
  name.schema = schema_key(name.schema);
  return enum_type(name);
}

bool PostgresqlEquivalence::same_type(const Table& table, const Column& current, const Column& wanted) const {
  if (with_schema_key(current.type) == with_schema_key(wanted.type)) return true;
  const auto printed = probe_.type_of(table, wanted.name);
  return printed && postgresql::type_of(*printed) == current.type;
}

bool PostgresqlEquivalence::same_default(const Table& table, const Column& current, const Column& wanted) const {
  if (current.default_sql == wanted.default_sql) return true;
  if (wanted.identity && !wanted.default_sql) return is_numbered(table, current);
  if (canonical_default(current.default_sql, current.type) == canonical_default(wanted.default_sql, wanted.type))
    return true;
  const auto printed = probe_.default_of(table, wanted.name);
  return printed && canonical_default(current.default_sql, current.type) == canonical_default(*printed, wanted.type);
}

bool PostgresqlEquivalence::same_expression(const Table& table, std::string_view current,
                                            std::string_view wanted) const {
  if (current == wanted) return true;
  const auto form = canonical_expression(current, &table);
  if (form == canonical_expression(wanted, &table)) return true;
  const auto printed = probe_.expression(table, std::string(wanted));
  return printed && (*printed == current || form == canonical_expression(*printed, &table));
}

bool PostgresqlEquivalence::is_numbered(const Table& table, const Column& column) const {
  if (wants_serial(column)) return true;
  return column.default_sql && column.default_sql->starts_with("nextval(") &&
         owning_columns_.contains(key_of(table.schema, dotted(table.name, column.name)));
}

bool PostgresqlEquivalence::same_identity(const Table& table, const Column& current, const Column& wanted) const {
  if (current.identity && wanted.identity) {
    return current.identity->always == wanted.identity->always &&
           full_numbering(*current.identity, current.type.kind) == full_numbering(*wanted.identity, wanted.type.kind);
  }
  if (!current.identity && !wanted.identity) return true;
  if (current.identity) return false;
  return *wanted.identity == Identity{} && !refuses_serial(wanted) && is_numbered(table, current);
}

bool PostgresqlEquivalence::same_collation(std::string_view current, std::string_view wanted) const {
  const auto named = [](std::string_view name) { return name == "default" ? "" : name; };
  return named(current) == named(wanted);
}

bool PostgresqlEquivalence::same_options(const Options& current, const Options& wanted) const {
  return postgresql::same_options(current, wanted);
}

bool PostgresqlEquivalence::same_sequence(const Sequence& current, const Sequence& wanted) const {
  const auto kind = [](const Sequence& one) { return one.type ? one.type->kind : TypeKind::bigint; };
  const auto a = owner_of(current), b = owner_of(wanted);
  return kind(current) == kind(wanted) && a.column == b.column && a.table.name == b.table.name &&
         schema_key(a.table.schema) == schema_key(b.table.schema) &&
         full_numbering(current, kind(current)) == full_numbering(wanted, kind(wanted));
}

/// A serial column serves a model that asks for numbers in the neutral way. How values are stored stays where the model
/// does not say it; a new type has a storage of its own.
Options PostgresqlEquivalence::column_options(const Column& current, const Column& wanted) const {
  auto out = wanted.options;
  for (const auto& option : current.options) {
    if (is_storage_of_column(option.first) && current.type == wanted.type) out.insert(option);
  }
  if (wanted.identity && *wanted.identity == Identity{} && !refuses_serial(wanted) && wants_serial(current)) {
    out["postgresql.serial"] = true;
  }
  const auto name = current.options.find("postgresql.not_null_name");
  if (!wanted.nullable && name != current.options.end()) out.insert(*name);  // what has no name in the models keeps it
  return out;
}

Options PostgresqlEquivalence::table_options(const Table& current, const Table& wanted) const {
  if (!repartitioned(current, wanted.options).empty()) refuse_repartitioned();
  auto out = wanted.options;
  const bool other_parent = out.contains("postgresql.partition_of");
  for (const auto& option : current.options) {
    if (other_parent && option.first == "postgresql.partition_bound") continue;
    out.insert(option);
  }
  return out;
}

std::string PostgresqlEquivalence::repartitioned(const Table& current, const Options& wanted) const {
  const std::string key = "postgresql.partition_by";
  if (!wanted.contains(key)) return {};
  const auto of = [&](const Options& options) {
    const auto found = options.find(key);
    return found == options.end() ? Options() : Options{*found};
  };
  if (same_options(of(current.options), of(wanted))) return {};
  const auto said = [&](const Options& options) {
    const auto text = options.contains(key) ? std::get_if<std::string>(&options.at(key)) : nullptr;
    return text && !text->empty() ? "PARTITION BY " + *text : std::string("not partitioned");
  };
  return "table " + display(TableName{current.name, current.schema}) + " is " + said(current.options) +
         ", and the models want it " + said(wanted);
}

/// https://www.postgresql.org/docs/current/ddl-partitioning.html: "It is not possible to turn a regular table into a
/// partitioned table or vice versa."
void PostgresqlEquivalence::refuse_repartitioned() const {
  std::vector<std::string> problems;
  for (const auto& [key, table] : wanted_tables_) {
    const auto* held = counterpart(*table);
    if (auto problem = held ? repartitioned(*held, table->options) : ""; !problem.empty())
      problems.push_back(std::move(problem));
  }
  std::ranges::sort(problems);
  ConfigurationError error(
      "PostgreSQL cannot partition a table that exists, nor in another way, nor make a plain one of it",
      "leave the partitioning out of the models, and the table stays as it is; or write a revision "
      "that creates a new table beside it, copies the rows, and renames it into place");
  error.details = std::move(problems);
  throw error;
}

Options PostgresqlEquivalence::options_after_rename(Options options, const std::string& from,
                                                    const std::string& to) const {
  const auto text_of = [&](const char* name) -> std::string* {
    const auto held = options.find(name);
    return held == options.end() ? nullptr : std::get_if<std::string>(&held->second);
  };
  if (auto* key = text_of("postgresql.partition_by")) *key = replace_identifier(*key, from, to);
  if (auto* list = text_of("postgresql.on_delete_columns")) {
    auto names = migrate::split(*list, ',');
    for (auto& name : names) name = trim(name) == from ? to : std::string(trim(name));
    *list = join(names, ", ");
  }
  return options;
}

std::vector<std::pair<std::string, std::string>> PostgresqlEquivalence::stands_on(const Table& table) const {
  std::vector<std::pair<std::string, std::string>> out;
  for (auto& parent : parents_of(table)) out.emplace_back(std::move(parent.schema), std::move(parent.name));
  return out;
}

std::optional<std::pair<Table, Table>> PostgresqlEquivalence::with_inherited(const Schema& current_schema,
                                                                             const Table& current,
                                                                             const Table& wanted) const {
  if (!wanted.options.contains("postgresql.inherits")) return std::nullopt;
  const TableFinder held = [&](const std::string& schema, const std::string& name) {
    return find_table(current_schema, name, schema_key(schema));
  };
  const TableFinder asked = [&](const std::string& schema, const std::string& name) {
    const auto found = wanted_tables_.find(key_of(schema, name));
    return found == wanted_tables_.end() ? nullptr : found->second;
  };
  return postgresql::with_inherited(current, wanted, *this, held, asked);
}

/// Models that name no partition of a table leave it to the database which it has: programs make and drop them daily.
bool PostgresqlEquivalence::may_drop(const Table& current) const {
  if (!current.options.contains("postgresql.partition_of")) return true;
  return std::ranges::none_of(stands_on(current), [&](const auto& parent) {
    const auto key = key_of(parent.first, parent.second);
    return wanted_tables_.contains(key) && !parents_of_wanted_partitions_.contains(key);
  });
}

/// The sequence of a column goes when the column goes, which is said, so that it comes back with it; and stays while it
/// numbers that, and where the column is not looked at. One that a default names stays whether the models say it or
/// not.
bool PostgresqlEquivalence::may_drop(const Sequence& current) const {
  if (used_sequences_.contains(key_of(current.schema, current.name))) return false;
  const auto [owner, name] = owner_of(current);
  if (owner.name.empty()) return true;
  const auto held = current_tables_.find(key_of(owner.schema, owner.name));
  const auto table = wanted_tables_.find(key_of(owner.schema, owner.name));
  if (table == wanted_tables_.end()) return held != current_tables_.end() && may_drop(*held->second);
  const auto* column = find_named(table->second->columns, name);
  if (column) return !(column->identity && !refuses_serial(*column));
  return held != current_tables_.end() && find_named(held->second->columns, name);
}

std::unique_ptr<Equivalence> equivalence(Connection& connection, const Schema& current, const Schema& wanted) {
  return std::make_unique<PostgresqlEquivalence>(connection, current, wanted);
}

}  // namespace migrate::postgresql
