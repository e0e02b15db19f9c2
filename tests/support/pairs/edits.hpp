// Questions about a random schema, and edits that leave it whole: a column that gets another name gets it in every key,
// index and expression, and in the tables below and beside its own.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "migrate/schema.hpp"
#include "src/base/text.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::test {

/// Tables of a random schema have names of their own, whatever their schemas.
using ColumnPlace = std::pair<std::string, std::string>;

/// What the database calls a table or a column.
inline std::string old_name(const auto& one) { return one.renamed_from.empty() ? one.name : one.renamed_from; }

inline Table& table_named(Schema& schema, const std::string& name) { return *find_named(schema.tables, name); }
inline const Table& table_named(const Schema& schema, const std::string& name) {
  return *find_named(schema.tables, name);
}

inline std::string text_of_option(const Table& table, const std::string& key) {
  const auto found = table.options.find(key);
  return found == table.options.end() ? "" : std::get<std::string>(found->second);
}
/// The name of the table that it is a partition of, or inherits from; empty where there is none.
inline std::string parent_of(const Table& table) {
  auto text = text_of_option(table, "postgresql.partition_of") + text_of_option(table, "postgresql.inherits");
  return text.substr(text.rfind('.') + 1);
}
inline std::vector<Table*> children_of(Schema& schema, const std::string& parent) {
  std::vector<Table*> out;
  for (auto& table : schema.tables) {
    if (parent_of(table) == parent) out.push_back(&table);
  }
  return out;
}

inline std::vector<std::string> target_of(const Schema& schema, const ForeignKey& key) {
  if (!key.target.empty()) return key.target;
  return column_names(table_named(schema, key.references).primary_key->columns);
}

/// All columns that foreign keys tie to this one, itself among them.
inline std::set<ColumnPlace> tied_to(const Schema& schema, const ColumnPlace& place) {
  std::set<ColumnPlace> out{place};
  for (std::size_t before = 0; before != out.size();) {
    before = out.size();
    for (const auto& table : schema.tables) {
      for (const auto& key : table.foreign_keys) {
        const auto target = target_of(schema, key);
        for (std::size_t i = 0; i < target.size(); ++i) {
          const ColumnPlace child{table.name, key.columns[i]}, parent{key.references, target[i]};
          if (out.contains(child) || out.contains(parent)) out.insert({child, parent});
        }
      }
    }
  }
  return out;
}

inline bool names(const std::vector<IndexColumn>& columns, const std::string& column) {
  return std::ranges::any_of(columns, [&](const IndexColumn& one) { return one.column == column; });
}
inline bool names(const std::vector<std::string>& columns, const std::string& column) {
  return std::ranges::find(columns, column) != columns.end();
}

/// Expressions of random schemas have every column in quotes.
class Expressions {
 public:
  explicit Expressions(char quote) : quote_(quote) {}

  std::string quoted(const std::string& column) const { return quote_ + column + quote_; }
  bool reads(const std::string& expression, const std::string& column) const {
    return expression.find(quoted(column)) != std::string::npos;
  }
  bool reads(const Index& index, const std::string& column) const {
    return reads(index.where, column) ||
           std::ranges::any_of(index.columns, [&](const IndexColumn& one) { return reads(one.expression, column); });
  }
  /// Whether an expression of the table, or of one that has its columns, reads it.
  bool read_somewhere(Schema& schema, const ColumnPlace& place) const {
    const auto in = [&](const Table& table) {
      return std::ranges::any_of(table.checks, [&](const Check& one) { return reads(one.expression, place.second); }) ||
             std::ranges::any_of(table.indexes, [&](const Index& one) { return reads(one, place.second); }) ||
             std::ranges::any_of(table.columns, [&](const Column& one) {
               return one.generated && reads(one.generated->expression, place.second);
             });
    };
    return in(table_named(schema, place.first)) ||
           std::ranges::any_of(children_of(schema, place.first), [&](const Table* child) { return in(*child); });
  }
  void rename(std::string& expression, const std::string& from, const std::string& to) const {
    expression = replace_all(expression, quoted(from), quoted(to));
  }

 private:
  char quote_;
};

inline void rename_in(std::vector<IndexColumn>& columns, const std::string& from, const std::string& to) {
  for (auto& one : columns) {
    if (one.column == from) one.column = to;
  }
}

/// In what a table says of the column, be it its own or inherited.
inline void rename_within(Table& table, const Expressions& expressions, const std::string& from,
                          const std::string& to) {
  for (auto& column : table.columns) {
    if (column.generated) expressions.rename(column.generated->expression, from, to);
  }
  for (auto& check : table.checks) expressions.rename(check.expression, from, to);
  for (auto& index : table.indexes) {
    expressions.rename(index.where, from, to);
    for (auto& one : index.columns) expressions.rename(one.expression, from, to);
    rename_in(index.columns, from, to);
    std::ranges::replace(index.include, from, to);
  }
  for (auto& unique : table.uniques) rename_in(unique.columns, from, to);
  for (auto& key : table.foreign_keys) std::ranges::replace(key.columns, from, to);
  if (table.primary_key) rename_in(table.primary_key->columns, from, to);
  for (auto& [name, value] : table.options) {
    if (auto* text = std::get_if<std::string>(&value); text && name == "postgresql.partition_by")
      expressions.rename(*text, from, to);
  }
}

inline void rename_everywhere(Schema& schema, const Expressions& expressions, const ColumnPlace& place,
                              const std::string& to) {
  const auto& [table, from] = place;
  auto& column = *find_named(table_named(schema, table).columns, from);
  if (column.renamed_from.empty()) column.renamed_from = from;
  column.name = to;
  for (auto* child : children_of(schema, table)) rename_within(*child, expressions, from, to);
  rename_within(table_named(schema, table), expressions, from, to);
  for (auto& other : schema.tables) {
    for (auto& key : other.foreign_keys) {
      if (key.references == table) std::ranges::replace(key.target, from, to);
    }
  }
  for (auto& sequence : schema.sequences) {
    if (sequence.owned_by == table + "." + from) sequence.owned_by = table + "." + to;
  }
}

inline void rename_everywhere(Schema& schema, const std::string& from, const std::string& to) {
  auto& table = table_named(schema, from);
  if (table.renamed_from.empty()) table.renamed_from = from;
  for (auto* child : children_of(schema, from)) {
    for (const auto* key : {"postgresql.partition_of", "postgresql.inherits"}) {
      if (auto text = text_of_option(*child, key); !text.empty())
        child->options[key] = text.substr(0, text.size() - from.size()) + to;
    }
  }
  table.name = to;
  for (auto& other : schema.tables) {
    for (auto& key : other.foreign_keys) {
      if (key.references == from) key.references = to;
    }
  }
  for (auto& sequence : schema.sequences) {
    if (sequence.owned_by.starts_with(from + ".")) sequence.owned_by = to + sequence.owned_by.substr(from.size());
  }
}

/// Takes the column out of its table, with all that is on it.
inline void drop_everywhere(Schema& schema, const Expressions& expressions, const ColumnPlace& place) {
  const auto name = place.second;
  std::vector<std::string> computed;
  std::vector<Table*> all = children_of(schema, place.first);
  all.push_back(&table_named(schema, place.first));
  for (auto* table : all) {
    std::erase_if(table->indexes, [&](const Index& one) {
      return names(one.columns, name) || names(one.include, name) || expressions.reads(one, name);
    });
    std::erase_if(table->uniques, [&](const Unique& one) { return names(one.columns, name); });
    std::erase_if(table->foreign_keys, [&](const ForeignKey& one) { return names(one.columns, name); });
    std::erase_if(table->checks, [&](const Check& one) { return expressions.reads(one.expression, name); });
    std::erase_if(table->columns, [&](const Column& one) { return table == all.back() && one.name == name; });
  }
  std::erase_if(schema.sequences, [&](const Sequence& one) { return one.owned_by == place.first + "." + name; });
  for (const auto& column : all.back()->columns) {
    if (column.generated && expressions.reads(column.generated->expression, name)) computed.push_back(column.name);
  }
  for (const auto& one : computed) drop_everywhere(schema, expressions, {place.first, one});
}

}  // namespace migrate::test
