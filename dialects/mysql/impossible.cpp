#include "dialects/mysql/impossible.hpp"

#include <algorithm>

#include "dialects/mysql/key_ends.hpp"
#include "dialects/mysql/tokens.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::mysql {
namespace {

bool names(std::string_view expression, const std::string& column) {
  return std::ranges::any_of(tokenize(expression), [&](const Token& token) {
    const bool name = token.kind == TokenKind::word || token.kind == TokenKind::name;
    return name && equal_ignoring_case(token.value(), column);
  });
}

/// Neither server takes a check over the column that numbers rows (errors 1901 and 3818).
std::string why_not(const Schema& schema, const CreateCheck& create) {
  const auto* table = find_table(schema, create.table.name, create.table.schema);
  if (!table) return {};
  for (const auto& column : table->columns) {
    if (column.identity && names(create.check.expression, column.name))
      return "the check " + create.check.name + " is about " + display(create.table) + "." + column.name +
             ", which is AUTO_INCREMENT, and checks cannot be";
  }
  return {};
}

std::string why_not(const Schema& schema, const CreateForeignKey& create) {
  const auto& key = create.foreign_key;
  const auto* table = find_table(schema, create.table.name, create.table.schema);
  const auto* parent = find_table(schema, key.references, key.references_schema);
  if (!table || !parent) return {};
  Schema both;
  both.tables.push_back(*table);
  both.tables.front().foreign_keys = {key};
  if (parent != table) {
    both.tables.push_back(*parent);
    both.tables.back().foreign_keys.clear();
  }
  const auto problems = foreign_key_problems(both);
  return problems.empty() ? "" : problems.front();
}

/// A unique constraint is an index here, and the names of a table's indexes differ.
std::string why_not_index(const Schema& schema, const TableName& name, const std::string& index) {
  const auto* table = find_table(schema, name.name, name.schema);
  if (!table || index.empty()) return {};
  const auto called_so = [&](const auto& one) { return equal_ignoring_case(one.name, index); };
  if (!std::ranges::any_of(table->indexes, called_so) && !std::ranges::any_of(table->uniques, called_so)) return {};
  return "the table " + display(name) + " has an index " + index + " already";
}
std::string why_not(const Schema& schema, const CreateIndex& create) {
  return why_not_index(schema, create.table, create.index.name);
}
std::string why_not(const Schema& schema, const CreateUnique& create) {
  return why_not_index(schema, create.table, create.unique.name);
}

std::string why_not(const Schema&, const auto&) { return {}; }

}  // namespace

std::string why_impossible(const Schema& schema, const Operation& operation) {
  return std::visit([&](const auto& held) { return why_not(schema, held); }, operation.value);
}

}  // namespace migrate::mysql
