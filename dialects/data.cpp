#include "dialects/data.hpp"

#include <algorithm>

#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

constexpr std::size_t rows_a_statement = 500;
constexpr std::size_t bytes_a_statement = 256 * 1024;

using Row = std::map<std::string, Cell>;

bool same_columns(const Row& a, const Row& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return x.first == y.first; });
}

Where line_of(const BulkInsert& insert, std::size_t row, const Where& where) {
  const bool known = !where.file.empty() && row < insert.lines.size() && insert.lines[row] != 0;
  return known ? Where{where.file, insert.lines[row], 0} : where;
}

std::string values(const Row& row, const InsertSyntax& syntax) {
  std::vector<std::string> out;
  for (const auto& [column, cell] : row) out.push_back(syntax.literal(cell));
  return "(" + join(out, ", ") + ")";
}

std::string columns(const Row& row, const InsertSyntax& syntax) {
  std::vector<std::string> out;
  for (const auto& [column, cell] : row) out.push_back(syntax.quote_name(column));
  return "(" + join(out, ", ") + ")";
}

/// A place in a text that begins at `begin`.
Where place_from(const Where& begin, std::size_t line, std::size_t column) {
  if (!begin.line) return begin;
  return {begin.file, begin.line + line - 1, line == 1 && begin.column ? begin.column + column - 1 : column};
}

auto find_text(std::string_view dialect, const Execute& execute) {
  const auto own = execute.sql.find(std::string(dialect));
  return own == execute.sql.end() ? execute.sql.find("default") : own;
}

}  // namespace

const std::string* text_for(std::string_view dialect, const Execute& execute) {
  const auto text = find_text(dialect, execute);
  return text == execute.sql.end() ? nullptr : &text->second;
}

std::vector<Statement> execute_statements(std::string_view dialect, const Execute& execute, const Where& where,
                                          const std::function<std::vector<ScriptStatement>(std::string_view)>& split) {
  const auto text = find_text(dialect, execute);
  if (text == execute.sql.end()) return {};
  const auto found = execute.where.find(text->first);
  const Where begin = found == execute.where.end() ? where : found->second;
  std::vector<Statement> out;
  try {
    for (auto& piece : split(text->second)) {
      const auto place = place_from(begin, piece.line, piece.column);
      out.push_back({.sql = std::move(piece.sql), .purpose = "execute", .where = place});
    }
  } catch (RevisionError& error) {
    error.where = place_from(begin, error.where.line, error.where.column);
    throw;
  }
  return out;
}

std::vector<Statement> insert_statements(const BulkInsert& insert, const Where& where, const InsertSyntax& syntax) {
  std::vector<Statement> out;
  const auto into = "INSERT INTO " + syntax.table + " ";
  for (std::size_t i = 0; i < insert.rows.size();) {
    const auto& first = insert.rows[i];
    const auto begin = i;
    std::string rows;
    while (i < insert.rows.size() && i < begin + rows_a_statement && rows.size() < bytes_a_statement &&
           same_columns(first, insert.rows[i])) {
      if (syntax.check) syntax.check(insert.rows[i], line_of(insert, i, where));
      rows += (rows.empty() ? "" : ",\n") + values(insert.rows[i++], syntax);
      if (first.empty()) break;
    }
    out.push_back({.sql = into + (first.empty() ? "DEFAULT VALUES" : columns(first, syntax) + " VALUES\n" + rows),
                   .purpose = "insert " + count_of(i - begin, "row") + " into " + insert.table.name,
                   .where = line_of(insert, begin, where)});
  }
  return out;
}

}  // namespace migrate
