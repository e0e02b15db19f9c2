// Whether the catalog has what a statement brings about (Dialect::shows_effect): asked after a crash where something
// has changed, which may be what somebody else did.
//
// What CREATE, DROP and RENAME name is there or is not. Of a change of a table nobody can read from its words all that
// it leaves, so it is tried on an empty copy of the table as it is now: where it changes nothing there, or is refused
// because what it makes is there already, or what it takes away is not, it has run.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "dialects/mysql/render.hpp"
#include "dialects/mysql/targets.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/mysql/tokens.hpp"
#include "src/base/error.hpp"

namespace migrate::mysql {
namespace {

constexpr std::string_view copy = "`_migrate_copy`";

bool is_there(Connection& connection, const TableName& table) {
  const auto schema = table.schema.empty() ? std::string("DATABASE()") : quote_text(table.schema);
  return !connection
              .query(fmt::format("SELECT 1 FROM information_schema.tables WHERE table_schema = {} AND table_name = {}",
                                 schema, quote_text(table.name)))
              .empty();
}

/// Every second one of a list is what the one before it becomes. Where a name is both, tables change places, and that
/// they look otherwise is all that can be seen of it.
std::optional<bool> is_renamed(Connection& connection, const std::vector<TableName>& tables) {
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (std::ranges::count(tables, tables[i]) > 1) return true;
  }
  std::optional<bool> out;
  for (std::size_t i = 0; i + 1 < tables.size(); i += 2) {
    const bool from = is_there(connection, tables[i]), to = is_there(connection, tables[i + 1]);
    if (from == to || (out && *out != to)) return std::nullopt;
    out = to;
  }
  return out;
}

std::optional<bool> are_dropped(Connection& connection, const std::vector<TableName>& tables) {
  const auto left = std::ranges::count_if(tables, [&](const TableName& table) { return is_there(connection, table); });
  if (left == 0) return true;
  return left == std::ssize(tables) ? std::optional(false) : std::nullopt;
}

/// The errors of a server that finds done what it is told to do
/// (https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html).
bool says_done(const DatabaseError& error, bool renames) {
  constexpr int unknown_column = 1054;
  constexpr auto numbers = std::to_array<int>({
      unknown_column,    // it has another name
      1060, 1061, 1068,  // a column, a key, a primary key that is there
      1091,              // nothing to drop
      1176,              // no such key: it has another name
      1826, 3821, 3822,  // a constraint that is there, a check that is not, one that is
  });
  return std::ranges::any_of(numbers, [&](int number) {
    if (number == unknown_column && !renames) return false;
    const auto head = fmt::format("error {} (", number);
    return std::ranges::any_of(error.details, [&](const auto& detail) { return detail.starts_with(head); });
  });
}

/// ALTER TABLE … RENAME TO, which would give the copy the name of a table.
bool renames_table(Words words) {
  constexpr auto parts = std::to_array<std::string_view>({"column", "index", "key"});
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i].is_word("rename") && !is_one_of(words[i + 1], parts)) return true;
  }
  return false;
}

/// Where the table's name stands in ALTER TABLE, CREATE INDEX … ON and DROP INDEX … ON: from its first token to its
/// last one.
std::optional<std::pair<std::size_t, std::size_t>> place_of_table(Words words) {
  const auto before = words[0].is_word("alter") ? std::string_view("table") : std::string_view("on");
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i].is("(")) break;
    if (!words[i].is_word(before)) continue;
    ++i;
    if (words[i].is_word("if") && i + 2 < words.size()) i += 2;  // IF EXISTS
    const auto last = i + 2 < words.size() && words[i + 1].is(".") ? i + 2 : i;
    return std::pair(words[i].offset, words[last].end());
  }
  return std::nullopt;
}

/// No temporary table has partitions: the copy of one that has some is made of its text.
std::string text_without_partitions(Connection& connection, const TableName& table) {
  auto out = connection.query("SHOW CREATE TABLE " + quote_table(table)).at(0).at(1).value_or("");
  const auto begin = out.find(" (\n"), partitions = out.rfind("PARTITION BY ");
  if (begin == out.npos || partitions == out.npos) return {};
  out.erase(out.rfind('\n', partitions));
  return "CREATE TEMPORARY TABLE " + std::string(copy) + out.substr(begin);
}

bool make_copy(Connection& connection, const TableName& table) {
  try {
    connection.execute(fmt::format("CREATE TEMPORARY TABLE {} LIKE {}", copy, quote_table(table)));
    return true;
  } catch (const DatabaseError&) {
    // it has partitions, or the account may make no temporary tables
  }
  try {
    const auto text = text_without_partitions(connection, table);
    if (!text.empty()) connection.execute(text);
    return !text.empty();
  } catch (const DatabaseError&) {
    return false;
  }
}

std::string text_of_copy(Connection& connection) {
  return connection.query(fmt::format("SHOW CREATE TABLE {}", copy)).at(0).at(1).value_or("");
}

std::optional<bool> changes_nothing(Connection& connection, const TableName& table, const std::string& sql,
                                    bool renames) {
  if (!make_copy(connection, table)) return std::nullopt;
  std::optional<bool> out;
  try {
    const auto before = text_of_copy(connection);
    connection.execute(sql);
    out = text_of_copy(connection) == before;
  } catch (const DatabaseError& error) {  // a key to another table, for one, cannot be tried
    if (says_done(error, renames)) out = true;
  }
  connection.execute(fmt::format("DROP TEMPORARY TABLE IF EXISTS {}", copy));
  return out;
}

}  // namespace

std::optional<bool> shows_effect(Connection& connection, const Statement& statement) {
  const auto& tables = statement.tables;
  if (tables.empty() || tables[0].name.empty()) return true;
  const auto text = with_opened_comments(statement.sql);
  const auto words = tokenize(text);
  const auto has = [&](std::string_view word) {
    return std::ranges::any_of(words, [&](const Token& token) { return token.is_word(word); });
  };
  if (words[0].is_word("rename")) return is_renamed(connection, tables);
  constexpr auto kinds = std::to_array<std::string_view>({"table", "tables", "index", "view", "sequence"});
  const auto kind = std::ranges::find_if(words, [&](const Token& token) { return is_one_of(token, kinds); });
  const bool on_table = words[0].is_word("alter") || (kind != words.end() && kind->is_word("index"));
  if (!on_table && words[0].is_word("drop")) return are_dropped(connection, tables);
  if (!on_table && words[0].is_word("create")) {
    if (has("replace")) return std::nullopt;
    return is_there(connection, tables[0]);
  }
  if (tables.size() != 1) return std::nullopt;
  if (words[0].is_word("alter") && !is_there(connection, tables[0])) return true;  // it has another name
  if (renames_table(words)) return false;
  const auto place = place_of_table(words);
  if (!place) return true;  // a view, a sequence: what has changed is all that there is of it
  auto sql = text;
  return changes_nothing(connection, tables[0], sql.replace(place->first, place->second - place->first, copy),
                         has("change") || has("rename"));
}

}  // namespace migrate::mysql
