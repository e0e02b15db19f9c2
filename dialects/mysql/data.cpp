#include "dialects/mysql/data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "dialects/data.hpp"
#include "dialects/mysql/effect.hpp"
#include "dialects/mysql/errors.hpp"
#include "dialects/mysql/foreign.hpp"
#include "dialects/mysql/targets.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/mysql/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/hex.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

std::string literal(const migrate::Cell& cell) {
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

void refuse_losses(const std::map<std::string, migrate::Cell>& row, const Where& where) {
  for (const auto& [column, cell] : row) {
    const auto* number = std::get_if<double>(&cell);
    if (!number || std::isfinite(*number)) continue;
    Error error("a row of bulk_insert has nan or inf for " + column + ", which MySQL and MariaDB have no number for",
                "write { null = true }, or a number");
    error.where = where;
    throw error;
  }
}

/// A program keeps the sql_mode that it is made under, and runs by it ever after.
bool makes_program(std::string_view sql) {
  static constexpr auto verbs = std::to_array<std::string_view>({"create", "alter"});
  static constexpr auto kinds =
      std::to_array<std::string_view>({"trigger", "procedure", "function", "package", "event"});
  const auto text = with_opened_comments(sql);
  return is_one_of(tokenize(text)[0], verbs) && std::ranges::find(kinds, subject_of(sql).kind) != kinds.end();
}

/// Under the server's own mode, as any client would make it, and not under ours; or under that which the revision has
/// set itself.
void add_program(std::vector<Statement>& out, Statement statement) {
  out.push_back({.sql = "SET @migrate_sql_mode = @@SESSION.sql_mode, SESSION sql_mode = IF(@@SESSION.sql_mode = " +
                        quote_text(sql_mode()) + ", @@GLOBAL.sql_mode, @@SESSION.sql_mode)",
                 .purpose = "the server's own sql_mode, which the program keeps",
                 .effect = Effect::session});
  const auto where = statement.where;
  out.back().where = where;
  out.push_back(std::move(statement));
  out.push_back({.sql = "SET SESSION sql_mode = @migrate_sql_mode", .effect = Effect::session});
  out.back().where = where;
}

}  // namespace

std::vector<Statement> render_execute(const Execute& execute, const Where& where, const Server& server) {
  std::vector<Statement> out;
  for (auto& statement : execute_statements("mysql", execute, where, split)) {
    statement.effect = effect_of(statement.sql);
    if (statement.effect == Effect::schema) statement.tables = targets_of(statement.sql);
    if (makes_program(statement.sql)) {
      add_program(out, std::move(statement));
      continue;
    }
    const auto drops = server.drops_several_at_once() ? std::vector<std::string>{} : single_drops(statement.sql);
    if (drops.size() < 2) out.push_back(statement);
    for (std::size_t i = 0; drops.size() > 1 && i < drops.size(); ++i) {
      auto& one = out.emplace_back(statement);
      one.sql = drops[i];
      one.tables = targets_of(one.sql);
    }
  }
  refuse_unfit(out);
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
  if (!is_torn_by_client(sql)) return sql;
  std::string delimiter = "$$";
  while (sql.find(delimiter) != sql.npos) delimiter += '$';
  return "DELIMITER " + delimiter + "\n" + sql + "\n" + delimiter + "\nDELIMITER ";
}

}  // namespace migrate::mysql
