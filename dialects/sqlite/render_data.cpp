#include "dialects/sqlite/render_data.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "dialects/split.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

constexpr std::size_t rows_a_statement = 500;
constexpr std::size_t bytes_a_statement = 256 * 1024;

std::string literal(double number) {
  if (std::isinf(number)) return number > 0 ? "9e999" : "-9e999";
  auto text = fmt::format("{}", number);
  return text.find_first_of(".e") == text.npos ? text + ".0" : text;
}

std::string blob_literal(const std::string& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "x'";
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) / 16];
    out += digits[static_cast<unsigned char>(c) % 16];
  }
  return out + "'";
}

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

using Row = std::map<std::string, Cell>;

bool same_columns(const Row& a, const Row& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return x.first == y.first; });
}

/// What SQLite would take and not keep.
void refuse_losses(const Row& row, const Where& where) {
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

Where line_of(const BulkInsert& insert, std::size_t row, const Where& where) {
  const bool known = !where.file.empty() && row < insert.lines.size() && insert.lines[row] != 0;
  return known ? Where{where.file, insert.lines[row], 0} : where;
}

std::string values(const Row& row) {
  std::vector<std::string> out;
  for (const auto& [column, cell] : row) out.push_back(literal(cell));
  return "(" + join(out, ", ") + ")";
}

std::string columns(const Row& row) {
  std::vector<std::string> out;
  for (const auto& [column, cell] : row) out.push_back(quote_name(column));
  return "(" + join(out, ", ") + ")";
}

auto text_for_sqlite(const Execute& execute) {
  const auto own = execute.sql.find("sqlite");
  return own == execute.sql.end() ? execute.sql.find("default") : own;
}

}  // namespace

const std::string* sqlite_text(const Execute& execute) {
  const auto text = text_for_sqlite(execute);
  return text == execute.sql.end() ? nullptr : &text->second;
}

std::vector<ScriptStatement> split_sqlite(std::string_view script) {
  return split_script(script, {.backquoted_names = true, .bracketed_names = true, .trigger_bodies = true});
}

std::vector<Statement> render_execute(const Execute& execute, const Where& where) {
  const auto text = text_for_sqlite(execute);
  if (text == execute.sql.end()) return {};
  const auto found = execute.where.find(text->first);
  const Where begin = found == execute.where.end() ? where : found->second;
  std::vector<Statement> out;
  for (auto& piece : split_sqlite(text->second)) {
    Where place = begin;
    if (place.line) {
      place.line += piece.line - 1;
      place.column = piece.line == 1 && place.column ? place.column + piece.column - 1 : piece.column;
    }
    out.push_back({.sql = std::move(piece.sql), .purpose = "execute", .where = std::move(place)});
  }
  return out;
}

std::vector<Statement> render_bulk_insert(const BulkInsert& insert, const Where& where) {
  std::vector<Statement> out;
  const auto into = "INSERT INTO " + quote_name(insert.table.name) + " ";
  for (std::size_t i = 0; i < insert.rows.size();) {
    const auto& first = insert.rows[i];
    const auto begin = i;
    std::string rows;
    while (i < insert.rows.size() && i < begin + rows_a_statement && rows.size() < bytes_a_statement &&
           same_columns(first, insert.rows[i])) {
      refuse_losses(insert.rows[i], line_of(insert, i, where));
      rows += (rows.empty() ? "" : ",\n") + values(insert.rows[i++]);
      if (first.empty()) break;
    }
    out.push_back({.sql = into + (first.empty() ? "DEFAULT VALUES" : columns(first) + " VALUES\n" + rows),
                   .purpose = "insert " + count_of(i - begin, "row") + " into " + insert.table.name,
                   .where = line_of(insert, begin, where)});
  }
  return out;
}

}  // namespace migrate::sqlite
