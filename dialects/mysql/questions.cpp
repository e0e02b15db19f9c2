#include "dialects/mysql/questions.hpp"

#include <algorithm>

#include "dialects/mysql/connection.hpp"
#include "dialects/mysql/introspect.hpp"
#include "dialects/mysql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::mysql {
namespace {

std::string schema_text(const TableName& table) {
  return table.schema.empty() ? "DATABASE()" : quote_text(table.schema);
}

bool is_word_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

bool mentions(std::string_view text, std::string_view name) {
  const auto folded = lower(text), wanted = lower(name);
  for (auto at = folded.find(wanted); at != folded.npos; at = folded.find(wanted, at + 1)) {
    const auto end = at + wanted.size();
    if ((at == 0 || !is_word_letter(folded[at - 1])) && (end == folded.size() || !is_word_letter(folded[end])))
      return true;
  }
  return false;
}

bool covers(const std::vector<IndexColumn>& index, const std::vector<std::string>& columns, bool descending) {
  if (index.size() < columns.size()) return false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!equal_ignoring_case(index[i].column, columns[i]) || index[i].length) return false;
    if (!descending && index[i].order == Order::desc) return false;
  }
  return true;
}

bool is_served(const Table& table, const std::vector<std::string>& columns, bool descending) {
  const auto serves = [&](const auto& held) { return covers(held.columns, columns, descending); };
  return std::ranges::any_of(table.uniques, serves) || std::ranges::any_of(table.indexes, serves) ||
         (table.primary_key && serves(*table.primary_key));
}

std::optional<Table> table_now(Connection& connection, const TableName& table) {
  if (const auto* schema = connection.offline_schema()) {
    const auto* found = find_table(*schema, table.name, table.schema);
    return found ? std::optional(*found) : std::nullopt;
  }
  return introspect_table(connection, table);
}

std::vector<HeldKey> keys_to(Connection& connection, const TableName& table) {
  std::vector<HeldKey> out;
  const auto take = [&](const Table& held) {
    for (const auto& key : held.foreign_keys) {
      if (equal_ignoring_case(key.references, table.name) && key.references_schema == table.schema)
        out.push_back({{held.name, held.schema}, key});
    }
  };
  if (const auto* schema = connection.offline_schema()) {
    for (const auto& held : schema->tables) take(held);
    return out;
  }
  const auto rows = connection.query(
      "SELECT DISTINCT IF(table_schema = DATABASE(), '', table_schema), table_name "
      "FROM information_schema.key_column_usage WHERE referenced_table_schema = " +
      schema_text(table) + " AND referenced_table_name = " + quote_text(table.name) + " ORDER BY 1, 2");
  for (const auto& row : rows) {
    if (const auto held = table_now(connection, {row[1].value_or(""), row[0].value_or("")})) take(*held);
  }
  return out;
}

std::string own_index_of(Connection& connection, const Server& server, const Table& now, const ForeignKey& key) {
  if (key.name.empty() || is_served(now, key.columns, server.serves_keys_descending())) return {};
  for (const auto& other : now.foreign_keys) {  // it may go on needing the index
    if (other.name != key.name && other.columns.front() == key.columns.front()) return {};
  }
  if (connection.offline_schema()) return key.name;
  const auto rows = connection.query(
      "SELECT 1 FROM information_schema.statistics WHERE table_schema = " + schema_text({now.name, now.schema}) +
      " AND table_name = " + quote_text(now.name) + " AND index_name = " + quote_text(key.name) + " LIMIT 1");
  return rows.empty() ? "" : key.name;
}

}  // namespace migrate::mysql
