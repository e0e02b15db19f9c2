#include "dialects/postgresql/probe.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "dialects/postgresql/cells.hpp"
#include "dialects/postgresql/options.hpp"
#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/transaction.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/expression.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::postgresql {
namespace {

constexpr char default_kind = 'd', type_kind = 't', expression_kind = 'e', error_kind = 'x';

std::string table_name(std::size_t number) { return "migrate_probe_" + std::to_string(number); }
std::string constraint_name(std::size_t number) { return "e" + std::to_string(number); }

/// A constraint that holds any expression as it is, whatever its type.
std::string constraint_text(std::size_t number, const std::string& expression) {
  return fmt::format("CONSTRAINT {} CHECK (({}\n) IS NULL)", constraint_name(number), expression);
}
std::string held_expression(std::string printed) {
  printed = bare_expression(printed);
  constexpr std::string_view test = " IS NULL";
  if (printed.ends_with(test)) printed.erase(printed.size() - test.size());
  return bare_expression(printed);
}

/// A statement of a DO block that may fail alone; `otherwise` is what is done then.
std::string attempt(const std::string& statement, const std::string& otherwise) {
  return fmt::format("BEGIN EXECUTE {}; EXCEPTION WHEN OTHERS THEN {}; END;\n", quote_text(statement), otherwise);
}
std::string keep_error(std::size_t number, const std::string& name) {
  return fmt::format("PERFORM set_config('migrate.{}_{}', SQLERRM, true)", table_name(number), name);
}

constexpr std::string_view answers_query =
    "SELECT c.relname, 'e', k.conname, pg_get_expr(k.conbin, k.conrelid) FROM pg_catalog.pg_class c JOIN "
    "pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c' WHERE c.relnamespace = pg_my_temp_schema() "
    "AND "
    "left(c.relname, 14) = 'migrate_probe_' UNION ALL SELECT c.relname, 'd', a.attname, pg_get_expr(d.adbin, 0) FROM "
    "pg_catalog.pg_class c JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid JOIN pg_catalog.pg_attribute a ON "
    "a.attrelid "
    "= c.oid AND a.attnum = d.adnum WHERE c.relnamespace = pg_my_temp_schema() AND left(c.relname, 14) = "
    "'migrate_probe_' "
    "UNION ALL SELECT c.relname, 't', a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_class c JOIN "
    "pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relnamespace = pg_my_temp_schema() AND "
    "c.relkind = 'r' AND left(c.relname, 14) = 'migrate_probe_'";

}  // namespace

std::string Probe::key_of(const Table& table) const {
  return (table.schema == default_schema_ ? "" : table.schema) + '\0' + table.name;
}
std::string Probe::key_of(const Table& table, char kind, const std::string& name) const {
  return key_of(table) + '\0' + kind + name;
}

Probe::Question& Probe::of(const Table& table) {
  const auto [held, fresh] = numbers_.emplace(key_of(table), tables_.size());
  if (fresh) tables_.push_back({&table});
  return tables_[held->second];
}

std::vector<const Column*> Probe::columns_of(const Table& table) const {
  std::vector<const Column*> out;
  for (const auto& column : table.columns) out.push_back(&column);
  for (const auto& name : parents_of(table)) {
    const auto* parent = find_table(wanted_, name.name, name.schema);
    if (!parent || parent == &table) continue;
    for (const auto* column : columns_of(*parent)) {
      const auto same = [&](const Column* held) { return held->name == column->name; };
      if (std::ranges::none_of(out, same)) out.push_back(column);
    }
  }
  return out;
}

std::vector<const Column*> Probe::needed(const Question& question) const {
  std::set<std::string> names;
  for (const auto* column : question.defaults) names.insert(column->name);
  for (const auto* column : question.types) names.insert(column->name);
  for (const auto& expression : question.expressions) {
    for (auto& name : identifiers(expression)) {
      names.insert(lower(name));
      names.insert(std::move(name));
    }
  }
  auto out = columns_of(*question.table);
  std::erase_if(out, [&](const Column* column) { return !names.contains(column->name); });
  return out;
}

std::string Probe::table_text(const Question& question, std::size_t number, bool bare) const {
  std::vector<std::string> parts;
  for (const auto* column : needed(question)) {
    auto& part = parts.emplace_back(quote_name(column->name) + " " + sql_of(column->type));
    if (!column->collation.empty()) part += " COLLATE " + collation_sql(column->collation);
    if (!bare && std::ranges::find(question.defaults, column) != question.defaults.end()) {
      part += " DEFAULT (" + *column->default_sql + "\n)";
    }
  }
  for (std::size_t i = 0; !bare && i < question.expressions.size(); ++i) {
    parts.push_back(constraint_text(i, question.expressions[i]));
  }
  return fmt::format("CREATE TEMP TABLE {} ({}) ON COMMIT DROP", table_name(number), join(parts, ", "));
}

std::string Probe::in_one(std::size_t number) const {
  return attempt(table_text(tables_[number], number, false), "NULL");
}

std::string Probe::one_by_one(std::size_t number) const {
  const auto& question = tables_[number];
  const std::string alter = "ALTER TABLE pg_temp." + table_name(number) + " ";
  std::string out = attempt(table_text(question, number, true), "NULL");
  for (const auto* column : question.defaults) {
    out += attempt(
        fmt::format("{}ALTER COLUMN {} SET DEFAULT ({}\n)", alter, quote_name(column->name), *column->default_sql),
        keep_error(number, default_name(question, column)));
  }
  for (std::size_t i = 0; i < question.expressions.size(); ++i) {
    out +=
        attempt(alter + "ADD " + constraint_text(i, question.expressions[i]), keep_error(number, constraint_name(i)));
  }
  return out;
}

void Probe::ask(Connection& connection) {
  const auto transaction = begin(connection);
  std::string all, rest;
  for (std::size_t i = 0; i < tables_.size(); ++i) all += in_one(i);
  read(connection.query(
      fmt::format("SET TRANSACTION READ WRITE; DO {}; {}", quote_text("BEGIN\n" + all + "END"), answers_query)));
  std::string errors;
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    if (is_answered(tables_[i])) continue;
    rest += one_by_one(i);
    errors += errors_of(i);
  }
  if (rest.empty()) return;
  read(connection.query(fmt::format("DO {}; {}{}", quote_text("BEGIN\n" + rest + "END"), answers_query, errors)));
}

std::string Probe::errors_of(std::size_t number) const {
  const auto one = [&](const std::string& name) {
    return fmt::format(" UNION ALL SELECT '{0}', 'x', '{1}', current_setting('migrate.{0}_{1}', true)",
                       table_name(number), name);
  };
  const auto& question = tables_[number];
  std::string out;
  for (const auto* column : question.defaults) out += one(default_name(question, column));
  for (std::size_t i = 0; i < question.expressions.size(); ++i) out += one(constraint_name(i));
  return out;
}

std::string Probe::default_name(const Question& question, const Column* column) {
  return "d" + std::to_string(column - question.table->columns.data());
}

void Probe::read(const SqlRows& rows) {
  constexpr std::size_t prefix = std::string_view("migrate_probe_").size();
  for (const auto& row : rows) {
    const auto& question = tables_.at(static_cast<std::size_t>(number(std::string_view(text(row[0])).substr(prefix))));
    const char kind = text(row[1]).front();
    const auto& name = text(row[2]);
    const auto index = static_cast<std::size_t>(number(std::string_view(name).substr(name.empty() ? 0 : 1)));
    if (kind == error_kind) {
      if (row[3]) add_mistake(question, name, index, *row[3]);
    } else if (kind == expression_kind) {
      answers_[key_of(*question.table, kind, question.expressions.at(index))] = held_expression(text(row[3]));
    } else {
      answers_[key_of(*question.table, kind, name)] = text(row[3]);
    }
  }
}

void Probe::add_mistake(const Question& question, const std::string& name, std::size_t index,
                        const std::string& error) {
  if (names_wanted_value(error)) return;
  const auto& table = *question.table;
  const auto what = name.front() == default_kind
                        ? "the default of " + table.columns[index].name + ", " + *table.columns[index].default_sql
                        : "'" + question.expressions[index] + "'";
  mistakes_.push_back("table " + display(TableName{table.name, table.schema}) + ", " + what +
                      ": PostgreSQL says: " + error);
}

/// `invalid input value for enum role: "guest"` is no mistake where the revision is going to add it.
bool Probe::names_wanted_value(const std::string& error) const {
  return std::ranges::any_of(wanted_.enums, [&](const Enum& type) {
    return std::ranges::any_of(type.values,
                               [&](const auto& value) { return error.find('"' + value + '"') != error.npos; });
  });
}

bool Probe::is_answered(const Question& question) const {
  const auto& table = *question.table;
  const auto has_default = [&](const Column* column) { return default_of(table, column->name).has_value(); };
  const auto has_expression = [&](const std::string& one) { return expression(table, one).has_value(); };
  return std::ranges::all_of(question.defaults, has_default) &&
         std::ranges::all_of(question.expressions, has_expression);
}

std::optional<std::string> Probe::answer(const Table& table, char kind, const std::string& name) const {
  const auto found = answers_.find(key_of(table, kind, name));
  return found == answers_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> Probe::default_of(const Table& table, const std::string& column) const {
  return answer(table, default_kind, column);
}
std::optional<std::string> Probe::type_of(const Table& table, const std::string& column) const {
  return answer(table, type_kind, column);
}
std::optional<std::string> Probe::expression(const Table& table, const std::string& text) const {
  return answer(table, expression_kind, text);
}

}  // namespace migrate::postgresql
