// When do two spellings mean the same to PostgreSQL? Types by their structure; expressions by their text in one
// spelling (canonical.hpp), and where that does not show them to be the same, by what the server itself prints of them
// (probe.hpp).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "dialects/connection.hpp"
#include "dialects/inheritance.hpp"
#include "dialects/postgresql/options.hpp"
#include "dialects/postgresql/probe.hpp"
#include "migrate/schema.hpp"
#include "src/schema/equivalence.hpp"

namespace migrate::postgresql {

/// The wanted schema as PostgreSQL can have it (Dialect::adapt): types in their one form, keys not null, inherited
/// columns left to their parents, options of other dialects gone. Throws one ConfigurationError with a line for each
/// thing that PostgreSQL lacks.
Schema adapt(Schema wanted);
/// The same for the server at hand: an operator class that is the usual one of its type is not said.
Schema adapt_for(Connection& connection, Schema wanted);

class PostgresqlEquivalence final : public Equivalence, public Inheritance {
 public:
  /// Both schemas must outlive it. Asks the server at once for all that the texts do not show to be the same.
  PostgresqlEquivalence(Connection& connection, const Schema& current, const Schema& wanted);

  std::string schema_key(std::string_view name) const override;
  bool same_type(const Table& table, const Column& current, const Column& wanted) const override;
  bool same_default(const Table& table, const Column& current, const Column& wanted) const override;
  bool same_expression(const Table& table, std::string_view current, std::string_view wanted) const override;
  bool same_identity(const Table& table, const Column& current, const Column& wanted) const override;
  bool same_collation(std::string_view current, std::string_view wanted) const override;
  bool same_options(const Options& current, const Options& wanted) const override;
  bool same_sequence(const Sequence& current, const Sequence& wanted) const override;
  Options column_options(const Column& current, const Column& wanted) const override;
  /// How a table is stored, and what it is a part of, stays where the models say nothing of it. Throws
  /// ConfigurationError, with every such table, where one is to be partitioned in another way than it is.
  Options table_options(const Table& current, const Table& wanted) const override;
  Options options_after_rename(Options options, const std::string& from, const std::string& to) const override;
  Options options_after_parent_rename(Options options, const TableName& from, const std::string& to) const override {
    rename_parent(options, from, to);
    return options;
  }
  bool retypes_under_generated() const override { return false; }
  bool regenerates_in_place(const Column& current, const Column& wanted) const override {
    return current.generated && current.generated->stored && !wanted.generated;
  }
  std::vector<std::pair<std::string, std::string>> stands_on(const Table& table) const override;
  std::optional<std::pair<Table, Table>> with_inherited(const Schema& current_schema, const Table& current,
                                                        const Table& wanted) const override;
  bool may_drop(const Table& current) const override;
  bool may_drop(const Sequence& current) const override;
  std::vector<std::string> notes() const override { return notes_; }

 private:
  void collect(const Table& current, const Table& wanted);
  void collect_expressions(const Table& current, const Table& wanted);
  void ask(Connection& connection);
  std::string key_of(std::string_view schema, std::string_view name) const;
  Type with_schema_key(Type type) const;
  const Table* counterpart(const Table& wanted) const;
  /// "table log is PARTITION BY RANGE (day), and the models want …"; empty where it can be had.
  std::string repartitioned(const Table& current, const Options& wanted) const;
  [[noreturn]] void refuse_repartitioned() const;
  /// Whether the column takes its values from a sequence that it owns, so that it numbers its rows.
  bool is_numbered(const Table& table, const Column& column) const;

  const std::string default_schema_;
  std::unordered_map<std::string, const Table*> current_tables_, wanted_tables_;
  std::unordered_set<std::string> owning_columns_;
  std::unordered_set<std::string> parents_of_wanted_partitions_;
  std::unordered_set<std::string> used_sequences_;  ///< that a default of the models names
  Probe probe_;
  std::vector<std::string> notes_;
};

std::unique_ptr<Equivalence> equivalence(Connection& connection, const Schema& current, const Schema& wanted);

}  // namespace migrate::postgresql
