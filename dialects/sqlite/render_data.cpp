#include "dialects/sqlite/render_data.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "dialects/data.hpp"
#include "dialects/split.hpp"
#include "dialects/sqlite/effect.hpp"
#include "dialects/sqlite/foreign.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/hex.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

std::string literal(double number) {
  if (std::isinf(number)) return number > 0 ? "9e999" : "-9e999";
  auto text = fmt::format("{}", number);
  return text.find_first_of(".e") == text.npos ? text + ".0" : text;
}

std::string blob_literal(const std::string& bytes) { return "x'" + hexadecimal(bytes) + "'"; }

/// A zero byte would end the SQL text.
std::string literal(const std::string& text) {
  if (text.find('\0') == text.npos) return quote_text(text);
  return "CAST(" + blob_literal(text) + " AS TEXT)";
}

std::string literal(const Cell& cell) {
  return std::visit(Overloaded{
                        [](bool value) { return std::string(value ? "1" : "0"); },
                        [](std::int64_t value) { return std::to_string(value); },
                        [](double value) { return literal(value); },
                        [](const std::string& value) { return literal(value); },
                        [](NullCell) { return std::string("NULL"); },
                        [](const SqlCell& value) { return "(" + value.sql + ")"; },
                        [](const BytesCell& value) { return blob_literal(value.bytes); },
                    },
                    cell);
}

/// What SQLite would take and not keep.
void refuse_losses(const std::map<std::string, Cell>& row, const Where& where) {
  const auto refuse = [&](const std::string& message, std::string hint) {
    Error error("a row of bulk_insert " + message, std::move(hint));
    error.where = where;
    throw error;
  };
  std::set<std::string> seen;
  for (const auto& [column, cell] : row) {
    const auto* number = std::get_if<double>(&cell);
    if (number && std::isnan(*number))
      refuse("has nan for " + column + ", which SQLite keeps as NULL", "write { null = true }");
    if (!seen.insert(lower(column)).second) {
      refuse("names the column " + column + " twice: to SQLite names have no case", "write one of them");
    }
  }
}

constexpr ScriptSyntax script_syntax{.backquoted_names = true, .bracketed_names = true, .trigger_bodies = true};

}  // namespace

std::vector<ScriptStatement> split_sqlite(std::string_view script) { return split_script(script, script_syntax); }

std::vector<std::size_t> inner_lines(std::string_view script) { return migrate::inner_lines(script, script_syntax); }

std::vector<Statement> render_execute(const Execute& execute, const Where& where) {
  auto out = execute_statements("sqlite", execute, where, split_sqlite);
  for (auto& statement : out) statement.effect = effect_of(statement.sql);
  return out;
}

std::vector<Statement> render_bulk_insert(const BulkInsert& insert, const Where& where) {
  const auto as_text = [](const Cell& cell) { return literal(cell); };
  return insert_statements(insert, where, {quote_name(insert.table.name), quote_name, as_text, refuse_losses});
}

}  // namespace migrate::sqlite
