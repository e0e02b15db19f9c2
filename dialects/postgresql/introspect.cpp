#include "dialects/postgresql/introspect.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "dialects/postgresql/catalog.hpp"
#include "dialects/postgresql/questions.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

/// The schemas that are asked for and exist, with the default one if none is named.
void find_schemas(Catalog& catalog, std::span<const std::string> schemas) {
  std::vector<std::string> names;
  for (const auto& name : schemas) names.push_back(quote_text(name));
  const auto rows = catalog.query(
      "SELECT current_setting('server_version_num'), current_schema(), n.oid, n.nspname FROM pg_catalog.pg_namespace n "
      "WHERE " +
      (names.empty() ? "n.nspname = current_schema()" : "n.nspname IN (" + join(names, ", ") + ")") +
      " UNION ALL SELECT current_setting('server_version_num'), current_schema(), NULL, NULL");
  for (const auto& row : rows) {
    catalog.version = static_cast<int>(number(row[0]));
    if (!row[1] && names.empty()) {
      throw DatabaseError("none of the schemas in the search_path exists",
                          "create one of them, or name those that are meant in [autogenerate] schemas");
    }
    if (!row[2]) continue;
    const bool by_default = row[1] && text(row[1]) == text(row[3]);
    catalog.schemas.emplace(oid(row[2]), by_default ? "" : text(row[3]));
    catalog.schema_oids += (catalog.schema_oids.empty() ? "" : ", ") + text(row[2]);
    if (!by_default) catalog.found.schemas.push_back(text(row[3]));
  }
  std::ranges::sort(catalog.found.schemas);
}

template <class T>
void sort_by_name(std::vector<T>& things) {
  std::ranges::sort(things, {}, [](const T& one) { return std::tie(one.schema, one.name); });
}

/// The oids and the schemas of the tables and of what foreign keys tie to them.
SqlRows tied_query(Connection& connection, std::span<const TableName> tables) {
  std::vector<std::string> asked;
  for (const auto& table : tables) asked.push_back("(" + regclass(table) + ")");
  return connection.query(
      "WITH asked(oid) AS (VALUES " + join(asked, ", ") +
      "), tied AS (SELECT oid FROM asked UNION SELECT k.conrelid FROM pg_catalog.pg_constraint k JOIN asked a ON "
      "k.confrelid = a.oid UNION SELECT k.confrelid FROM pg_catalog.pg_constraint k JOIN asked a ON k.conrelid = a.oid "
      "WHERE k.contype = 'f') SELECT c.oid, n.nspname FROM tied t JOIN pg_catalog.pg_class c ON c.oid = t.oid JOIN "
      "pg_catalog.pg_namespace n ON n.oid = c.relnamespace");
}

void put_in_order(Schema& schema) {
  sort_by_name(schema.tables);
  sort_by_name(schema.enums);
  sort_by_name(schema.sequences);
  for (auto& table : schema.tables) {
    std::ranges::sort(table.uniques, {}, &Unique::name);
    std::ranges::sort(table.indexes, {}, &Index::name);
    std::ranges::sort(table.foreign_keys, {}, &ForeignKey::name);
    std::ranges::sort(table.checks, {}, &Check::name);
    std::ranges::sort(table.exclusions, {}, &Exclusion::name);
  }
}

}  // namespace

const std::string& Catalog::column(const FoundTable& held, std::int64_t number) {
  static const std::string none;
  const auto index = static_cast<std::size_t>(number - 1);
  return number > 0 && index < held.columns.size() ? held.columns[index] : none;
}

std::string Catalog::not_of_extension(std::string_view which, std::string_view catalog) {
  return fmt::format(
      "{} NOT IN (SELECT x.objid FROM pg_catalog.pg_depend x WHERE x.refclassid = 'pg_catalog.pg_extension'::regclass "
      "AND x.classid = 'pg_catalog.{}'::regclass AND x.deptype = 'e')",
      which, catalog);
}

std::string Catalog::table_oids() const {
  if (!only_oids.empty()) return "(" + only_oids + ")";
  return fmt::format(
      "(SELECT r.oid FROM pg_catalog.pg_class r WHERE r.relkind IN ('r', 'p') AND r.relpersistence <> 't' AND "
      "r.relnamespace IN ({}))",
      schema_oids);
}

Schema introspect(Connection& connection, std::span<const std::string> schemas) {
  Catalog catalog{.connection = connection};
  find_schemas(catalog, schemas);
  if (catalog.schemas.empty()) return std::move(catalog.found);
  read_enums(catalog);
  read_sequences(catalog);
  read_tables(catalog);
  read_columns(catalog);
  read_indexes(catalog);
  read_constraints(catalog);
  for (auto& held : catalog.sequences) {
    if (!held.is_column) catalog.found.sequences.push_back(std::move(held.sequence));
  }
  put_in_order(catalog.found);
  return std::move(catalog.found);
}

Schema introspect_tied(Connection& connection, std::span<const TableName> tables) {
  Catalog catalog{.connection = connection};
  std::vector<std::string> schemas;
  for (const auto& row : tied_query(connection, tables)) {
    catalog.only_oids += (catalog.only_oids.empty() ? "" : ", ") + text(row[0]);
    if (std::ranges::find(schemas, text(row[1])) == schemas.end()) schemas.push_back(text(row[1]));
  }
  if (catalog.only_oids.empty()) return {};
  find_schemas(catalog, schemas);
  read_enums(catalog);
  read_tables(catalog);
  read_columns(catalog);
  read_indexes(catalog);
  read_constraints(catalog);
  put_in_order(catalog.found);
  return std::move(catalog.found);
}

}  // namespace migrate::postgresql
