// When two spellings mean the same to SQLite. Texts of SQL are compared token by token: SQLite keeps them as they were
// written, so that what differs is case, white space, quotes and parentheses, and not what a server made of them.
#pragma once

#include <string>
#include <string_view>

#include "src/schema/equivalence.hpp"

namespace migrate {

class SqliteEquivalence final : public Equivalence {
 public:
  std::string key(std::string_view name) const override;
  /// There are none: whatever is named is the one place that there is.
  std::string schema_key(std::string_view) const override { return {}; }
  /// Different declared types are different even where their affinity is the same, but for words that name one type.
  bool same_type(const Table& table, const Column& current, const Column& wanted) const override;
  bool same_default(const Table& table, const Column& current, const Column& wanted) const override;
  bool same_expression(const Table& table, std::string_view current, std::string_view wanted) const override;
  bool same_identity(const Table& table, const Column& current, const Column& wanted) const override;
  bool same_nullability(const Table& table, const Column& current, const Column& wanted) const override;
  bool same_collation(std::string_view current, std::string_view wanted) const override;
  /// AUTOINCREMENT stays where the metadata does not speak of it: `sqlite.autoincrement = false` takes it away.
  Options column_options(const Column& current, const Column& wanted) const override;
  /// WITHOUT ROWID and STRICT stay where the metadata does not speak of them and fits them.
  Options table_options(const Table& current, const Table& wanted) const override;
  bool same_options(const Options& current, const Options& wanted) const override;
  bool keeps_comments() const override { return false; }
  bool binds_keys() const override { return false; }
};

}  // namespace migrate
