#include "dialects/postgresql/numbering.hpp"

#include <limits>

namespace migrate::postgresql {
namespace {

/// The longest beginning of the text in so many bytes that cuts no character in two.
std::string_view clipped(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

template <class Integer>
Numbering usual(std::int64_t increment) {
  Numbering out;
  out.increment = increment;
  out.min = increment > 0 ? 1 : std::numeric_limits<Integer>::min();
  out.max = increment > 0 ? std::numeric_limits<Integer>::max() : -1;
  out.start = increment > 0 ? out.min : out.max;
  return out;
}

}  // namespace

Numbering usual_numbering(TypeKind type, std::int64_t increment) {
  switch (type) {
    case TypeKind::smallint: return usual<std::int16_t>(increment);
    case TypeKind::integer: return usual<std::int32_t>(increment);
    default: return usual<std::int64_t>(increment);
  }
}

namespace {

/// makeObjectName in src/backend/commands/indexcmds.c
std::string object_name(std::string_view table, std::string_view column, std::string_view label) {
  const std::size_t room = 63 - 2 - label.size();
  std::size_t table_bytes = table.size(), column_bytes = column.size();
  while (table_bytes + column_bytes > room) --(table_bytes > column_bytes ? table_bytes : column_bytes);
  return std::string(clipped(table, table_bytes)) + "_" + std::string(clipped(column, column_bytes)) + "_" +
         std::string(label);
}

}  // namespace

std::string sequence_name(std::string_view table, std::string_view column) { return object_name(table, column, "seq"); }

std::string not_null_name(std::string_view table, std::string_view column) {
  return object_name(table, column, "not_null");
}

bool is_not_null_name(std::string_view name, std::string_view table, std::string_view column) {
  const auto number = std::string(name.substr(name.find_last_not_of("0123456789") + 1));
  return name == object_name(table, column, "not_null" + number);
}

}  // namespace migrate::postgresql
