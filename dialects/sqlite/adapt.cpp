// The wanted schema as SQLite can have it. What SQLite lacks is collected, so that a person sees all of it at once.
#include <algorithm>
#include <array>

#include "dialects/ddl.hpp"
#include "dialects/key_element.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/targets.hpp"

namespace migrate {
namespace {

constexpr std::string_view prefix = "sqlite.";

/// The length that a varchar needs to hold every value, in characters.
int longest(const std::vector<std::string>& values) {
  std::ptrdiff_t out = 0;
  for (const auto& value : values) {
    out = std::max(out, std::ranges::count_if(value, [](char c) { return (c & 0xC0) != 0x80; }));
  }
  return static_cast<int>(out);
}

bool take_flag(Options& options, const std::string& key) {
  const auto found = options.find(key);
  if (found == options.end()) return false;
  const bool out = found->second == OptionValue(true);
  options.erase(found);
  return out;
}

/// A strict table knows six type names only (https://sqlite.org/stricttables.html); the nearest one that keeps any
/// value.
std::string_view strict_type(TypeKind kind) {
  switch (kind) {
    case TypeKind::boolean:
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint: return "INTEGER";
    case TypeKind::real:
    case TypeKind::double_precision: return "REAL";
    case TypeKind::binary:
    case TypeKind::varbinary:
    case TypeKind::blob: return "BLOB";
    case TypeKind::numeric: return "ANY";
    default: return "TEXT";
  }
}

std::vector<ElementToken> element_tokens(std::string_view sql) {
  using sqlite::TokenKind;
  std::vector<ElementToken> out;
  for (const auto& token : sqlite::tokenize(sql)) {
    if (token.kind == TokenKind::end) break;
    const auto kind = token.kind == TokenKind::word          ? ElementToken::Kind::word
                      : token.kind == TokenKind::quoted_name ? ElementToken::Kind::name
                      : token.kind == TokenKind::op          ? ElementToken::Kind::symbol
                                                             : ElementToken::Kind::literal;
    out.push_back({kind, kind == ElementToken::Kind::name ? sqlite::unquote_name(token.text) : std::string(token.text),
                   token.offset, token.end()});
  }
  return out;
}

/// Adapts one table after the other and writes down what cannot be had.
class Adapter {
 public:
  explicit Adapter(Schema schema) : schema_(std::move(schema)) {}

  Schema adapt() {
    complete_targets(schema_);
    for (auto& table : schema_.tables) adapt_table(table);
    for (const auto& sequence : schema_.sequences) problem("sequence " + sequence.name + ": SQLite has no sequences");
    refuse_lacking("SQLite", std::move(problems_));
    schema_.enums.clear();
    return std::move(schema_);
  }

 private:
  void problem(std::string text) { problems_.push_back(std::move(text)); }
  std::string here() const { return "table " + table_; }
  void lacks(std::string_view what, std::string_view name, std::string_view lack) {
    problem(here() + ", " + std::string(what) + (name.empty() ? "" : " " + std::string(name)) + ": SQLite has no " +
            std::string(lack));
  }

  void adapt_table(Table& table) {
    table_ = table.name;
    if (!table.schema.empty() && !equal_ignoring_case(table.schema, "main")) {
      problem(here() + ": SQLite has no schemas, and it is in '" + table.schema + "'");
    }
    table.schema.clear();
    table.comment.clear();
    adapt_options(here(), table.options, {"sqlite.strict", "sqlite.without_rowid"});
    for (const auto& exclusion : table.exclusions) lacks("exclusion", exclusion.name, "exclusion constraints");
    for (auto& column : table.columns) adapt_column(table, column);
    if (table.primary_key) adapt_key(table, *table.primary_key, "primary key");
    adapt_rowid_key(table);
    for (auto& unique : table.uniques) {
      adapt_key(table, unique, "unique");
      if (unique.nulls_not_distinct) lacks("unique", unique.name, "NULLS NOT DISTINCT");
    }
    for (auto& index : table.indexes) adapt_index(table, index);
    for (auto& key : table.foreign_keys) adapt_foreign_key(key);
    for (auto& check : table.checks) {
      adapt_options(here() + ", check " + check.name, check.options, {});
      if (check.not_valid) lacks("check", check.name, "NOT VALID");
      if (check.no_inherit) lacks("check", check.name, "NO INHERIT");
    }
  }

  void adapt_column(Table& table, Column& column) {
    const std::string where = here() + ", column " + column.name;
    take_type_in(column, "sqlite");
    column.comment.clear();
    const bool with_check = take_flag(column.options, "sqlite.enum_check");
    adapt_options(where, column.options, {"sqlite.autoincrement", "sqlite.not_null_on_conflict"});
    check_on_conflict(where, column.options, "sqlite.not_null_on_conflict");
    if (column.type.kind == TypeKind::enumeration) adapt_enum(table, column, with_check);
    if (column.type.kind == TypeKind::native) adapt_native(where, column.type);
    if (has_option(table.options, "sqlite.strict") && column.type.kind != TypeKind::native) {
      column.type = sqlite::read_type(strict_type(column.type.kind));
    }
    if (column.identity) check_identity(where, *column.identity);
  }

  void adapt_enum(Table& table, Column& column, bool with_check) {
    const auto* found = find_enum(schema_, column.type.name);
    if (!found) {
      problem(here() + ", column " + column.name + ": there is no enum '" + column.type.name + "'");
      return;
    }
    column.type =
        Type{.kind = TypeKind::varchar, .length = longest(found->values), .scale = {}, .name = {}, .dialect = {}};
    if (!with_check) return;
    std::vector<std::string> values;
    for (const auto& value : found->values) values.push_back(sqlite::quote_text(value));
    Check& check = table.checks.emplace_back();
    check.name = "ck_" + table.name + "_" + column.name;
    check.expression = sqlite::quote_name(column.name) + " IN (" + join(values, ", ") + ")";
  }

  void adapt_native(const std::string& where, Type& type) {
    if (type.dialect == "sqlite") {
      type = sqlite::read_type(type.name);
    } else {
      problem(where + ": SQLite has no type '" + type.dialect + ":" + type.name +
              "'; give it one with type = { default = …, sqlite = … }");
    }
  }

  void check_identity(const std::string& where, const Identity& identity) {
    std::vector<std::string> refused;
    if (identity.always) refused.emplace_back("always");
    if (identity.start.value_or(1) != 1) refused.emplace_back("start");
    if (identity.increment.value_or(1) != 1) refused.emplace_back("increment");
    if (identity.min) refused.emplace_back("min");
    if (identity.max) refused.emplace_back("max");
    if (identity.cache) refused.emplace_back("cache");
    if (identity.cycle) refused.emplace_back("cycle");
    for (const auto& name : refused) problem(where + ": SQLite's identity has no '" + name + "'");
  }

  /// A single INTEGER key is an alias of the rowid, whether or not somebody asked for an identity.
  void adapt_rowid_key(Table& table) {
    const bool single = table.primary_key && table.primary_key->columns.size() == 1;
    const bool rowid = !has_option(table.options, "sqlite.without_rowid");
    for (auto& column : table.columns) {
      const bool key = single && equal_ignoring_case(table.primary_key->columns[0].column, column.name);
      const bool whole_number = column.type.kind == TypeKind::smallint || column.type.kind == TypeKind::integer ||
                                column.type.kind == TypeKind::bigint;
      if (column.identity && !(key && rowid && whole_number)) {
        problem(here() + ", column " + column.name +
                ": SQLite numbers rows only in a single integer primary key of a table with rowids");
      } else if (column.identity) {
        column.identity.emplace();
        column.type = Type{.kind = TypeKind::integer, .length = {}, .scale = {}, .name = {}, .dialect = {}};
      } else if (key && rowid && column.type.kind == TypeKind::integer &&
                 table.primary_key->columns[0].order == Order::asc) {
        column.identity.emplace();
      }
      if (has_option(column.options, "sqlite.autoincrement") && !column.identity) {
        problem(here() + ", column " + column.name + ": AUTOINCREMENT needs a single INTEGER primary key");
      }
    }
  }

  template <class Key>
  void adapt_key(const Table& table, Key& key, std::string_view what) {
    const std::string where = here() + ", " + std::string(what) + " " + key.name;
    adapt_options(where, key.options, {"sqlite.on_conflict"});
    check_on_conflict(where, key.options, "sqlite.on_conflict");
    if (key.deferrable || key.initially != Initially::unset) lacks(what, key.name, "deferrable keys");
    if (!key.include.empty()) lacks(what, key.name, "INCLUDE");
    for (auto& element : key.columns) {
      adapt_element(table, element, what, key.name);
      if (element.column.empty()) lacks(what, key.name, "expressions in a constraint; a unique index may have them");
    }
  }

  void adapt_index(const Table& table, Index& index) {
    adapt_options(here() + ", index " + index.name, index.options, {});
    if (!index.using_method.empty()) lacks("index", index.name, "index methods ('" + index.using_method + "')");
    if (!index.include.empty()) lacks("index", index.name, "INCLUDE");
    if (!index.with.empty()) lacks("index", index.name, "storage parameters");
    if (index.nulls_not_distinct) lacks("index", index.name, "NULLS NOT DISTINCT");
    for (auto& element : index.columns) adapt_element(table, element, "index", index.name);
    index.concurrently = false;
    index.comment.clear();
  }

  void adapt_element(const Table& table, IndexColumn& element, std::string_view what, std::string_view name) {
    if (auto why = take_apart(element, element_tokens(element.expression), table.columns, {.folds_columns = true});
        !why.empty())
      problem(here() + ", " + std::string(what) + " " + std::string(name) + ": " + why);
    if (!element.opclass.empty()) lacks(what, name, "operator classes ('" + element.opclass + "')");
    if (element.length) lacks(what, name, "prefix lengths");
    if (element.nulls != Nulls::unset) lacks(what, name, "NULLS FIRST and NULLS LAST in an index");
  }

  void adapt_foreign_key(ForeignKey& key) {
    adapt_options(here() + ", foreign key " + key.name, key.options, {});
    if (key.not_valid) lacks("foreign key", key.name, "NOT VALID");
    if (!key.references_schema.empty() && !equal_ignoring_case(key.references_schema, "main")) {
      problem(here() + ", foreign key " + key.name + ": SQLite has no schemas, and it refers to '" +
              key.references_schema + "'");
    }
    key.references_schema.clear();
  }

  /// Options of other dialects go; an unknown one of SQLite is a typo.
  void adapt_options(const std::string& where, Options& options, const std::vector<std::string>& known) {
    for (auto option = options.begin(); option != options.end();) {
      const std::string& key = option->first;
      if (!key.starts_with(prefix)) {
        option = options.erase(option);
        continue;
      }
      if (std::ranges::find(known, key) == known.end()) {
        problem(where + ": SQLite has no option '" + key + "' here" + did_you_mean(key, known));
      }
      ++option;
    }
  }

  void check_on_conflict(const std::string& where, const Options& options, const std::string& key) {
    static const std::vector<std::string> known{"rollback", "abort", "fail", "ignore", "replace"};
    const auto found = options.find(key);
    if (found == options.end()) return;
    const auto* text = std::get_if<std::string>(&found->second);
    if (text && std::ranges::find(known, lower(*text)) != known.end()) return;
    problem(where + ": '" + key + "' is one of " + join(known, ", "));
  }

  Schema schema_;
  std::string table_;
  std::vector<std::string> problems_;
};

}  // namespace

Schema adapt_sqlite(Schema wanted) { return Adapter(std::move(wanted)).adapt(); }

}  // namespace migrate
