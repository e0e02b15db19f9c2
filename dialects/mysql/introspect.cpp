#include "dialects/mysql/introspect.hpp"

#include <algorithm>
#include <array>
#include <future>
#include <span>
#include <tuple>

#include "dialects/mysql/catalog.hpp"
#include "dialects/mysql/connection.hpp"
#include "dialects/mysql/stated.hpp"
#include "dialects/mysql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

void read_defaults(Catalog& catalog) {
  const auto rows =
      catalog.connection.query("SELECT VERSION(), DATABASE(), @@collation_database, @@default_storage_engine");
  const auto& row = rows.at(0);
  catalog.server = server_of(text(row[0]));
  catalog.database = text(row[1]);
  catalog.default_collation = collation_name(text(row[2]));
  catalog.default_engine = text(row[3]);
}

/// Those that are asked for and exist. That the default one is asked for must be seen, and by what name.
void find_schemas(Catalog& catalog, std::span<const std::string> schemas) {
  std::vector<std::string> names;
  for (const auto& name : schemas) names.push_back(quote_text(name));
  if (names.empty()) {
    require_database(catalog.connection);
    catalog.schemas = quote_text(catalog.database);
    return;
  }
  catalog.schemas = join(names, ", ");
  const auto rows = catalog.connection.query(
      "SELECT schema_name FROM information_schema.schemata WHERE schema_name IN (" + catalog.schemas + ")");
  for (const auto& row : rows) {
    if (text(row[0]) != catalog.database) catalog.found.schemas.push_back(text(row[0]));
  }
  std::ranges::sort(catalog.found.schemas);
}

struct Pass {
  std::string (*query)(const Catalog&);
  void (*read)(Catalog&, SqlRows&);
};

/// One pass after the other; while the server answers the next query, the rows of the last one are read.
void run(Catalog& catalog, std::span<const Pass> passes) {
  // a single table is not worth a thread
  const auto when = catalog.only_table.empty() ? std::launch::async : std::launch::deferred;
  const auto ask = [&](const Pass& pass) {
    return std::async(when, [&connection = catalog.connection, query = pass.query(catalog)] {
      return query.empty() ? SqlRows() : connection.query(query);
    });
  };
  auto next = ask(passes[0]);
  for (std::size_t i = 0; i < passes.size(); ++i) {
    auto rows = next.get();
    if (i + 1 < passes.size()) next = ask(passes[i + 1]);
    passes[i].read(catalog, rows);
  }
}

void read_all_of_tables(Catalog& catalog) {
  // foreign keys early, for by them it is known whether their columns have to be asked for
  static constexpr auto passes = std::to_array<Pass>({{query_for_foreign_keys, read_foreign_keys},
                                                      {query_for_columns, read_columns},
                                                      {query_for_indexes, read_indexes},
                                                      {query_for_checks, read_checks},
                                                      {query_for_key_columns, read_key_columns}});
  auto tables = catalog.connection.query(query_for_tables(catalog));
  read_tables(catalog, tables);
  if (catalog.found.tables.empty()) return;
  run(catalog, passes);
  settle_json(catalog);
  read_create_texts(catalog);
}

/// Keys and indexes stay in the order in which MariaDB shows them: a table that is made of them shows them likewise.
/// MySQL's catalog gives them in any, each time another.
void put_in_order(Schema& schema, bool keys_as_well) {
  std::ranges::sort(schema.tables, {}, [](const Table& one) { return std::tie(one.schema, one.name); });
  std::ranges::sort(schema.sequences, {}, [](const Sequence& one) { return std::tie(one.schema, one.name); });
  if (!keys_as_well) return;
  for (auto& table : schema.tables) {
    std::ranges::sort(table.uniques, {}, &Unique::name);
    std::ranges::sort(table.indexes, {}, &Index::name);
    std::ranges::sort(table.foreign_keys, {}, &ForeignKey::name);
    std::ranges::sort(table.checks, {}, &Check::name);
  }
}

}  // namespace

std::string collation_name(std::string_view name) {
  auto out = lower(name);
  if (out == "utf8" || out.starts_with("utf8_")) out.insert(4, "mb3");
  return out;
}

Schema introspect(Connection& connection, std::span<const std::string> schemas) {
  Catalog catalog{.connection = connection};
  read_defaults(catalog);
  find_schemas(catalog, schemas);
  read_all_of_tables(catalog);
  if (const auto* own = server_connection(connection); own && own->stated()) own->stated()->complete(catalog);
  read_sequences(catalog);
  put_in_order(catalog.found, !catalog.server.mariadb);
  return std::move(catalog.found);
}

std::optional<Table> introspect_table(Connection& connection, const TableName& table) {
  Catalog catalog{.connection = connection};
  read_defaults(catalog);
  catalog.schemas = table.schema.empty() ? quote_text(catalog.database) : quote_text(table.schema);
  catalog.only_table = quote_text(table.name);
  read_all_of_tables(catalog);
  put_in_order(catalog.found, !catalog.server.mariadb);
  auto& found = catalog.found.tables;
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace migrate::mysql
