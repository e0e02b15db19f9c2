// What SHOW CREATE TABLE alone says, of the tables that have it: partitions, parsers of full-text indexes, the bytes of
// defaults, which the catalogs cut off or turn into question marks, and MariaDB's periods of application time, which
// its catalog shows as a check and as columns of keys (https://mariadb.com/kb/en/application-time-periods/).
#include <fmt/format.h>

#include <algorithm>

#include "dialects/mysql/catalog.hpp"
#include "dialects/mysql/expressions.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/mysql/tokens.hpp"
#include "dialects/mysql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

/// `PARTITION BY …` to the end, in one line, without the comment that hides it from other servers.
std::string partitions_of(std::string_view create) {
  const auto begin = create.rfind("PARTITION BY ");
  if (begin == create.npos) return {};
  auto out = replace_all(std::string(create.substr(begin + 13)), "\n", "");
  const auto end = out.rfind("*/");
  if (end != out.npos && end + 2 >= trim(out).size()) out.erase(end);
  return std::string(trim(out));
}

/// FULLTEXT KEY `ng` (`a`) /*!50100 WITH PARSER `ngram` */
void read_parsers(Table& table, std::string_view create) {
  for (auto& index : table.indexes) {
    if (index.using_method != "fulltext") continue;
    const auto line = create.find("FULLTEXT KEY " + quote_name(index.name) + " ");
    if (line == create.npos) continue;
    const auto rest = create.substr(line, create.find('\n', line) - line);
    const auto parser = rest.find("WITH PARSER ");
    if (parser != rest.npos) index.options["mysql.parser"] = tokenize(rest.substr(parser + 12)).at(0).value();
  }
}

/// MySQL's catalog ends such a default at its first zero, and MariaDB's has `?` for what is no ASCII.
bool has_doubtful_bytes(const Column& column, const Server& server) {
  if (!column.default_sql || !holds_bytes(column.type)) return false;
  const auto& sql = *column.default_sql;
  return server.mariadb ? sql.find('?') != sql.npos || sql.find("3f") != sql.npos : sql.starts_with("x\'");
}

/// The index of the first token of a column's definition, behind its name; that of the end where there is none.
std::size_t definition_index(const std::vector<Token>& tokens, const std::string& column) {
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    const bool begins = tokens[i - 1].is("(") || tokens[i - 1].is(",");
    if (begins && tokens[i].kind == TokenKind::name && tokens[i].value() == column) return i + 1;
  }
  return tokens.size() - 1;
}

/// The index of the first token behind DEFAULT in a column's definition; that of the end where there is none.
std::size_t default_index(const std::vector<Token>& tokens, const std::string& column) {
  int depth = 0;
  for (auto i = definition_index(tokens, column); i + 2 < tokens.size() && depth >= 0; ++i) {
    if (tokens[i].is("(")) ++depth;
    if (tokens[i].is(")")) --depth;
    if (depth == 0 && tokens[i].is(",")) break;
    if (tokens[i].is_word("default")) return i + 1;
  }
  return tokens.size() - 1;
}

void read_bytes(Column& column, const std::vector<Token>& tokens) {
  const auto at = default_index(tokens, column.name);
  if (at + 1 < tokens.size()) column.default_sql = canonical_default(tokens[at].text, column.type);
}

/// MariaDB's catalog is in utf8mb3, and so is what SHOW CREATE TABLE says of a constant: a character of four bytes is
/// one question mark there, and four in an expression (https://mariadb.com/kb/en/unicode/).
bool has_doubtful_text(const Column& column, const Server& server) {
  return server.mariadb && column.default_sql && !holds_bytes(column.type) &&
         column.default_sql->find('?') != std::string::npos;
}

/// What a row gets that says nothing, as a constant; nothing where no temporary table can be made.
std::optional<std::string> default_value(Connection& connection, const Table& table, const Column& column) {
  constexpr std::string_view probe = "`_migrate_default`";
  const auto name = quote_name(column.name);
  try {
    connection.execute(
        fmt::format("CREATE TEMPORARY TABLE {} LIKE {}", probe, quote_table({table.name, table.schema})));
  } catch (const DatabaseError&) {
    return std::nullopt;
  }
  std::optional<std::string> out;
  try {
    connection.execute(fmt::format(
        "SET STATEMENT check_constraint_checks = 0 FOR INSERT IGNORE INTO {} ({}) VALUES (DEFAULT)", probe, name));
    const auto rows = connection.query(fmt::format("SELECT CONVERT({} USING utf8mb4) FROM {}", name, probe));
    if (rows.size() == 1 && rows[0].at(0)) out = constant_text(*rows[0].at(0));
  } catch (const DatabaseError&) {  // such as a row that its own generated columns refuse
  }
  connection.execute(fmt::format("DROP TEMPORARY TABLE {}", probe));
  return out;
}

/// The expression behind DEFAULT, up to what may follow it.
std::optional<std::string> default_expression(std::string_view create, const std::vector<Token>& tokens,
                                              const std::string& column) {
  const auto begin = default_index(tokens, column);
  int depth = 0;
  for (auto i = begin; i + 1 < tokens.size(); ++i) {
    const bool ends = tokens[i].is(",") || tokens[i].is(")") || tokens[i].is_word("comment") ||
                      tokens[i].is_word("check") || tokens[i].is_word("on");
    if (depth == 0 && ends)
      return "(" + std::string(create.substr(tokens[begin].offset, tokens[i - 1].end() - tokens[begin].offset)) + ")";
    if (tokens[i].is("(")) ++depth;
    if (tokens[i].is(")")) --depth;
  }
  return std::nullopt;
}

void read_text(Catalog& catalog, const Table& table, Column& column, std::string_view create) {
  const auto found = is_constant(*column.default_sql) ? default_value(catalog.connection, table, column)
                                                      : default_expression(create, tokenize(create), column.name);
  if (found) column.default_sql = *found;
}

/// A check that a period brings along says that it ends behind its beginning.
bool may_be_of_period(const Check& check) {
  const auto tokens = tokenize(check.expression);
  return tokens.size() == 4 && tokens[0].kind == TokenKind::name && tokens[1].is("<") &&
         tokens[2].kind == TokenKind::name;
}

/// The columns of the period stand at the end of the key.
template <class Key>
void take_overlaps(Key& key, std::string_view create, const std::string& begin, const std::string& period) {
  const auto at = create.find("\n  " + begin + " (");
  if (at == create.npos || key.columns.size() < 3) return;
  const auto line = create.substr(at, create.find('\n', at + 1) - at);
  if (line.find(" WITHOUT OVERLAPS)") == line.npos) return;
  key.columns.resize(key.columns.size() - 2);
  key.options["mysql.without_overlaps"] = period;
}

/// PERIOD FOR `p` (`s`, `e`)
void read_period(Table& table, std::string_view create) {
  constexpr std::string_view words = "\n  PERIOD FOR `";
  const auto at = create.find(words);
  if (at == create.npos) return;
  const auto begin = at + words.size() - 1;
  const auto text = create.substr(begin, create.find('\n', begin) - begin);
  const auto name = tokenize(text).at(0).value();
  table.options["mysql.period"] = std::string(text.substr(0, text.rfind(')') + 1));
  std::erase_if(table.checks, [&](const Check& check) { return check.name == name; });
  if (table.primary_key) take_overlaps(*table.primary_key, create, "PRIMARY KEY", name);
  for (auto& unique : table.uniques) take_overlaps(unique, create, "UNIQUE KEY " + quote_name(unique.name), name);
}

/// Bytes as they are, and not as text of the session's character set.
std::string create_text(Catalog& catalog, const Table& table, bool bytes) {
  const auto ask = [&] {
    return text(catalog.connection.query("SHOW CREATE TABLE " + quote_table({table.name, table.schema})).at(0).at(1));
  };
  if (!bytes || !catalog.server.mariadb) return ask();
  catalog.connection.execute("SET character_set_results = NULL");
  auto out = ask();
  catalog.connection.execute("SET character_set_results = @@character_set_client");
  return out;
}

}  // namespace

void read_create_texts(Catalog& catalog) {
  for (const auto& [key, held] : catalog.tables) {
    auto& table = catalog.table(held);
    const auto doubtful = [&](const Column& column) { return has_doubtful_bytes(column, catalog.server); };
    const bool bytes = std::ranges::any_of(table.columns, doubtful);
    const bool period = catalog.server.mariadb && std::ranges::any_of(table.checks, may_be_of_period);
    const auto doubtful_text = [&](const Column& column) { return has_doubtful_text(column, catalog.server); };
    const bool texts = std::ranges::any_of(table.columns, doubtful_text);
    if (!held.partitioned && !held.has_fulltext && !bytes && !period && !texts) continue;
    const auto create = create_text(catalog, table, bytes);
    if (held.partitioned) table.options["mysql.partition_by"] = partitions_of(create);
    if (held.has_fulltext) read_parsers(table, create);
    if (period) read_period(table, create);
    for (auto& column : table.columns) {
      if (texts && doubtful_text(column)) read_text(catalog, table, column, create);
    }
    if (!bytes) continue;
    const auto tokens = tokenize(create);
    for (auto& column : table.columns) {
      if (doubtful(column)) read_bytes(column, tokens);
    }
  }
}

}  // namespace migrate::mysql
