#include "tests/support/pairs/pair.hpp"

#include "tests/support/pairs/changes.hpp"

namespace migrate::test {

Pair random_pair(const PairFeatures& features, unsigned long seed, const LeftOut& left_out) {
  Random random(seed);
  PairParts parts(random, features);
  Pair out;
  out.start = PairStart(random, features, parts).make();
  out.wanted = out.start;
  const auto count = 1 + random.below(6);
  Random each(seed);
  PairParts more(each, features, 100);
  PairChanges edits(each, features, more, out.wanted);
  for (std::size_t i = 0; i < count; ++i) {
    each = Random(seed * 8 + i);
    if (left_out.contains(i)) continue;
    std::string done;
    for (int tries = 0; done.empty() && tries < 40; ++tries) done = edits.make();
    if (!done.empty()) out.changes.push_back(std::to_string(i) + ": " + done);
  }
  out.touched = edits.touched();
  return out;
}

namespace {

bool is_key(const Column& column) { return is_number(column.type) || column.type.kind == TypeKind::varchar; }

std::string value_of(const PairFeatures& features, const Column& column, bool tied, int row) {
  if (column.nullable && row == 3) return "NULL";
  const auto* type = find_pair_type(features, column.type);
  const auto number = std::to_string(row);
  if (tied || !type || is_key(column)) return is_number(column.type) ? number : "'" + number + "'";
  return type->values[static_cast<std::size_t>(row - 1)];
}

std::string insert(const PairFeatures& features, const Schema& schema, const Table& table, const std::string& into,
                   int row) {
  const Expressions expressions(features.quote);
  std::vector<std::string> columns, values;
  for (const auto* one : PairParts::columns_of(schema, table)) {
    if (one->generated) continue;
    columns.push_back(expressions.quoted(one->name));
    values.push_back(value_of(features, *one, PairParts::is_tied(schema, {table.name, one->name}), row));
  }
  return "INSERT INTO " + into + " (" + join(columns, ", ") + ") VALUES (" + join(values, ", ") + ")";
}

/// A table's own rows, without those of tables that inherit from it.
std::string own_rows(const PairFeatures& features, const Table& table, const QuoteTable& quote) {
  return (features.inherits && !table.options.contains("postgresql.partition_by") ? " FROM ONLY " : " FROM ") +
         quote(table);
}

/// Also where a table above has given it to this one.
bool is_touched(const Pair& pair, const Table& table, const std::string& column) {
  if (pair.touched.contains({table.name, column})) return true;
  const auto* parent = find_named(pair.start.tables, parent_of(table));
  return parent && is_touched(pair, *parent, column);
}

}  // namespace

std::vector<std::string> pair_rows(const PairFeatures& features, const Schema& schema, const QuoteTable& quote) {
  std::vector<std::string> out;
  for (const auto& table : schema.tables) {
    if (table.options.contains("postgresql.partition_of")) continue;
    for (int row = 1; row <= rows_of_a_table; ++row) out.push_back(insert(features, schema, table, quote(table), row));
  }
  return out;
}

KeptRows kept_rows(const PairFeatures& features, const Pair& pair, const QuoteTable& quote) {
  const Expressions expressions(features.quote);
  KeptRows out;
  for (const auto& table : pair.wanted.tables) {
    const auto* old = find_named(pair.start.tables, old_name(table));
    if (!old) continue;
    const auto held = PairParts::columns_of(pair.start, *old);
    std::vector<std::string> then, now;
    for (const auto* one : PairParts::columns_of(pair.wanted, table)) {
      const auto name = old_name(*one);
      const auto before = std::ranges::find(held, name, [](const Column* each) { return each->name; });
      if (before == held.end() || (*before)->generated || is_touched(pair, *old, name)) continue;
      then.push_back(expressions.quoted(name));
      now.push_back(expressions.quoted(one->name));
    }
    if (now.empty()) continue;
    out.before.push_back("SELECT " + join(then, ", ") + own_rows(features, *old, quote));
    out.after.push_back("SELECT " + join(now, ", ") + own_rows(features, table, quote));
  }
  return out;
}

}  // namespace migrate::test
