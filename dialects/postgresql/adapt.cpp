// The wanted schema as PostgreSQL can have it. What it lacks is collected, so that a person sees all of it at once.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "dialects/ddl.hpp"
#include "dialects/key_element.hpp"
#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/dotted.hpp"
#include "dialects/postgresql/equivalence.hpp"
#include "dialects/postgresql/numbering.hpp"
#include "dialects/postgresql/options.hpp"
#include "dialects/postgresql/questions.hpp"
#include "dialects/postgresql/scan.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"
#include "src/schema/tables_by_name.hpp"
#include "src/schema/targets.hpp"

namespace migrate::postgresql {
namespace {

bool is_integer(TypeKind kind) {
  return kind == TypeKind::smallint || kind == TypeKind::integer || kind == TypeKind::bigint;
}

/// The integer behind `serial`, which is no type but a way to write a column.
std::optional<TypeKind> serial_type(const Type& type) {
  if (type.kind != TypeKind::native) return std::nullopt;
  const auto name = lower(type.name);
  if (name == "serial" || name == "serial4") return TypeKind::integer;
  if (name == "bigserial" || name == "serial8") return TypeKind::bigint;
  return name == "smallserial" || name == "serial2" ? std::optional(TypeKind::smallint) : std::nullopt;
}

std::vector<ElementToken> element_tokens(std::string_view sql) {
  std::vector<ElementToken> out;
  for (const auto& token : scan(sql)) {
    const bool word = token.kind == SqlToken::Kind::word, name = token.kind == SqlToken::Kind::quoted_name;
    const auto kind = word                                   ? ElementToken::Kind::word
                      : name                                 ? ElementToken::Kind::name
                      : token.kind == SqlToken::Kind::symbol ? ElementToken::Kind::symbol
                                                             : ElementToken::Kind::literal;
    out.push_back(
        {kind, word || name ? folded(token) : std::string(token.text), token.offset, token.offset + token.text.size()});
  }
  return out;
}

/// Adapts one table after the other and writes down what cannot be had.
class Adapter {
 public:
  explicit Adapter(Schema schema) : schema_(std::move(schema)) {
    for (const auto& type : schema_.enums) enums_.insert(dotted(type.schema, type.name));
  }

  Schema adapt() {
    complete_targets(schema_);
    for (auto& table : schema_.tables) adapt_columns(table);
    const TablesByName tables(schema_);
    for (auto& table : schema_.tables) adapt_table(table, tables);
    require_targets();
    for (auto& sequence : schema_.sequences) {
      if (sequence.type) sequence.type = canonical(*sequence.type);
    }
    leave_out_inherited();
    refuse_lacking("PostgreSQL", std::move(problems_));
    return std::move(schema_);
  }

 private:
  void require_targets() {
    const TablesByName tables(schema_);
    for (const auto& table : schema_.tables) {
      table_ = display(TableName{table.name, table.schema});
      for (const auto& key : table.foreign_keys) {
        const auto* parent = key.target.empty() ? tables.find(key.references, key.references_schema) : nullptr;
        if (parent) problem(here("foreign key", key.name), why_no_target(key, *parent));
      }
    }
  }

  std::string here(std::string_view what, std::string_view name = {}) const {
    return "table " + table_ + ", " + std::string(what) + (name.empty() ? "" : " " + std::string(name));
  }
  void problem(const std::string& where, const std::string& what) { problems_.push_back(where + ": " + what); }

  void options(const std::string& where, Options& held, OptionPlace place) {
    if (auto lack = keep_own_options(held, place); !lack.empty()) problem(where, lack);
  }

  void adapt_columns(Table& table) {
    table_ = display(TableName{table.name, table.schema});
    options("table " + table_, table.options, OptionPlace::table);
    for (auto& column : table.columns) adapt_column(table, column);
  }

  void adapt_table(Table& table, const TablesByName& tables) {
    table_ = display(TableName{table.name, table.schema});
    columns_ = table.columns;
    std::ranges::move(inherited_by(table, tables).columns, std::back_inserter(columns_));
    if (table.primary_key) {
      adapt_key(*table.primary_key, "primary key");
      for (const auto& part : table.primary_key->columns) not_null(table, part.column);
    }
    for (auto& unique : table.uniques) adapt_key(unique, "unique");
    for (auto& index : table.indexes) adapt_index(index);
    for (auto& key : table.foreign_keys) {
      const auto where = here("foreign key", key.name);
      options(where, key.options, OptionPlace::foreign_key);
      if (key.match == Match::partial) problem(where, "PostgreSQL has no MATCH PARTIAL");
    }
    for (auto& check : table.checks) options(here("check", check.name), check.options, OptionPlace::check);
    for (auto& exclusion : table.exclusions) {
      adapt_method(exclusion.using_method);
      for (auto& part : exclusion.elements) adapt_element(part.element, here("exclusion", exclusion.name));
    }
  }

  /// A key's columns cannot be NULL, whatever they say.
  static void not_null(Table& table, const std::string& name) {
    const auto found = std::ranges::find(table.columns, name, &Column::name);
    if (found != table.columns.end()) found->nullable = false;
  }

  void adapt_column(const Table& table, Column& column) {
    const auto where = here("column", column.name);
    take_type_in(column, "postgresql");
    options(where, column.options, OptionPlace::column);
    adapt_type(where, column);
    if (column.identity || has_flag(column.options, "postgresql.serial")) {
      column.nullable = false;
      if (!is_integer(column.type.kind)) problem(where, "only a smallint, an integer or a bigint can number its rows");
    }
    adapt_not_null(table, column);
    if (column.generated) column.generated->stored = !has_flag(column.options, "postgresql.virtual");
    if (column.collation == "default") column.collation.clear();
  }

  static void adapt_not_null(const Table& table, Column& column) {
    const auto held = not_null_of(column);
    if (held != NotNull{}) column.nullable = false;
    if (is_not_null_name(held.name, table.name, column.name)) column.options.erase("postgresql.not_null_name");
  }

  void adapt_type(const std::string& where, Column& column) {
    if (const auto integer = serial_type(column.type)) {
      column.type = Type{};
      column.type.kind = *integer;
      column.options["postgresql.serial"] = true;
      return;
    }
    if (column.type.kind == TypeKind::native && column.type.dialect != "postgresql") {
      return problem(where, "PostgreSQL has no type '" + column.type.dialect + ":" + column.type.name +
                                "'; give it one with type = { default = …, postgresql = … }");
    }
    column.type = canonical(column.type);
    if (column.type.kind == TypeKind::native && enums_.contains(column.type.name)) {
      column.type.kind = TypeKind::enumeration;
      column.type.dialect.clear();
    }
  }

  template <class Key>
  void adapt_key(Key& key, std::string_view what) {
    const auto where = here(what, key.name);
    options(where, key.options, OptionPlace::key);
    for (auto& part : key.columns) {
      adapt_element(part, where);
      if (part.column.empty()) problem(where, "a constraint is on columns; an expression is for a unique index");
    }
  }

  void adapt_index(Index& index) {
    const auto where = here("index", index.name);
    options(where, index.options, OptionPlace::index);
    adapt_method(index.using_method);
    for (auto& part : index.columns) adapt_element(part, where);
  }

  static void adapt_method(std::string& method) {
    method = lower(method);
    if (method == "btree") method.clear();
  }

  /// NULLs are last where the order rises and first where it falls, and nothing need be said of that.
  void adapt_element(IndexColumn& part, const std::string& where) {
    if (auto why = take_apart(part, element_tokens(part.expression), columns_, {}); !why.empty()) problem(where, why);
    const auto* column = find_named(columns_, part.column);
    if (column && part.collation == column->collation) part.collation.clear();  // what it has without a word
    if (part.nulls == (part.order == Order::asc ? Nulls::last : Nulls::first)) part.nulls = Nulls::unset;
    if (part.collation == "default") part.collation.clear();
    if (part.length) {
      problem(where, "PostgreSQL has no indexes over the first characters; index an expression: left(" + part.column +
                         ", " + std::to_string(*part.length) + ")");
    }
  }

  /// What a table has from those that it is a part of or inherits from.
  struct Inherited {
    std::vector<Column> columns;
    std::set<std::string> checks;
  };
  static Inherited inherited_by(const Table& table, const TablesByName& tables) {
    Inherited out;
    for (const auto& parent : parents_of(table)) {
      const auto* found = tables.find(parent.name, parent.schema);
      if (!found || found == &table) continue;
      std::ranges::copy(found->columns, std::back_inserter(out.columns));
      for (const auto& check : found->checks) {
        if (!check.name.empty() && !check.no_inherit) out.checks.insert(check.name);
      }
      auto above = inherited_by(*found, tables);
      std::ranges::move(above.columns, std::back_inserter(out.columns));
      out.checks.merge(above.checks);
    }
    return out;
  }

  /// The columns of a partition are its parent's to change; a table that inherits may say them again. Checks that it
  /// inherits it cannot change.
  void leave_out_inherited() {
    const TablesByName tables(schema_);
    std::vector<std::pair<Table*, Inherited>> children;
    for (auto& table : schema_.tables) {
      if (!parents_of(table).empty()) children.emplace_back(&table, inherited_by(table, tables));
    }
    for (auto& [table, names] : children) {
      const auto& inherited = names;
      std::erase_if(table->checks, [&](const Check& check) { return inherited.checks.contains(check.name); });
      if (!table->options.contains("postgresql.partition_of")) continue;
      std::erase_if(table->columns, [&](const Column& column) { return find_named(inherited.columns, column.name); });
    }
  }

  Schema schema_;
  std::set<std::string> enums_;
  std::vector<Column> columns_;  ///< of the table that is at hand, with those that it inherits
  std::string table_;
  std::vector<std::string> problems_;
};

/// What only newer servers have (https://www.postgresql.org/docs/18/release-18.html).
void refuse_newer_keys(Connection& connection, const Schema& wanted) {
  std::vector<std::string> problems;
  for (const auto& table : wanted.tables) {
    if (!table.options.contains("postgresql.partition_by")) continue;
    for (const auto& key : table.foreign_keys) {
      if (key.not_valid) {
        problems.push_back("table " + display(TableName{table.name, table.schema}) + ", foreign key " + key.name +
                           ": only from PostgreSQL 18 on a partitioned table has foreign keys that are not valid");
      }
    }
  }
  if (!problems.empty() && version_of(connection) < 180000) refuse_lacking("PostgreSQL", std::move(problems));
}

}  // namespace

Schema adapt(Schema wanted) { return Adapter(std::move(wanted)).adapt(); }

/// Before PostgreSQL 18 a NOT NULL has no name, and cannot be more than that.
static void leave_out_not_nulls(Schema& schema) {
  std::vector<std::string> problems;
  for (auto& table : schema.tables) {
    for (auto& column : table.columns) {
      const auto held = not_null_of(column);
      column.options.erase("postgresql.not_null_name");
      if (!held.not_valid && !held.no_inherit) continue;
      problems.push_back("table " + display(TableName{table.name, table.schema}) + ", column " + column.name +
                         ": PostgreSQL before 18 has no NOT NULL that is " +
                         (held.not_valid ? "NOT VALID (postgresql.not_null_not_valid)"
                                         : "NO INHERIT (postgresql.not_null_no_inherit)"));
    }
  }
  refuse_lacking("PostgreSQL", std::move(problems));
}

Schema adapt_for(Connection& connection, Schema wanted) {
  auto out = adapt(std::move(wanted));
  refuse_newer_keys(connection, out);
  if (!has_not_null_constraints(connection)) leave_out_not_nulls(out);
  std::vector<std::string*> classes;
  for (auto& table : out.tables) {
    for (auto& index : table.indexes) {
      for (auto& part : index.columns) {
        if (!part.opclass.empty()) classes.push_back(&part.opclass);
      }
    }
    for (auto& exclusion : table.exclusions) {
      for (auto& part : exclusion.elements) {
        if (!part.element.opclass.empty()) classes.push_back(&part.element.opclass);
      }
    }
  }
  if (classes.empty() || connection.offline_schema()) return out;
  std::set<std::string> usual;
  for (auto& row :
       connection.query("SELECT opcname FROM pg_catalog.pg_opclass GROUP BY opcname HAVING bool_and(opcdefault)")) {
    usual.insert(row.at(0).value_or(""));
  }
  for (auto* name : classes) {
    if (usual.contains(*name)) name->clear();
  }
  return out;
}

}  // namespace migrate::postgresql
