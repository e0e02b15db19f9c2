#include "dialects/sqlite/edit_draft.hpp"

#include <algorithm>

#include "dialects/sqlite/introspect.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

[[noreturn]] void no_such_table(Connection& connection, std::string_view table) {
  std::vector<std::string> names;
  for (const auto& row : connection.query("SELECT name FROM sqlite_master WHERE type = 'table'")) {
    names.push_back(row.at(0).value_or(""));
  }
  throw DatabaseError("the database has no table " + std::string(table) + did_you_mean(table, names));
}

void refuse_virtual(const TableDraft& draft) {
  const auto tokens = tokenize(draft.original_sql);
  if (tokens.size() < 2 || !tokens[1].is_keyword("VIRTUAL")) return;
  std::string module;
  for (std::size_t i = 2; i + 1 < tokens.size() && module.empty(); ++i) {
    if (tokens[i].is_keyword("USING")) module = unquote_name(tokens[i + 1].text);
  }
  throw DatabaseError(
      draft.name + " is a virtual table (" + module + "): it can be renamed and dropped, and nothing else",
      "use op = \"execute\" with the SQL that " + module + " understands, or drop it and create it again");
}

/// A virtual table keeps its rows in tables of its own, named after it; only its module may change them
/// (https://sqlite.org/vtab.html#xshadowname).
void refuse_shadow(Connection& connection, const std::string& table) {
  const auto owners = connection.query(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%' AND "
      "instr(lower(" +
      quote_text(table) + "), lower(name) || '_') = 1");
  if (owners.empty()) return;
  const auto kind = connection.query(
      "SELECT type FROM pragma_table_list WHERE schema = 'main' AND name = " + quote_text(table) + " COLLATE NOCASE");
  if (kind.empty() || kind[0].at(0) != "shadow") return;
  throw DatabaseError(table + " belongs to the virtual table " + owners[0].at(0).value_or("") +
                          ", which keeps its rows in it: nothing else may change it",
                      "change, rename or drop the virtual table");
}

}  // namespace

std::string require_table(Connection& connection, std::string_view table) {
  const auto rows = connection.query(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name = " + quote_text(table) + " COLLATE NOCASE");
  if (rows.empty()) no_such_table(connection, table);
  auto name = rows[0].at(0).value_or("");
  refuse_shadow(connection, name);
  return name;
}

std::string key_of(std::string_view name) { return lower(name); }

Table TableDraft::table() const { return table_of(parsed(), sql); }

const SchemaObject* TableDraft::find_index(std::string_view index) const {
  const auto found = std::ranges::find_if(
      indexes, [&](const SchemaObject& object) { return equal_ignoring_case(object.name, index); });
  return found == indexes.end() ? nullptr : &*found;
}

void TableDraft::add_native(std::string statement, std::string purpose, Cost costs) {
  cost = std::max(cost, costs);
  native.push_back({.sql = std::move(statement), .purpose = std::move(purpose), .where = where});
}

std::vector<SchemaObject> load_objects(Connection& connection, std::string_view table) {
  std::string sql = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL";
  if (!table.empty()) sql += " AND tbl_name = " + quote_text(table) + " COLLATE NOCASE";
  std::vector<SchemaObject> out;
  for (auto& row : connection.query(sql + " ORDER BY rowid")) {
    out.push_back({row.at(0).value_or(""), row.at(1).value_or(""), row.at(2).value_or(""), row.at(3).value_or("")});
  }
  return out;
}

TableDraft load_draft(Connection& connection, std::string_view table) {
  TableDraft draft;
  for (auto& object : load_objects(connection, table)) {
    if (object.type == "table") {
      draft.name = object.name;
      draft.original_sql = object.sql;
    } else if (object.type == "index") {
      draft.indexes.push_back(std::move(object));
    } else if (object.type == "trigger") {
      draft.triggers.push_back(std::move(object));
    }
  }
  if (draft.name.empty()) no_such_table(connection, table);
  refuse_virtual(draft);
  refuse_shadow(connection, draft.name);
  draft.original_indexes = draft.indexes;
  draft.sql = draft.original_sql;
  return draft;
}

}  // namespace migrate::sqlite
