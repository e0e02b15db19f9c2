// What a comparison has to ask a dialect: when do two spellings mean the same to this database?
//
// The base class answers for a database that keeps everything as it was written; tests use it as it is.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "migrate/schema.hpp"

namespace migrate {

class Equivalence {
 public:
  virtual ~Equivalence() = default;

  /// The form of a name under which the database finds it: SQLite folds case.
  virtual std::string key(std::string_view name) const { return std::string(name); }
  /// The same for a table's name: MySQL keeps tables as files, and folds case as their file system does.
  virtual std::string table_key(std::string_view name) const { return key(name); }
  /// The same for a schema's name; the default schema, whether it is named or not, is "".
  virtual std::string schema_key(std::string_view name) const { return key(name); }
  virtual bool same_type(const Table& /*table*/, const Column& current, const Column& wanted) const {
    return current.type == wanted.type;
  }
  virtual bool same_default(const Table& /*table*/, const Column& current, const Column& wanted) const {
    return current.default_sql == wanted.default_sql;
  }
  /// Checks, generated columns, predicates and index expressions of `table` (as the database has it).
  virtual bool same_expression(const Table& /*table*/, std::string_view current, std::string_view wanted) const {
    return current == wanted;
  }
  virtual bool same_identity(const Table& /*table*/, const Column& current, const Column& wanted) const {
    return current.identity == wanted.identity;
  }
  virtual bool same_nullability(const Table& /*table*/, const Column& current, const Column& wanted) const {
    return current.nullable == wanted.nullable;
  }
  /// Of an element of a key or an index.
  virtual bool same_collation(std::string_view current, std::string_view wanted) const { return current == wanted; }
  virtual bool same_column_collation(const Table& /*table*/, const Column& current, const Column& wanted) const {
    return same_collation(current.collation, wanted.collation);
  }
  virtual bool same_action(Action current, Action wanted) const { return current == wanted; }
  virtual bool same_sequence(const Sequence& current, const Sequence& wanted) const { return current == wanted; }
  /// What a column is to have of options, where the metadata says `wanted`: some stay unless it says otherwise.
  virtual Options column_options(const Column& /*current*/, const Column& wanted) const { return wanted.options; }
  virtual Options table_options(const Table& /*current*/, const Table& wanted) const { return wanted.options; }
  /// Of a table, column, constraint or index. Options of other dialects never count.
  virtual bool same_options(const Options& current, const Options& wanted) const { return current == wanted; }
  /// Whether a column's type or collation may change while a generated column reads it. Otherwise that goes, and comes
  /// again with all that is on it.
  virtual bool retypes_under_generated() const { return true; }
  /// Whether a column becomes a generated one, another one, or a plain one, and keeps the indexes and constraints on
  /// it. Otherwise it is a new column, and they go and come with it.
  virtual bool regenerates_in_place(const Column& /*current*/, const Column& /*wanted*/) const { return true; }
  /// Whether the database keeps comments on tables and columns.
  virtual bool keeps_comments() const { return true; }
  /// Whether a foreign key stands in the way of a change of what it refers to.
  virtual bool binds_keys() const { return true; }

  /// Tables beside the parents of its foreign keys that must be there before a table: what it is a partition of, what
  /// it inherits from. Schema and name.
  virtual std::vector<std::pair<std::string, std::string>> stands_on(const Table& /*table*/) const { return {}; }
  /// Whether something of the database that the models do not name is to go. What is another thing's part is not.
  virtual bool may_drop(const Table& /*current*/) const { return true; }
  virtual bool may_drop(const Sequence& /*current*/) const { return true; }
  /// What a person should know of the comparison: what could not be compared exactly, and why.
  virtual std::vector<std::string> notes() const { return {}; }
};

}  // namespace migrate
