#include "dialects/sqlite/equivalence.hpp"

#include <algorithm>
#include <array>

#include "dialects/ddl.hpp"
#include "dialects/sqlite/canonical.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

bool is_comparable(const Type& type) {
  return type.kind != TypeKind::enumeration && (type.kind != TypeKind::native || type.dialect == "sqlite");
}

/// https://sqlite.org/stricttables.html
constexpr std::array<std::string_view, 6> strict_types{"INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"};

/// A column that is declared as UUID is one for a model that wants one, although SQLite gives it a numeric affinity.
bool is_uuid(const Type& declared, const Type& wanted) {
  return wanted.kind == TypeKind::uuid && sqlite::canonical_type(sqlite::declared_type(declared)) == "uuid";
}

/// What the table makes of a value: ANY in a strict one keeps it (https://sqlite.org/stricttables.html).
sqlite::Affinity affinity_in(const Table& table, const Type& type) {
  if (!is_comparable(type)) return sqlite::Affinity::blob;
  const auto declared = sqlite::declared_type(type);
  const bool any = has_option(table.options, "sqlite.strict") && equal_ignoring_case(declared, "ANY");
  return any ? sqlite::Affinity::blob : sqlite::affinity_of(declared);
}

/// The options that say something: those of SQLite, without the ones that say what holds anyway.
Options meaningful(const Options& options) {
  Options out;
  for (const auto& [key, value] : options) {
    if (!key.starts_with("sqlite.") || value == OptionValue(false)) continue;
    const auto* text = std::get_if<std::string>(&value);
    if (text && equal_ignoring_case(*text, "abort") && key.ends_with("on_conflict")) continue;
    out[key] = text ? OptionValue(lower(*text)) : value;
  }
  return out;
}

}  // namespace

std::string SqliteEquivalence::key(std::string_view name) const { return lower(name); }

bool SqliteEquivalence::same_type(const Table&, const Column& current, const Column& wanted) const {
  // INT and INTEGER differ only here: the one makes an alias of the rowid
  if (current.identity.has_value() != wanted.identity.has_value()) return current.type == wanted.type;
  if (current.identity) return true;
  if (current.type == wanted.type) return true;
  if (!is_comparable(current.type) || !is_comparable(wanted.type)) return false;
  if (is_uuid(current.type, wanted.type) || is_uuid(wanted.type, current.type)) return true;
  return sqlite::canonical_type(sqlite::declared_type(current.type)) ==
         sqlite::canonical_type(sqlite::declared_type(wanted.type));
}

bool SqliteEquivalence::same_default(const Table& table, const Column& current, const Column& wanted) const {
  if (current.default_sql == wanted.default_sql) return true;
  const auto affinity = affinity_in(table, current.type);
  return sqlite::canonical_default(current.default_sql, affinity) ==
         sqlite::canonical_default(wanted.default_sql, affinity);
}

bool SqliteEquivalence::same_expression(const Table& table, std::string_view current, std::string_view wanted) const {
  const Table* names = table.columns.empty() ? nullptr : &table;
  return current == wanted ||
         sqlite::canonical_expression(current, names) == sqlite::canonical_expression(wanted, names);
}

bool SqliteEquivalence::same_identity(const Table&, const Column& current, const Column& wanted) const {
  return current.identity.has_value() == wanted.identity.has_value();
}

bool SqliteEquivalence::same_nullability(const Table& table, const Column& current, const Column& wanted) const {
  // a column that numbers its rows has no NULL; one that no longer does may get some
  if (current.nullable == wanted.nullable || wanted.identity) return true;
  // the key of a WITHOUT ROWID table is NOT NULL without saying so
  if (!has_option(table.options, "sqlite.without_rowid") || !table.primary_key) return false;
  return std::ranges::any_of(table.primary_key->columns,
                             [&](const IndexColumn& key) { return equal_ignoring_case(key.column, current.name); });
}

bool SqliteEquivalence::same_collation(std::string_view current, std::string_view wanted) const {
  const auto named = [](std::string_view name) { return name.empty() ? "BINARY" : name; };
  return equal_ignoring_case(named(current), named(wanted));
}

Options SqliteEquivalence::column_options(const Column& current, const Column& wanted) const {
  const std::string autoincrement = "sqlite.autoincrement";
  auto out = wanted.options;
  const auto held = current.options.find(autoincrement);
  if (held != current.options.end() && wanted.identity) out.insert(*held);
  return out;
}

Options SqliteEquivalence::table_options(const Table& current, const Table& wanted) const {
  const auto strict = [](const Column& column) {
    if (!is_comparable(column.type)) return false;
    const auto type = sqlite::declared_type(column.type);
    return std::ranges::any_of(strict_types, [&](std::string_view known) { return equal_ignoring_case(type, known); });
  };
  auto out = wanted.options;
  for (const auto& option : current.options) {
    const bool fits =
        option.first == "sqlite.strict"
            ? std::ranges::all_of(wanted.columns, strict)
            : std::ranges::none_of(wanted.columns, [](const Column& one) { return one.identity.has_value(); });
    if (fits) out.insert(option);
  }
  return out;
}

bool SqliteEquivalence::same_options(const Options& current, const Options& wanted) const {
  return meaningful(current) == meaningful(wanted);
}

}  // namespace migrate
