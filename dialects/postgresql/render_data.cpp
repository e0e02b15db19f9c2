#include "dialects/postgresql/render_data.hpp"

#include <fmt/format.h>

#include <cmath>

#include "dialects/data.hpp"
#include "dialects/postgresql/effect.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/hex.hpp"

namespace migrate::postgresql {
namespace {

std::string literal(double number) {
  if (std::isnan(number)) return "'NaN'";
  if (std::isinf(number)) return number > 0 ? "'Infinity'" : "'-Infinity'";
  return fmt::format("{}", number);
}

std::string literal(const migrate::Cell& cell) {
  return std::visit(Overloaded{
                        [](bool value) { return std::string(value ? "true" : "false"); },
                        [](std::int64_t value) { return std::to_string(value); },
                        [](double value) { return literal(value); },
                        [](const std::string& value) { return quote_text(value); },
                        [](NullCell) { return std::string("NULL"); },
                        [](const SqlCell& value) { return "(" + value.sql + ")"; },
                        [](const BytesCell& value) { return quote_text("\\x" + hexadecimal(value.bytes)); },
                    },
                    cell);
}

/// https://www.postgresql.org/docs/current/datatype-character.html: no text holds a zero byte.
void refuse_zero_bytes(const std::map<std::string, migrate::Cell>& row, const Where& where) {
  for (const auto& [column, cell] : row) {
    const auto* text = std::get_if<std::string>(&cell);
    if (!text || text->find('\0') == text->npos) continue;
    throw DatabaseError(
        "a row of bulk_insert has a text with a zero byte for " + column + ", which no text of PostgreSQL holds",
        "leave the byte out, or make it a bytea column and write the value as bytes", where);
  }
}

}  // namespace

std::vector<Statement> render_execute(const Execute& execute, const Where& where) {
  auto out = execute_statements("postgresql", execute, where, split);
  for (auto& statement : out) statement.effect = effect_of(statement.sql);
  return out;
}

std::vector<Statement> render_bulk_insert(const BulkInsert& insert, const Where& where) {
  const auto as_text = [](const migrate::Cell& cell) { return literal(cell); };
  return insert_statements(insert, where, {quote_table(insert.table), quote_name, as_text, refuse_zero_bytes});
}

}  // namespace migrate::postgresql
