// Random parts of tables: columns, indexes, checks and keys that rows of the pairs satisfy, on what a table has.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/pairs/edits.hpp"
#include "tests/support/pairs/features.hpp"
#include "tests/support/random.hpp"

namespace migrate::test {

class PairParts {
 public:
  /// Names get numbers above `number`.
  PairParts(Random& random, const PairFeatures& features, int number = 0)
      : expressions(features.quote), random_(random), features_(features), number_(number) {}

  /// A name that nothing else has.
  std::string next(const std::string& stem) { return stem + std::to_string(++number_); }
  /// The same, left to the tool now and then.
  std::string maybe_next(const std::string& stem) { return random_.chance(35) ? "" : next(stem); }

  Column column(const std::string& name) {
    const auto& type = random_.pick(features_.types);
    Column out{.name = name, .type = parse_type(said(type))};
    out.nullable = random_.chance(60);
    if (!type.default_sql.empty() && random_.chance(40)) out.default_sql = type.default_sql;
    if (features_.comments && random_.chance(15)) out.comment = "it's " + name;
    if (is_text(out.type) && !features_.collations.empty() && random_.chance(15))
      out.collation = random_.pick(features_.collations);
    return out;
  }
  /// For rows that exist, where the column is added to them.
  void fill(Column& column) const {
    if (column.nullable || column.default_sql || column.generated || column.identity) return;
    const auto* type = find_pair_type(features_, column.type);
    column.initial = type ? type->values.front() : is_number(column.type) ? "1" : "'1'";
  }

  std::optional<Column> generated(const Schema& schema, const Table& table) {
    std::vector<const Column*> bases;
    for (const auto& one : table.columns) {
      if (!one.generated && family(one) != Family::other && may_be_read(schema, table, one)) bases.push_back(&one);
    }
    if (bases.empty()) return std::nullopt;
    const auto& base = *random_.pick(bases);
    const auto read = expressions.quoted(base.name);
    const bool number = family(base) == Family::number;
    Column out{.name = next("g"), .type = parse_type(number ? "bigint" : "varchar(90)")};
    if (base.type.kind == TypeKind::numeric) out.type = base.type;
    out.generated =
        Generated{number ? read + random_.pick({" + 1", " * 2"}) : random_.pick({"upper(", "trim("}) + read + ")",
                  !features_.virtual_columns || random_.chance(60)};
    out.nullable = !(features_.not_null_generated && !base.nullable && random_.chance(50));
    return out;
  }

  std::optional<Check> check(const Schema& schema, const Table& table) {
    std::vector<const Column*> all;
    for (const auto& one : columns_of(schema, table)) {
      if (family(*one) != Family::other && may_be_read(schema, table, *one)) all.push_back(one);
    }
    if (all.empty()) return std::nullopt;
    const auto& first = *random_.pick(all);
    const auto& second = *random_.pick(all);
    Check out{.name = next("ck")};
    out.expression = holds(first) + (random_.chance(40) ? random_.pick({" AND ", " OR "}) + holds(second) : "");
    out.not_valid = features_.not_valid && random_.chance(20);
    return out;
  }

  std::optional<Index> index(const Schema& schema, const Table& table) {
    const auto all = indexed(schema, table);
    if (all.empty()) return std::nullopt;
    const auto& first = *random_.pick(all);
    Index out{.name = random_.chance(10) ? "" : next("ix"), .columns = {{.column = first.name}}};
    if (random_.chance(40)) {
      const auto& second = *random_.pick(all);
      if (second.name != first.name) out.columns.push_back({.column = second.name});
    }
    out.unique = is_distinct(first) && random_.chance(20);
    for (auto& one : out.columns) {
      if (random_.chance(20)) one.order = Order::desc;
    }
    if (is_text(first.type) && !features_.collations.empty() && features_.expression_indexes && random_.chance(20))
      out.columns.front().collation = random_.pick(features_.collations);
    if (is_text(first.type) && features_.prefix_indexes && random_.chance(20)) out.columns.front().length = 5;
    if (features_.expression_indexes && random_.chance(30)) add_expression(out, first);
    if (features_.partial_indexes && random_.chance(30)) out.where = holds(*random_.pick(all));
    if (features_.include && random_.chance(15)) out.include = {first.name};
    if (features_.comments && random_.chance(10)) out.comment = "an index";
    return out;
  }

  std::optional<Unique> unique(const Schema& schema, const Table& table) {
    std::vector<const Column*> all;
    for (const auto* one : indexed(schema, table)) {
      if (is_distinct(*one) && !one->generated) all.push_back(one);
    }
    if (all.empty()) return std::nullopt;
    Unique out{.name = maybe_next("uq"), .columns = {{.column = random_.pick(all)->name}}};
    const auto& second = random_.pick(all)->name;
    if (random_.chance(40) && second != out.columns[0].column) out.columns.push_back({.column = second});
    const bool twice =
        std::ranges::any_of(table.uniques, [&](const Unique& one) { return one.columns == out.columns; });
    const bool is_key = table.primary_key && table.primary_key->columns == out.columns;
    return twice || is_key ? std::nullopt : std::optional(out);
  }

  void set_actions(const Table& table, ForeignKey& key) {
    const bool nullable = std::ranges::all_of(
        key.columns, [&](const std::string& one) { return find_named(table.columns, one)->nullable; });
    key.on_delete = random_.pick(std::vector{Action::no_action, Action::restrict, Action::cascade,
                                             nullable ? Action::set_null : Action::no_action});
    if (random_.chance(20)) key.on_update = Action::cascade;
    if (features_.deferrable && random_.chance(25)) {
      key.deferrable = true;
      if (random_.chance(50)) key.initially = Initially::deferred;
    }
    key.not_valid = features_.not_valid && random_.chance(20);
  }

  /// Its own, and those that it has from a parent.
  static std::vector<const Column*> columns_of(const Schema& schema, const Table& table) {
    std::vector<const Column*> out;
    if (const auto parent = parent_of(table); !parent.empty()) out = columns_of(schema, table_named(schema, parent));
    for (const auto& one : table.columns) out.push_back(&one);
    return out;
  }
  static bool in_key(const Table& table, const std::string& column) {
    return table.primary_key && names(table.primary_key->columns, column);
  }
  /// Whether a foreign key has the column at either end.
  static bool is_tied(const Schema& schema, const ColumnPlace& place) {
    for (const auto& table : schema.tables) {
      for (const auto& key : table.foreign_keys) {
        if (table.name == place.first && names(key.columns, place.second)) return true;
        if (key.references == place.first && names(target_of(schema, key), place.second)) return true;
      }
    }
    return false;
  }
  /// Of the values that a foreign key may refer to: row 3 has 3 or '3', whatever the table.
  static bool has_key_values(const Column& column) {
    return !column.generated && (is_number(column.type) || column.type.kind == TypeKind::varchar);
  }
  Family family(const Column& column) const {
    if (is_number(column.type)) return Family::number;
    return is_text(column.type) ? Family::text : family_of(features_, column.type);
  }
  bool is_distinct(const Column& column) const {
    const auto* type = find_pair_type(features_, column.type);
    return type ? type->distinct : column.type.kind != TypeKind::native;
  }
  /// The type's own text, or the same as the database has it.
  std::string said(const PairType& type) {
    return !type.native.empty() && random_.chance(30) ? type.native : type.type;
  }

  const Expressions expressions;

 private:
  bool may_be_read(const Schema& schema, const Table& table, const Column& column) const {
    return features_.expressions_over_keys || !(column.identity || column.generated || in_key(table, column.name) ||
                                                is_tied(schema, {table.name, column.name}));
  }
  std::vector<const Column*> indexed(const Schema& schema, const Table& table) const {
    auto out = columns_of(schema, table);
    std::erase_if(out, [&](const Column* one) {
      const auto* type = find_pair_type(features_, one->type);
      return (type && !type->indexed) || one->type.kind == TypeKind::text;
    });
    return out;
  }
  /// True for each of the rows' values, for NULL, and for what a column has that comes back: 0 or ''.
  std::string holds(const Column& column) {
    const auto read = expressions.quoted(column.name);
    if (family(column) == Family::number) return read + random_.pick({" >= -9", " < 1000", " <> 77"});
    if (family(column) == Family::text)
      return random_.chance(50) ? "length(" + read + ") < 1000" : read + " <> 'never'";
    return read + " IS NOT NULL";
  }
  void add_expression(Index& out, const Column& column) {
    if (family(column) == Family::other || column.generated) return;
    const auto read = expressions.quoted(column.name);
    out.columns.push_back({.expression = family(column) == Family::number
                                             ? "(" + read + " + 1)"
                                             : random_.pick({"lower(", "upper("}) + read + ")"});
  }

  Random& random_;
  const PairFeatures& features_;
  int number_;
};

}  // namespace migrate::test
