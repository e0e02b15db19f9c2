// A catalog while it is read: each pass asks one query for the objects of all tables and hangs what it finds onto the
// tables that the first pass has found. Nothing is asked by table but for SHOW CREATE TABLE where it alone knows.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "dialects/connection.hpp"
#include "dialects/mysql/server.hpp"
#include "migrate/schema.hpp"

namespace migrate::mysql {

using Cell = std::optional<std::string>;

inline const std::string& text(const Cell& cell) {
  static const std::string none;
  return cell ? *cell : none;
}
inline int number(const Cell& cell) { return cell ? std::atoi(cell->c_str()) : 0; }

/// What is known of a table while it is read, and no part of its value.
struct FoundTable {
  std::size_t index = 0;    ///< in Schema::tables
  std::string collation{};  ///< that its columns have if they say nothing
  bool partitioned = false;
  bool has_fulltext = false;
};

struct Catalog {
  Connection& connection;
  Server server{};
  std::string database{};           ///< the connection's own
  std::string default_collation{};  ///< of that
  std::string default_engine{};
  std::string schemas{};     ///< those asked for, as an IN list
  std::string only_table{};  ///< quoted, where one table alone is asked for
  Schema found{};
  std::unordered_map<std::string, FoundTable> tables{};
  std::unordered_map<std::string, std::pair<std::size_t, std::size_t>> foreign_keys{};  ///< table's and key's places
  std::vector<std::string> sequences{};                                                 ///< quoted, with their schemas

  /// What is asked for, as it stands behind WHERE.
  std::string scope(const std::string& schema = "table_schema", const std::string& table = "table_name") const {
    return schema + " IN (" + schemas + ")" + (only_table.empty() ? "" : " AND " + table + " = " + only_table);
  }

  static std::string key(const Cell& schema, const Cell& name) { return text(schema) + '\0' + text(name); }
  FoundTable* found_table(const Cell& schema, const Cell& name) {
    const auto held = tables.find(key(schema, name));
    return held == tables.end() ? nullptr : &held->second;
  }
  Table& table(const FoundTable& held) { return found.tables[held.index]; }
  /// As values name it: the connection's own has no name.
  std::string schema_name(const Cell& schema) const { return text(schema) == database ? "" : text(schema); }
};

/// The passes: of each the query, which is "" where there is nothing to ask, and what becomes of its rows. The first
/// one is for the tables; the columns of keys need their foreign keys.
std::string query_for_tables(const Catalog& catalog);
void read_tables(Catalog& catalog, SqlRows& rows);
std::string query_for_columns(const Catalog& catalog);
void read_columns(Catalog& catalog, SqlRows& rows);
std::string query_for_indexes(const Catalog& catalog);
void read_indexes(Catalog& catalog, SqlRows& rows);
std::string query_for_foreign_keys(const Catalog& catalog);
void read_foreign_keys(Catalog& catalog, SqlRows& rows);
/// "" where no table has a foreign key.
std::string query_for_key_columns(const Catalog& catalog);
void read_key_columns(Catalog& catalog, SqlRows& rows);
/// "" where the server keeps none.
std::string query_for_checks(const Catalog& catalog);
void read_checks(Catalog& catalog, SqlRows& rows);
/// Once all columns and checks have been read: JSON on MariaDB, which is a longtext with a check.
void settle_json(Catalog& catalog);
void read_sequences(Catalog& catalog);
/// What only SHOW CREATE TABLE says: partitions, parsers of full-text indexes.
void read_create_texts(Catalog& catalog);

/// `utf8_general_ci`, as older servers say, is `utf8mb3_general_ci`; in lower case.
std::string collation_name(std::string_view name);

}  // namespace migrate::mysql
