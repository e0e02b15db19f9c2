// Cells of catalog rows: the text forms in which PostgreSQL sends oids, numbers, booleans and arrays.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/connection.hpp"

namespace migrate::postgresql {

using Oid = std::uint32_t;
using Cell = std::optional<std::string>;

inline const std::string& text(const Cell& cell) {
  static const std::string none;
  return cell ? *cell : none;
}
inline bool flag(const Cell& cell) { return cell && *cell == "t"; }
/// 0 for NULL.
std::int64_t number(std::string_view cell);
inline std::int64_t number(const Cell& cell) { return cell ? number(std::string_view(*cell)) : 0; }
inline Oid oid(const Cell& cell) { return static_cast<Oid>(number(cell)); }

/// The elements of an array of one dimension, `{a,"b c",NULL}`; a NULL element is an empty text.
std::vector<std::string> elements(const Cell& cell);
/// The numbers of an array `{1,2}` or a vector `1 2`.
std::vector<std::int64_t> numbers(const Cell& cell);

/// An expression without the parentheses around all of it, which mean nothing.
std::string bare_expression(std::string_view expression);

}  // namespace migrate::postgresql
