#include "dialects/sqlite/native_constraint.hpp"

#include "dialects/sqlite/render_table.hpp"
#include "dialects/sqlite/tokens.hpp"

namespace migrate::sqlite {
namespace {

constexpr int first_version = 3053000;

std::string alter(std::string_view table) { return "ALTER TABLE " + quote_name(table); }

}  // namespace

std::string alter_not_null(int version, std::string_view table, const Column& column) {
  if (version < first_version) return "";
  const auto change = column.nullable ? std::string("DROP NOT NULL") : "SET " + render_not_null(column);
  return alter(table) + " ALTER COLUMN " + quote_name(column.name) + " " + change;
}

std::string add_check(int version, std::string_view table, const Check& check) {
  if (version < first_version || check.name.empty()) return "";
  return alter(table) + " ADD " + render_constraint(check);
}

std::string drop_check(int version, std::string_view table, std::string_view name) {
  if (version < first_version || name.empty()) return "";
  return alter(table) + " DROP CONSTRAINT " + quote_name(name);
}

}  // namespace migrate::sqlite
