#include "src/import/fit.hpp"

#include <algorithm>

#include "dialects/foreign_sql.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

using Statements = std::vector<ScriptStatement>;

/// Where a line and a column are.
std::size_t offset_of(std::string_view text, std::size_t line, std::size_t column) {
  std::size_t begin = 0;
  for (; line > 1; --line) begin = text.find('\n', begin) + 1;
  return begin + column - 1;
}

/// A file that turns something off, and has a transaction of its own before it turns it on again: what stands between
/// runs without, each statement with a note that it is done.
void leave_out_transaction(const Dialect& dialect, const Statements& statements, std::string& sql) {
  for (auto one = statements.rbegin(); one != statements.rend(); ++one) {
    if (!dialect.controls_transaction(one->sql)) continue;
    const auto begin = offset_of(sql, one->line, one->column);
    const auto end = begin + one->sql.size();
    sql.erase(begin, end - begin + (end < sql.size() && sql[end] == ';' ? 1 : 0));
  }
}

void fit_section(const Dialect& dialect, std::string& sql, Revision& revision) {
  const auto& foreign = foreign_sql(dialect);
  sql = foreign.with_delimiters(sql);
  if (revision.transaction == false) return;
  const auto statements = dialect.split(sql);
  const auto is_lost = [&](const ScriptStatement& one) { return foreign.is_lost_in_transaction(one.sql); };
  if (std::ranges::none_of(statements, is_lost)) return;
  leave_out_transaction(dialect, statements, sql);
  revision.transaction = false;
}

}  // namespace

void fit_to(const Dialect& dialect, ImportedRevision& imported) {
  const auto fit = [&](std::string& sql, const std::string& direction) {
    try {
      fit_section(dialect, sql, imported.revision);
    } catch (const RevisionError& error) {
      if (!imported.incomplete.empty()) return;
      imported.incomplete = "its SQL " + direction + " cannot be taken apart: " + std::string(error.what()) +
                            " (line " + std::to_string(error.where.line) + " of it)";
    }
  };
  fit(imported.sections.upgrade, "upwards");
  if (imported.sections.downgrade) fit(*imported.sections.downgrade, "downwards");
}

}  // namespace migrate
