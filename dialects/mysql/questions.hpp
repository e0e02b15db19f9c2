// What an operation does not hold and its statements need, asked of the catalog table by table, or of the schema that
// an offline connection stands for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/connection.hpp"
#include "dialects/mysql/server.hpp"
#include "migrate/schema.hpp"
#include "src/operations/operation.hpp"

namespace migrate::mysql {

/// The table as the catalog has it; none where it is not there.
std::optional<Table> table_now(Connection& connection, const TableName& table);

/// A foreign key with the table that has it.
struct HeldKey {
  TableName table;
  ForeignKey key;
  bool operator==(const HeldKey&) const = default;
};
/// The foreign keys of all tables that refer to this one.
std::vector<HeldKey> keys_to(Connection& connection, const TableName& table);

/// Whether the name stands in the SQL text as a word, in backticks or not.
bool mentions(std::string_view text, std::string_view name);

/// The index that the server made by itself for a foreign key, so that it goes with it; "" where there is none.
/// `now`: the table.
std::string own_index_of(Connection& connection, const Server& server, const Table& now, const ForeignKey& key);

/// Whether the table has an index that serves a foreign key of or to the columns. `descending`: as for covers.
bool is_served(const Table& table, const std::vector<std::string>& columns, bool descending = true);

/// Whether an index over these elements serves a foreign key of the columns: it begins with them. `descending`: whether
/// it may have them in descending order (Server::serves_keys_descending, where they are the key's own columns).
bool covers(const std::vector<IndexColumn>& index, const std::vector<std::string>& columns, bool descending = true);

}  // namespace migrate::mysql
