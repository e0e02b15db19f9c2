#include "src/schema/lookup.hpp"

namespace migrate {
namespace {

template <class S>
auto find_in(S& schema, std::string_view name, std::string_view in_schema) -> decltype(schema.tables.data()) {
  const auto found =
      std::ranges::find_if(schema.tables, [&](const Table& t) { return t.name == name && t.schema == in_schema; });
  return found == schema.tables.end() ? nullptr : &*found;
}

void rename_in(std::vector<std::string>& names, const std::string& from, const std::string& to) {
  std::ranges::replace(names, from, to);
}

void rename_in(std::vector<IndexColumn>& elements, const std::string& from, const std::string& to) {
  for (auto& element : elements) {
    if (element.column == from) element.column = to;
  }
}

}  // namespace

const Enum* find_enum(const Schema& schema, std::string_view name) {
  if (const auto* found = find_qualified(schema.enums, name, "")) return found;
  const auto dot = name.find('.');
  return dot == name.npos ? nullptr : find_qualified(schema.enums, name.substr(dot + 1), name.substr(0, dot));
}

Table* find_table(Schema& schema, std::string_view name, std::string_view in_schema) {
  return find_in(schema, name, in_schema);
}

const Table* find_table(const Schema& schema, std::string_view name, std::string_view in_schema) {
  return find_in(schema, name, in_schema);
}

std::vector<std::string> column_names(const std::vector<IndexColumn>& columns) {
  std::vector<std::string> out;
  out.reserve(columns.size());
  for (const auto& element : columns) out.push_back(element.column);
  return out;
}

void rename_column(Schema& schema, std::string_view table, std::string_view in_schema, const std::string& from,
                   const std::string& to) {
  for (auto& other : schema.tables) {
    for (auto& key : other.foreign_keys) {
      if (key.references == table && key.references_schema == in_schema) rename_in(key.target, from, to);
    }
    if (other.name != table || other.schema != in_schema) continue;
    if (other.primary_key) {
      rename_in(other.primary_key->columns, from, to);
      rename_in(other.primary_key->include, from, to);
    }
    for (auto& unique : other.uniques) {
      rename_in(unique.columns, from, to);
      rename_in(unique.include, from, to);
    }
    for (auto& index : other.indexes) {
      rename_in(index.columns, from, to);
      rename_in(index.include, from, to);
    }
    for (auto& key : other.foreign_keys) rename_in(key.columns, from, to);
    for (auto& exclusion : other.exclusions) {
      for (auto& part : exclusion.elements) {
        if (part.element.column == from) part.element.column = to;
      }
    }
  }
  const auto owner = std::string(table) + ".";
  for (auto& sequence : schema.sequences) {
    if (sequence.schema == in_schema && sequence.owned_by == owner + from) sequence.owned_by = owner + to;
  }
}

}  // namespace migrate
