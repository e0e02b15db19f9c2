// What operations on a table `hero` are made of, in a word each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/operations/operation.hpp"
#include "src/schema/type_text.hpp"

namespace migrate::test {

inline const TableName hero{"hero", ""};

inline Type type(TypeKind kind, std::optional<int> length = {}) {
  Type out;
  out.kind = kind;
  out.length = length;
  return out;
}

inline Column column(std::string name, Type type, bool nullable = true) {
  Column out;
  out.name = std::move(name);
  out.type = std::move(type);
  out.nullable = nullable;
  return out;
}

inline Column column(std::string name, TypeKind kind, bool nullable = true) {
  return column(std::move(name), type(kind), nullable);
}

inline IndexColumn key(std::string name, std::string collation = "") {
  IndexColumn out;
  out.column = std::move(name);
  out.collation = std::move(collation);
  return out;
}

/// A column whose type is written as models have it.
inline Column column_of_type(std::string name, std::string_view type, bool identity = false) {
  auto out = column(std::move(name), parse_type(type));
  if (identity) out.identity.emplace();
  return out;
}

}  // namespace migrate::test
