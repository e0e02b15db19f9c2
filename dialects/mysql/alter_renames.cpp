// What goes along when a column gets another name. MariaDB rewrites all expressions by itself; MySQL refuses the rename
// while a check, a generated column, a default or an index has an expression that names the column, unless the
// same ALTER says each of them anew (https://dev.mysql.com/doc/refman/8.4/en/alter-table.html).
#include <algorithm>

#include "dialects/mysql/alter.hpp"
#include "dialects/mysql/ddl.hpp"
#include "dialects/mysql/text.hpp"
#include "src/base/text.hpp"
#include "src/schema/expression.hpp"

namespace migrate::mysql {
namespace {

bool reads_column(const std::string& expression, const std::string& column) {
  const auto words = identifiers(expression);
  return std::ranges::any_of(words, [&](const auto& word) { return equal_ignoring_case(word, column); });
}

bool reads_column(const Column& held, const std::string& column) {
  return (held.generated && reads_column(held.generated->expression, column)) ||
         (held.default_sql && reads_column(*held.default_sql, column));
}

bool reads_column(const Index& index, const std::string& column) {
  return std::ranges::any_of(index.columns,
                             [&](const IndexColumn& element) { return reads_column(element.expression, column); });
}

}  // namespace

bool copies_when_renamed(const Table& table, const std::string& column) {
  const auto in_check = [&](const Check& check) { return reads_column(check.expression, column); };
  const auto is_stored = [&](const Column& held) {
    return held.generated && held.generated->stored && reads_column(held.generated->expression, column);
  };
  return std::ranges::any_of(table.checks, in_check) || std::ranges::any_of(table.columns, is_stored);
}

bool AlterTable::is_followed(const std::string& column) {
  if (ground_.server.mariadb || !known()) return false;
  const auto& table = now();
  const auto named = [&](const auto& held) { return reads_column(held, column); };
  return std::ranges::any_of(table.columns, named) || std::ranges::any_of(table.indexes, named) ||
         std::ranges::any_of(table.checks, [&](const Check& check) { return reads_column(check.expression, column); });
}

void AlterTable::follow_rename(const std::string& from, const std::string& to) {
  if (!is_followed(from)) return;
  const auto rewritten = [&](const std::string& text) { return replace_identifier(text, from, to); };
  for (auto check : now().checks) {
    if (!reads_column(check.expression, from)) continue;
    check.expression = rewritten(check.expression);
    drop_check(check.name);
    clause("ADD " + render_constraint(check, ground_.server));
  }
  for (auto column : now().columns) {
    if (equal_ignoring_case(column.name, from) || !reads_column(column, from)) continue;
    if (column.generated) column.generated->expression = rewritten(column.generated->expression);
    if (column.default_sql) column.default_sql = rewritten(*column.default_sql);
    clause("MODIFY " + render_column(column, ground_.server));
  }
  for (auto index : now().indexes) {
    if (!reads_column(index, from)) continue;
    for (auto& element : index.columns) element.expression = rewritten(element.expression);
    clause("DROP INDEX " + quote_name(index.name));
    clause("ADD " + render_index(index, ground_.server));
  }
}

}  // namespace migrate::mysql
