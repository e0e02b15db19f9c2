#include "dialects/sqlite/findings.hpp"

#include <algorithm>
#include <set>

#include "dialects/sqlite/tokens.hpp"
#include "src/base/text.hpp"
#include "src/operations/catalog_changes.hpp"

namespace migrate::sqlite {
namespace {

using Kind = CatalogChange::Kind;

bool drops(std::span<const CatalogChange> changes, std::string_view table) {
  return std::ranges::any_of(changes, [&](const CatalogChange& change) {
    return change.kind == Kind::drop_table && equal_ignoring_case(change.table.name, table);
  });
}

bool drops_key(const Operation& operation, const std::string& table) {
  const auto* drop = std::get_if<DropConstraint>(&operation.value);
  return drop && equal_ignoring_case(drop->table.name, table);
}

}  // namespace

std::vector<CatalogFinding> findings(Connection& connection, std::span<const Operation> operations) {
  const auto changes = catalog_changes(operations);
  const auto drops_table = [](const CatalogChange& change) { return change.kind == Kind::drop_table; };
  if (std::ranges::none_of(changes, drops_table)) return {};
  const auto rows = connection.query(
      "SELECT 'trigger', name, tbl_name, tbl_name FROM sqlite_master WHERE type = 'trigger' UNION ALL SELECT 'foreign "
      "key', 'to ' || f.\"table\", f.\"table\", m.name FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE "
      "m.type = 'table' AND m.name <> f.\"table\" COLLATE NOCASE ORDER BY 1 DESC, 2");
  std::vector<CatalogFinding> out;
  for (const auto& change : changes) {
    if (change.kind != Kind::drop_table) continue;
    for (const auto& row : rows) {
      const auto kind = row[0].value_or(""), holder = row[3].value_or("");
      if (!equal_ignoring_case(row[2].value_or(""), change.table.name)) continue;
      const bool trigger = kind == "trigger";
      const auto goes = [&](const Operation& operation) { return drops_key(operation, holder); };
      if (!trigger && (drops(changes, holder) || std::ranges::any_of(operations, goes))) continue;
      out.push_back({.severity = trigger ? Severity::lost : Severity::warning,
                     .operation = change.operation,
                     .kind = kind,
                     .name = row[1].value_or(""),
                     .table = trigger ? "" : holder});
    }
  }
  return out;
}

std::vector<ObjectCount> left_out(Connection& connection) {
  const auto rows = connection.query(
      "SELECT count(*) FILTER (WHERE type = 'view'), count(*) FILTER (WHERE type = 'trigger'), count(*) FILTER (WHERE "
      "type = 'table' AND upper(sql) LIKE 'CREATE VIRTUAL%') FROM sqlite_master");
  std::vector<ObjectCount> out;
  const auto add = [&](std::string kind, std::string plural, const std::optional<std::string>& cell) {
    const auto number = std::stoull(cell.value_or("0"));
    if (number > 0) out.push_back({std::move(kind), std::move(plural), number});
  };
  add("view", "views", rows.at(0).at(0));
  add("trigger", "triggers", rows.at(0).at(1));
  add("virtual table", "virtual tables", rows.at(0).at(2));
  return out;
}

RowRules row_rules(Connection& connection) {
  const auto rows = connection.query(
      "SELECT 'trigger', tbl_name, '' FROM sqlite_master WHERE type = 'trigger' UNION SELECT 'cascade', f.\"table\", "
      "m.name FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND (f.on_update NOT IN "
      "('NO ACTION', 'RESTRICT') OR f.on_delete NOT IN ('NO ACTION', 'RESTRICT'))");
  return row_rules_of(rows);
}

SqlReach reach(std::string_view sql) {
  static const std::set<std::string> rows{"INSERT", "UPDATE", "DELETE",  "REPLACE", "WITH",
                                          "SELECT", "VALUES", "ANALYZE", "VACUUM",  "REINDEX"};
  static const std::set<std::string> schema{"CREATE", "ALTER", "DROP"};
  const auto tokens = tokenize(sql);
  SqlReach out;
  const auto verb = upper(tokens[0].text);
  out.schema = schema.contains(verb);
  if (!out.schema && !rows.contains(verb)) return out;
  const bool creates = verb == "CREATE";
  out.anything = creates && std::ranges::any_of(tokens, [](const Token& token) { return token.is_keyword("TRIGGER"); });
  for (const auto& token : tokens) {
    if (token.is_name()) out.names.insert(lower(unquote_name(token.text)));
  }
  return out;
}

}  // namespace migrate::sqlite
