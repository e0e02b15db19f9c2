// What changes of a random schema work on: the schema, what is known of its rows, and how a part of it is chosen.
#pragma once

#include <iterator>
#include <set>

#include "tests/support/pairs/parts.hpp"

namespace migrate::test {

class PairSubject {
 public:
  PairSubject(Random& random, const PairFeatures& features, PairParts& parts, Schema& schema)
      : random_(random), features_(features), parts_(parts), schema_(schema), before_(schema) {}

  /// Columns, by their names at the beginning, whose values are not what they were on one of the ways.
  const std::set<ColumnPlace>& touched() const { return touched_; }

 protected:
  /// A table with columns of its own.
  Table& table() {
    for (;;) {
      auto& out = const_cast<Table&>(random_.pick(schema_.tables));
      if (!out.columns.empty()) return out;
    }
  }
  Column* column(Table& of, auto fits) {
    std::vector<Column*> out;
    for (auto& one : of.columns) {
      if (fits(one)) out.push_back(&one);
    }
    return out.empty() ? nullptr : random_.pick(out);
  }
  bool is_tied(const Table& of, const Column& one) const { return PairParts::is_tied(schema_, {of.name, one.name}); }
  bool is_read(const Table& of, const Column& one) {
    return parts_.expressions.read_somewhere(schema_, {of.name, one.name});
  }
  static bool splits_rows(const Table& of, const Column& one) {
    return one.name == "part" && of.options.contains("postgresql.partition_by");
  }
  bool is_ordinary(const Table& of, const Column& one) const {
    return !one.generated && !one.identity && !PairParts::in_key(of, one.name) && !is_tied(of, one) &&
           !splits_rows(of, one);
  }
  /// Also through a generated column that is made of it.
  bool is_unique(const Table& of, const Column& one) const {
    const auto is_made_of_it = [&](const Column& other) {
      return other.generated && parts_.expressions.reads(other.generated->expression, one.name) && is_unique(of, other);
    };
    if (std::ranges::any_of(of.columns, is_made_of_it)) return true;
    return std::ranges::any_of(of.uniques, [&](const Unique& key) { return names(key.columns, one.name); }) ||
           std::ranges::any_of(of.indexes, [&](const Index& key) {
             return key.unique && (names(key.columns, one.name) || parts_.expressions.reads(key, one.name));
           });
  }
  /// Whether rows may have it again, as it was at the beginning, with one value for all, or with NULL.
  bool comes_back(const Table& of, const Column& one) const {
    const auto* table = find_named(before_.tables, old_name(of));
    const auto* column = table ? find_named(table->columns, old_name(one)) : nullptr;
    if (!column || (column->nullable && !column->default_sql)) return true;
    return !is_unique(*table, *column) && !PairParts::in_key(*table, column->name) &&
           !PairParts::is_tied(before_, {table->name, column->name});
  }
  void touch(const Table& of, const Column& one) { touched_.insert({old_name(of), old_name(one)}); }
  template <class T>
  bool drop_one(std::vector<T>& list) {
    if (list.empty()) return false;
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(random_.below(list.size())));
    return true;
  }
  template <class T>
  T* one_of(std::vector<T>& list) {
    return list.empty() ? nullptr : &list[random_.below(list.size())];
  }
  static bool has_children(Schema& schema, const Table& of) { return !children_of(schema, of.name).empty(); }
  static bool is_partitioned(const Table& of) { return of.options.contains("postgresql.partition_by"); }

  Random& random_;
  const PairFeatures& features_;
  PairParts& parts_;
  Schema& schema_;
  const Schema before_;
  std::set<ColumnPlace> fresh_;  ///< of this pair alone: rows that exist have no values of their own there
  std::set<ColumnPlace> touched_;
};

}  // namespace migrate::test
