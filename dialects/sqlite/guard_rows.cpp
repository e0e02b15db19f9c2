#include "dialects/sqlite/guard_rows.hpp"

#include <algorithm>

#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

std::string declared(const ParsedColumn& column, std::string_view sql) { return std::string(column.type.of(sql)); }

std::string collation_of(const ParsedColumn& column) {
  const auto* found = column.find_last(ConstraintKind::collate);
  return found ? found->collation.text : "";
}

std::string default_of(const ParsedColumn& column, std::string_view sql) {
  const auto* found = column.find_last(ConstraintKind::default_value);
  return found ? std::string(found->expression.of(sql)) : "NULL";
}

/// A value as the column will hold it, for comparisons inside a guard.
std::string with_affinity(std::string value, Affinity affinity) {
  switch (affinity) {
    case Affinity::text: return "CAST(" + value + " AS TEXT)";
    case Affinity::real: return "CAST(" + value + " AS REAL)";
    case Affinity::integer:  // a column keeps 3.5; CAST AS INTEGER would not
      return "CAST(" + value + " AS NUMERIC)";
    case Affinity::numeric:  // and a DATE its text: only what is a number through and through becomes one
      return "CASE WHEN typeof(" + value + ") = 'text' AND CAST(" + value + " AS NUMERIC) <> " + value + " THEN " +
             value + " ELSE CAST(" + value + " AS NUMERIC) END";
    case Affinity::blob: return value;
  }
  return value;
}

}  // namespace

const std::string read_once = SqliteConnection::library_version() < 3035000 ? "" : "NOT MATERIALIZED ";
const std::string read_again = SqliteConnection::library_version() < 3035000 ? "" : "MATERIALIZED ";

std::string rowid_name(const ParsedTable& table) {
  if (table.without_rowid) return "";
  for (const std::string name : {"rowid", "_rowid_", "oid"}) {
    if (!table.find_column(name)) return name;
  }
  return "";
}

std::string value_of(const TableDraft& draft, const ParsedColumn& column) {
  if (column.find(ConstraintKind::generated)) return "";
  const auto key = key_of(column.name.text);
  if (const auto found = draft.values.find(key); found != draft.values.end()) return found->second;
  return draft.added.contains(key) ? "" : quote_name(column.name.text);
}

std::string FutureRows::with(std::string_view needed_by) const {
  auto rows = "SELECT " + label() + " AS " + std::string(row_label);
  std::vector<const ParsedColumn*> generated;
  for (const auto& column : then_.columns) {
    if (!mentions(needed_by, column.name.text) && !mentioned_by_new_generated(column, needed_by)) continue;
    if (is_newly_generated(column))
      generated.push_back(&column);
    else
      rows += ", " + value(column) + " AS " + quote_name(column.name.text);
  }
  rows += " FROM main." + quote_name(draft_.name);
  for (const auto* column : generated) {
    const auto expression = column->find(ConstraintKind::generated)->expression.of(draft_.sql);
    rows = "SELECT *, (" + std::string(expression) + ") AS " + quote_name(column->name.text) + " FROM (" + rows + ")";
  }
  return "WITH " + quote_name(draft_.name) + " AS " + read_once + "(" + rows + "), ";
}

std::string FutureRows::label() const {
  if (const auto rowid = rowid_name(now_); !rowid.empty()) return "'row ' || " + rowid;
  std::string out = "'row '";
  for (const auto& column : primary_key_columns()) out += " || quote(" + quote_name(column) + ") || ' '";
  return out;
}

std::vector<std::string> FutureRows::primary_key_columns() const {
  std::vector<std::string> out;
  for (const auto& column : now_.columns) {
    if (column.find(ConstraintKind::primary_key)) out.push_back(column.name.text);
  }
  for (const auto& constraint : now_.constraints) {
    if (constraint.kind != ConstraintKind::primary_key) continue;
    for (const auto& column : constraint.columns) out.push_back(column.column);
  }
  return out;
}

bool FutureRows::is_newly_generated(const ParsedColumn& column) const {
  const auto* before = now_.find_column(column.name.text);
  return column.find(ConstraintKind::generated) &&
         (!before || draft_.added.contains(key_of(column.name.text)) || !before->find(ConstraintKind::generated));
}

bool FutureRows::mentioned_by_new_generated(const ParsedColumn& column, std::string_view needed_by) const {
  return std::ranges::any_of(then_.columns, [&](const ParsedColumn& other) {
    return is_newly_generated(other) && mentions(needed_by, other.name.text) &&
           mentions(other.find(ConstraintKind::generated)->expression.of(draft_.sql), column.name.text);
  });
}

bool FutureRows::is_new(const ParsedColumn& column) const {
  return !now_.find_column(column.name.text) || draft_.added.contains(key_of(column.name.text));
}

std::string FutureRows::raw_value(const ParsedColumn& column) const {
  const auto value = value_of(draft_, column);
  if (!value.empty()) return value;
  return is_new(column) ? default_of(column, draft_.sql) : quote_name(column.name.text);
}

std::string FutureRows::value(const ParsedColumn& column) const {
  const auto* before = now_.find_column(column.name.text);
  auto out = raw_value(column);
  const auto affinity = affinity_of(declared(column, draft_.sql));
  const bool untouched = !is_new(column) && out == quote_name(column.name.text) &&
                         affinity == affinity_of(declared(*before, draft_.original_sql));
  if (!untouched) out = "(" + with_affinity("(" + out + ")", affinity) + ")";
  const auto collation = collation_of(column);
  if (untouched && equal_ignoring_case(collation, collation_of(*before))) return out;
  return out + " COLLATE " + quote_name(collation.empty() ? "BINARY" : collation);
}

}  // namespace migrate::sqlite
