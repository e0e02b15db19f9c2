#include "dialects/mysql/data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "dialects/data.hpp"
#include "dialects/mysql/targets.hpp"
#include "dialects/mysql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/hex.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

std::string literal(const Cell& cell) {
  return std::visit(Overloaded{
                        [](bool value) { return std::string(value ? "1" : "0"); },
                        [](std::int64_t value) { return std::to_string(value); },
                        [](double value) { return fmt::format("{:e}", value); },
                        [](const std::string& value) { return quote_text(value); },
                        [](NullCell) { return std::string("NULL"); },
                        [](const SqlCell& value) { return "(" + value.sql + ")"; },
                        [](const BytesCell& value) { return "x'" + hexadecimal(value.bytes) + "'"; },
                    },
                    cell);
}

void refuse_losses(const std::map<std::string, Cell>& row, const Where& where) {
  for (const auto& [column, cell] : row) {
    const auto* number = std::get_if<double>(&cell);
    if (!number || std::isfinite(*number)) continue;
    Error error("a row of bulk_insert has nan or inf for " + column + ", which MySQL and MariaDB have no number for",
                "write { null = true }, or a number");
    error.where = where;
    throw error;
  }
}

/// The first word in lower case, comments in front left out.
std::string first_word(std::string_view sql) {
  for (;;) {
    sql = trim(sql);
    if (sql.starts_with("/*") && !sql.starts_with("/*!") && !sql.starts_with("/*M!")) {
      const auto end = sql.find("*/");
      sql.remove_prefix(end == sql.npos ? sql.size() : end + 2);
    } else if (sql.starts_with("-- ") || sql.starts_with('#')) {
      sql.remove_prefix(std::min(sql.find('\n'), sql.size()));
    } else if (sql.starts_with('(')) {
      sql.remove_prefix(1);
    } else {
      break;
    }
  }
  const auto end =
      std::ranges::find_if_not(sql, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  return lower(sql.substr(0, static_cast<std::size_t>(end - sql.begin())));
}

}  // namespace

/// What commits by itself: https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html. A procedure that is called may
/// do all; where it only changes rows it shares the transaction.
Effect effect_of(std::string_view sql) {
  static constexpr auto rows = std::to_array<std::string_view>(
      {"insert", "update", "delete", "replace", "with", "select", "table", "values", "do", "call", "load", "begin",
       "commit", "rollback", "start", "savepoint", "release", "handler", "show"});
  const auto word = first_word(sql);
  if (word == "set" || word == "use") return Effect::session;
  return std::ranges::find(rows, word) == rows.end() ? Effect::schema : Effect::rows;
}

std::vector<Statement> render_execute(const Execute& execute, const Where& where) {
  auto out = execute_statements("mysql", execute, where, split);
  for (auto& statement : out) {
    statement.effect = effect_of(statement.sql);
    if (statement.effect == Effect::schema) statement.tables = targets_of(statement.sql);
  }
  return out;
}

std::vector<Statement> render_bulk_insert(const BulkInsert& insert, const Where& where) {
  auto out = insert_statements(insert, where, {quote_table(insert.table), quote_name, literal, refuse_losses});
  constexpr std::string_view all_defaults = " DEFAULT VALUES";
  for (auto& statement : out) {
    statement.effect = Effect::rows;
    if (statement.sql.ends_with(all_defaults))
      statement.sql.replace(statement.sql.size() - all_defaults.size(), all_defaults.size(), " () VALUES ()");
  }
  return out;
}

std::string text_for_client(std::string sql) {
  if (split(sql).size() < 2) return sql;
  std::string delimiter = "$$";
  while (sql.find(delimiter) != sql.npos) delimiter += '$';
  return "DELIMITER " + delimiter + "\n" + sql + "\n" + delimiter + "\nDELIMITER ";
}

}  // namespace migrate::mysql
