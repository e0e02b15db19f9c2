// The version table, in Alembic's own shape: one column, a row for each head that the database is at. An Alembic
// database is adopted by naming its table, and handed back the same way.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dialects/dialect.hpp"

namespace migrate {

constexpr std::string_view version_column = "version_num";
/// The column's size in Alembic's table: a longer revision id cannot be stored.
constexpr std::size_t version_length = 32;

/// `version_num VARCHAR(32) NOT NULL` with a primary key `<table>_pkc`.
Table version_table(const TableName& name);

class VersionTable {
 public:
  VersionTable(const Dialect& dialect, Connection& connection, TableName table);

  bool exists() const;
  /// Whether it is there, and from now on always that one, wherever the connection looks later.
  bool locate();
  /// The heads in order of name; none where there is no such table. Never writes.
  std::vector<std::string> read() const;
  /// Takes heads away and puts others in their place, with as few statements as it takes. Throws DatabaseError where a
  /// row that should be there is not: somebody else changed the table.
  void replace(std::span<const std::string> remove, std::span<const std::string> insert);

 private:
  /// Throws ConfigurationError where it is another tool's.
  std::optional<FoundTable> find() const;
  void expect_one_row(std::size_t changed, const std::string& head) const;

  Connection& connection_;
  const Dialect& dialect_;
  TableName table_;
  std::string quoted_table_;
  std::string quoted_column_;
};

}  // namespace migrate
