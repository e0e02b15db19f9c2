#include "src/models/check.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "migrate/detail/write_toml.hpp"
#include "src/base/text.hpp"
#include "src/models/check_parts.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

bool counts(const Type& type) {
  return type.kind == TypeKind::smallint || type.kind == TypeKind::integer || type.kind == TypeKind::bigint ||
         type.kind == TypeKind::native || (type.kind == TypeKind::numeric && type.scale.value_or(0) == 0);
}

void check_enums(Findings& found, const Schema& schema) {
  std::set<std::string> seen;
  for (const auto& type : schema.enums) {
    const auto name = full_name(type.schema, type.name);
    if (!seen.insert(name).second) found.add(name, "there are two enums of this name");
    if (type.values.empty()) found.add(name, "the enum has no values");
    std::set<std::string> values;
    for (const auto& value : type.values) {
      if (!values.insert(value).second) found.add(name, "the enum has the value '" + value + "' twice");
    }
  }
}

void check_sequences(Findings& found, const Schema& schema) {
  std::set<std::string> seen;
  for (const auto& one : schema.sequences) {
    const auto name = full_name(one.schema, one.name);
    if (!seen.insert(name).second) found.add(name, "there are two sequences of this name");
    if (one.increment == 0) found.add(name, "the sequence counts in steps of 0");
    if (one.type && !counts(*one.type)) found.add(name, "a sequence cannot be " + detail::type_text(*one.type));
  }
}

void check_enum_default(Findings& found, const std::string& place, const Schema& schema, const Column& column) {
  const auto type = std::ranges::find_if(
      schema.enums, [&](const Enum& one) { return full_name(one.schema, one.name) == column.type.name; });
  if (type == schema.enums.end()) {
    std::vector<std::string> names;
    for (const auto& one : schema.enums) names.push_back(full_name(one.schema, one.name));
    return found.add(place, "there is no enum '" + column.type.name + "'" + did_you_mean(column.type.name, names));
  }
  const std::string text(trim(column.default_sql.value_or("")));
  if (text.size() < 2 || text.front() != '\'' || text.find('\'', 1) != text.size() - 1) return;
  const auto value = text.substr(1, text.size() - 2);
  if (std::ranges::find(type->values, value) != type->values.end()) return;
  found.add(place, "its default '" + value + "' is not a value of the enum '" + type->name + "'" +
                       did_you_mean(value, type->values));
}

void check_column(Findings& found, const Schema& schema, const Table& table, const Column& column) {
  const auto place = full_name(table) + "." + column.name;
  if (column.identity && column.default_sql) found.add(place, "it numbers its rows and has a default: only one can be");
  if (column.generated && column.default_sql) found.add(place, "it is generated and has a default: only one can be");
  if (column.generated && column.identity) found.add(place, "it is generated and numbers its rows: only one can be");
  if (column.identity && !counts(column.type)) {
    found.add(place, "it numbers its rows, but its type is " + detail::type_text(column.type) + " and no integer");
  }
  if (column.type.kind == TypeKind::enumeration) check_enum_default(found, place, schema, column);
}

void check_key(Findings& found, const Table& table, const std::string& what, const std::vector<IndexColumn>& columns) {
  if (columns.empty()) found.add(full_name(table), what + " has no columns");
  std::set<std::string> seen;
  for (const auto& part : columns) {
    if (part.column.empty() || !check_column_name(found, table, what, part.column)) continue;
    if (!seen.insert(part.column).second)
      found.add(full_name(table), what + " names the column '" + part.column + "' twice");
  }
}

void check_include(Findings& found, const Table& table, const std::string& what,
                   const std::vector<std::string>& names) {
  for (const auto& name : names) check_column_name(found, table, what, name);
}

void check_keys(Findings& found, const Table& table) {
  if (table.primary_key) {
    check_key(found, table, "the primary key", table.primary_key->columns);
    check_include(found, table, "the primary key", table.primary_key->include);
  }
  for (const auto& one : table.uniques) {
    const auto what = described("the unique constraint", one.name);
    check_key(found, table, what, one.columns);
    check_include(found, table, what, one.include);
  }
  for (const auto& one : table.indexes) {
    const auto what = described("the index", one.name);
    check_key(found, table, what, one.columns);
    check_include(found, table, what, one.include);
  }
  for (const auto& one : table.exclusions) {
    const auto what = described("the exclusion", one.name);
    if (one.elements.empty()) found.add(full_name(table), what + " has no columns");
    for (const auto& part : one.elements) {
      if (!part.element.column.empty()) check_column_name(found, table, what, part.element.column);
      if (trim(part.op).empty()) found.add(full_name(table), what + " has an element without an operator");
    }
  }
}

/// A foreign key may be called as an index is: so MySQL calls the one that it makes for it.
void check_names(Findings& found, const Table& table) {
  std::set<std::string> indexes, constraints;
  const auto once = [&](std::set<std::string>& seen, const std::string& name) {
    if (name.empty() || seen.insert(name).second) return true;
    found.add(full_name(table), "it has two constraints or indexes '" + name + "'");
    return false;
  };
  const auto once_in_all = [&](const std::string& name) {
    if (once(indexes, name)) once(constraints, name);
  };
  if (table.primary_key) once_in_all(table.primary_key->name);
  for (const auto& one : table.uniques) once_in_all(one.name);
  for (const auto& one : table.checks) once_in_all(one.name);
  for (const auto& one : table.exclusions) once_in_all(one.name);
  for (const auto& one : table.foreign_keys) once(constraints, one.name);
  for (const auto& one : table.indexes) once(indexes, one.name);
}

void check_table(Findings& found, const Schema& schema, const TablesByName& tables, const Table& table,
                 Strictness strictness) {
  if (table.columns.empty() && !has_columns_of_others(table)) found.add(full_name(table), "it has no columns");
  std::set<std::string> seen;
  for (const auto& column : table.columns) {
    if (!seen.insert(column.name).second) found.add(full_name(table), "it has two columns '" + column.name + "'");
    check_column(found, schema, table, column);
  }
  check_keys(found, table);
  check_foreign_keys(found, schema, tables, table, strictness);
  for (const auto& one : table.checks) {
    if (trim(one.expression).empty())
      found.add(full_name(table), described("the check", one.name) + " has no expression");
  }
  check_relationships(found, schema, table);
  check_names(found, table);
}

/// Names that are two in one database and one in another.
void warn_of_case(std::vector<std::string>& out, const Schema& schema) {
  const auto tell = [&](std::map<std::string, std::string>& seen, const std::string& name, const std::string& place,
                        std::string_view things) {
    const auto [other, fresh] = seen.emplace(lower(name), name);
    if (!fresh && other->second != name)
      out.push_back(place + ": it differs from the " + std::string(things) + " '" + other->second +
                    "' only by case, and not every database tells them apart");
  };
  std::map<std::string, std::string> tables;
  for (const auto& table : schema.tables) {
    tell(tables, full_name(table), full_name(table), "table");
    std::map<std::string, std::string> columns;
    for (const auto& column : table.columns) tell(columns, column.name, full_name(table) + "." + column.name, "column");
  }
}

/// A partition has its parent's key, or the parent is told of.
bool is_partition(const Table& table) {
  return std::ranges::any_of(table.options, [](const auto& option) { return option.first.ends_with(".partition_of"); });
}

/// One line, however many they are.
void warn_of_missing_keys(std::vector<std::string>& out, const Schema& schema) {
  constexpr std::size_t shown = 5;
  std::vector<std::string> names;
  for (const auto& table : schema.tables) {
    if (!table.primary_key && !is_partition(table)) names.push_back(full_name(table));
  }
  if (names.empty()) return;
  if (names.size() == 1) return out.push_back(names.front() + ": it has no primary key");
  const auto count = names.size();
  if (count > shown) names.resize(shown);
  out.push_back(count_of(count, "table") + " have no primary key: " + join(names, ", ") +
                (count > shown ? " and " + std::to_string(count - shown) + " more" : ""));
}

}  // namespace

std::vector<std::string> problems(const Schema& schema, Strictness strictness) {
  Findings found;
  check_enums(found, schema);
  check_sequences(found, schema);
  std::set<std::string> seen;
  const TablesByName tables(schema);
  for (const auto& table : schema.tables) {
    if (!seen.insert(full_name(table)).second) found.add(full_name(table), "there are two tables of this name");
    check_table(found, schema, tables, table, strictness);
  }
  return std::move(found.lines);
}

std::vector<std::string> warnings(const Schema& schema, PrimaryKeys keys) {
  std::vector<std::string> out;
  if (keys == PrimaryKeys::expected) warn_of_missing_keys(out, schema);
  warn_of_case(out, schema);
  return out;
}

}  // namespace migrate
