#include "dialects/postgresql/partition_indexes.hpp"

#include <algorithm>

#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/introspect.hpp"
#include "dialects/postgresql/options.hpp"
#include "dialects/postgresql/questions.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::postgresql {
namespace {

/// Expressions are not compared, nor are predicates: an index that only seems alike is built once more, and no harm is
/// done. The order does not count (CompareIndexInfo in src/backend/catalog/index.c).
bool alike(const Index& a, const Index& b) {
  const auto same_place = [](const IndexColumn& one, const IndexColumn& other) { return one.column == other.column; };
  return a.unique == b.unique && a.using_method == b.using_method && a.where.empty() == b.where.empty() &&
         a.include == b.include && std::ranges::equal(a.columns, b.columns, same_place);
}

void add_below(std::vector<TableName>& out, const Schema& schema, const TableName& above) {
  for (const auto& table : schema.tables) {
    const auto parents = parents_of(table);
    if (std::ranges::find(parents, above) == parents.end()) continue;
    out.push_back({table.name, table.schema});
    add_below(out, schema, out.back());
  }
}

/// The tables below that may have such indexes.
std::vector<TableName> tables_below(Connection& connection, const TableName& table) {
  const auto* offline = connection.offline_schema();
  if (!offline) return tables_with_own_indexes_below(connection, table);
  std::vector<TableName> out;
  add_below(out, *offline, table);
  return out;
}

void drop_and_create(PartitionIndexes& out, const TableName& table, const Index& index) {
  const auto name = quote_table({index.name, table.schema});
  out.drop.push_back({.sql = "DROP INDEX " + name, .purpose = "drop index " + index.name + " for a while"});
  out.create.push_back({.sql = render_index(table, index),
                        .purpose = "put index " + index.name + " back",
                        .way = "reads every row of " + display(table) + ": index " + index.name});
  if (!index.comment.empty()) out.create.push_back({.sql = render_comment("INDEX " + name, index.comment)});
}

}  // namespace

PartitionIndexes partition_indexes_like(Connection& connection, const TableName& table, const Index& index) {
  PartitionIndexes out;
  const auto below = tables_below(connection, table);
  if (below.empty()) return out;
  const auto* offline = connection.offline_schema();
  const auto schema = offline ? *offline : introspect_tied(connection, below);
  for (const auto& name : below) {
    const auto* held = find_table(schema, name.name, name.schema);
    for (const auto& own : held ? held->indexes : std::vector<Index>()) {
      if (alike(own, index)) drop_and_create(out, name, own);
    }
  }
  return out;
}

}  // namespace migrate::postgresql
