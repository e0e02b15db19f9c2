// The passes for what is on top of columns: keys, indexes, foreign keys, checks.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "dialects/mysql/catalog.hpp"
#include "dialects/mysql/expressions.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/mysql/tokens.hpp"
#include "src/base/text.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::mysql {
namespace {

/// An index in the rows of its columns.
struct FoundIndex {
  FoundTable* table = nullptr;
  Index index{};
  std::vector<std::pair<int, IndexColumn>> elements{};
};

IndexColumn read_element(const SqlRow& row, const std::string& method) {
  IndexColumn out;
  out.column = text(row[5]);
  if (text(row[6]) == "D") out.order = Order::desc;
  if (row[7] && method != "spatial") out.length = number(row[7]);
  if (row.size() > 11 && row[11]) out.expression = catalog_expression(text(row[11]), text(row[0]));
  return out;
}

/// `btree` is what an index is; a unique one over a long text is a hash on MariaDB, whatever anybody says.
std::string method_of(const std::string& type, const Table& table, bool unique) {
  const auto method = lower(type);
  const auto engine = table.options.find("mysql.engine");
  const bool memory = engine != table.options.end() && engine->second == OptionValue(std::string("MEMORY"));
  if (memory) return method == "hash" ? "" : method;
  return method == "btree" || method == "rtree" || (method == "hash" && unique) ? "" : method;
}

/// A unique index that a unique constraint says all of is one; these servers know no difference.
bool is_constraint(const Index& index) {
  return index.unique && index.using_method.empty() && index.comment.empty() && index.options.empty();
}

void add_index(Catalog& catalog, FoundIndex& held) {
  auto& table = catalog.table(*held.table);
  auto& index = held.index;
  std::ranges::sort(held.elements, {}, &std::pair<int, IndexColumn>::first);
  for (auto& [place, element] : held.elements) index.columns.push_back(std::move(element));
  if (index.name == "PRIMARY") {
    table.primary_key.emplace().columns = std::move(index.columns);
  } else if (is_constraint(index)) {
    auto& unique = table.uniques.emplace_back();
    unique.name = std::move(index.name);
    unique.columns = std::move(index.columns);
  } else {
    held.table->has_fulltext = held.table->has_fulltext || index.using_method == "fulltext";
    table.indexes.push_back(std::move(index));
  }
}

Action action_of(const std::string& rule) {
  if (rule == "CASCADE") return Action::cascade;
  if (rule == "SET NULL") return Action::set_null;
  if (rule == "SET DEFAULT") return Action::set_default;
  return rule == "RESTRICT" ? Action::restrict : Action::no_action;
}

/// JSON is a name for longtext on MariaDB, and this check of its column is what is left of it
/// (https://mariadb.com/kb/en/json/).
bool take_json(Table& table, const std::string& column, const std::string& expression) {
  auto* held = find_named(table.columns, column);
  const bool longtext = held && held->type.kind == TypeKind::native && held->type.name == "longtext";
  if (!longtext || expression != "json_valid(" + quote_name(column) + ")") return false;
  held->type = Type{.kind = TypeKind::json, .length = {}, .scale = {}, .name = {}, .dialect = {}};
  return true;
}

void add_check(Catalog& catalog, const FoundTable& held, const SqlRow& row) {
  auto& table = catalog.table(held);
  Check check;
  check.name = text(row[2]);
  check.expression = catalog_expression(text(row[3]), text(row[0]));
  if (text(row[4]) == "Column") {
    if (take_json(table, check.name, check.expression)) return;
    if (auto* column = find_named(table.columns, check.name)) column->options["mysql.check"] = check.expression;
    return;
  }
  if (text(row[4]) == "NO") check.options["mysql.not_enforced"] = true;
  table.checks.push_back(std::move(check));
}

/// A JSON column has utf8mb4_bin where nobody says another one; in the values it then says none.
void use_json_collations(Table& table, const std::string& inherited) {
  for (auto& column : table.columns) {
    if (column.type.kind != TypeKind::json) continue;
    const auto collation = column.collation.empty() ? inherited : column.collation;
    column.collation = collation == "utf8mb4_bin" ? "" : collation;
  }
}

}  // namespace

std::string query_for_indexes(const Catalog& catalog) {
  const auto& server = catalog.server;
  const std::string hidden = server.mariadb ? (server.version >= 100600 ? "ignored" : "'NO'")
                                            : (server.version >= 80000 ? "is_visible" : "'YES'");
  return fmt::format(
      "SELECT table_schema, table_name, index_name, seq_in_index, non_unique, column_name, collation, sub_part, "
      "index_type, index_comment, {}{} FROM information_schema.statistics WHERE {}",
      hidden, server.expression_indexes() ? ", expression" : "", catalog.scope());
}

void read_indexes(Catalog& catalog, SqlRows& rows) {
  const auto& server = catalog.server;
  std::unordered_map<std::string, std::size_t> places;
  std::vector<FoundIndex> indexes;
  const std::string visible = server.mariadb ? "NO" : "YES";
  for (const auto& row : rows) {
    auto* table = catalog.found_table(row[0], row[1]);
    if (!table) continue;
    const auto place = places.emplace(Catalog::key(row[0], row[1]) + '\0' + text(row[2]), indexes.size());
    if (place.second) indexes.emplace_back();
    auto& held = indexes[place.first->second];
    auto& index = held.index;
    held.table = table;
    index.name = text(row[2]);
    index.unique = text(row[4]) == "0";
    index.using_method = method_of(text(row[8]), catalog.table(*table), index.unique);
    index.comment = text(row[9]);
    if (row[10] && text(row[10]) != visible) index.options[server.mariadb ? "mysql.ignored" : "mysql.invisible"] = true;
    held.elements.emplace_back(number(row[3]), read_element(row, index.using_method));
  }
  for (auto& held : indexes) add_index(catalog, held);
}

std::string query_for_foreign_keys(const Catalog& catalog) {
  return "SELECT constraint_schema, table_name, constraint_name, update_rule, delete_rule FROM "
         "information_schema.referential_constraints WHERE " +
         catalog.scope("constraint_schema");
}

void read_foreign_keys(Catalog& catalog, SqlRows& rows) {
  for (const auto& row : rows) {
    const auto* table = catalog.found_table(row[0], row[1]);
    if (!table) continue;
    auto& keys = catalog.table(*table).foreign_keys;
    catalog.foreign_keys.emplace(Catalog::key(row[0], row[1]) + '\0' + text(row[2]),
                                 std::pair(table->index, keys.size()));
    auto& key = keys.emplace_back();
    key.name = text(row[2]);
    key.on_update = action_of(text(row[3]));
    key.on_delete = action_of(text(row[4]));
  }
}

std::string query_for_key_columns(const Catalog& catalog) {
  if (catalog.foreign_keys.empty()) return {};
  return "SELECT table_schema, table_name, constraint_name, column_name, referenced_table_schema, "
         "referenced_table_name, referenced_column_name, ordinal_position FROM information_schema.key_column_usage "
         "WHERE " +
         catalog.scope() + " AND referenced_table_name IS NOT NULL";
}

void read_key_columns(Catalog& catalog, SqlRows& rows) {
  std::ranges::stable_sort(rows, {}, [](const SqlRow& row) { return number(row[7]); });
  for (const auto& row : rows) {
    const auto found = catalog.foreign_keys.find(Catalog::key(row[0], row[1]) + '\0' + text(row[2]));
    if (found == catalog.foreign_keys.end()) continue;
    const auto [table, place] = found->second;
    auto& key = catalog.found.tables[table].foreign_keys[place];
    key.columns.push_back(text(row[3]));
    key.references_schema = catalog.schema_name(row[4]);
    key.references = text(row[5]);
    key.target.push_back(text(row[6]));
  }
}

std::string query_for_checks(const Catalog& catalog) {
  if (!catalog.server.keeps_checks()) return {};
  if (catalog.server.mariadb) {
    return "SELECT constraint_schema, table_name, constraint_name, check_clause, level FROM "
           "information_schema.check_constraints WHERE " +
           catalog.scope("constraint_schema");
  }
  return "SELECT t.table_schema, t.table_name, t.constraint_name, c.check_clause, t.enforced FROM "
         "information_schema.table_constraints t JOIN information_schema.check_constraints c ON "
         "c.constraint_schema = t.constraint_schema AND c.constraint_name = t.constraint_name WHERE " +
         catalog.scope("t.table_schema", "t.table_name") + " AND t.constraint_type = 'CHECK'";
}

void read_checks(Catalog& catalog, SqlRows& rows) {
  for (const auto& row : rows) {
    if (const auto* held = catalog.found_table(row[0], row[1])) add_check(catalog, *held, row);
  }
}

void settle_json(Catalog& catalog) {
  if (!catalog.server.mariadb) return;
  for (const auto& [key, held] : catalog.tables) use_json_collations(catalog.table(held), held.collation);
}

}  // namespace migrate::mysql
