#include "src/schema/naming.hpp"

#include <algorithm>
#include <set>

#include "src/base/text.hpp"
#include "src/schema/expression.hpp"
#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

constexpr std::size_t longest_part = 40;

std::string fill(std::string text, const Table& table, const std::string& columns, const std::string& referred = {}) {
  text = replace_all(std::move(text), "{table}", table.name);
  text = replace_all(std::move(text), "{columns}", columns);
  text = replace_all(std::move(text), "{referred}", referred);
  while (text.ends_with('_')) text.pop_back();
  return text;
}

std::string words_of(std::string_view expression) {
  auto out = lower(join(identifiers(expression), "_"));
  if (out.size() > longest_part) out.resize(longest_part);
  return out.empty() ? "expr" : out;
}

std::string columns_of(const std::vector<IndexColumn>& elements) {
  std::vector<std::string> parts;
  for (const auto& element : elements)
    parts.push_back(element.column.empty() ? words_of(element.expression) : element.column);
  return join(parts, "_");
}

std::string columns_of(const Table& table, const Check& check) {
  std::vector<std::string> parts;
  for (const auto& word : identifiers(check.expression)) {
    for (const auto& column : table.columns) {
      if (equal_ignoring_case(column.name, word) && std::ranges::find(parts, column.name) == parts.end())
        parts.push_back(column.name);
    }
  }
  return join(parts, "_");
}

}  // namespace

std::string name_of(const Table& table, const PrimaryKey& key, const NamingTemplates& templates) {
  return key.name.empty() ? fill(templates.pk, table, columns_of(key.columns)) : key.name;
}

std::string name_of(const Table& table, const Unique& unique, const NamingTemplates& templates) {
  return unique.name.empty() ? fill(templates.uq, table, columns_of(unique.columns)) : unique.name;
}

std::string name_of(const Table& table, const Index& index, const NamingTemplates& templates) {
  return index.name.empty() ? fill(templates.ix, table, columns_of(index.columns)) : index.name;
}

std::string name_of(const Table& table, const ForeignKey& key, const NamingTemplates& templates) {
  return key.name.empty() ? fill(templates.fk, table, join(key.columns, "_"), key.references) : key.name;
}

std::string name_of(const Table& table, const Check& check, const NamingTemplates& templates) {
  return check.name.empty() ? fill(templates.ck, table, columns_of(table, check)) : check.name;
}

std::string name_of(const Table& table, const Exclusion& exclusion, const NamingTemplates&) {
  if (!exclusion.name.empty()) return exclusion.name;
  std::vector<IndexColumn> elements;
  for (const auto& element : exclusion.elements) elements.push_back(element.element);
  return fill("ex_{table}_{columns}", table, columns_of(elements));
}

void name_all(Table& table, const NamingTemplates& templates) {
  std::set<std::string> taken;
  const auto each = [&](auto&& visit) {
    if (table.primary_key) visit(*table.primary_key);
    for (auto& held : table.uniques) visit(held);
    for (auto& held : table.indexes) visit(held);
    for (auto& held : table.foreign_keys) visit(held);
    for (auto& held : table.checks) visit(held);
    for (auto& held : table.exclusions) visit(held);
  };
  each([&](const auto& held) { taken.insert(held.name); });
  each([&](auto& held) {
    if (!held.name.empty()) return;
    const auto base = name_of(table, held, templates);
    auto name = base;
    for (int number = 2; taken.contains(name); ++number) name = base + "_" + std::to_string(number);
    taken.insert(name);
    held.name = name;
  });
}

}  // namespace migrate
