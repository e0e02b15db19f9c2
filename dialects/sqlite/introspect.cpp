#include "dialects/sqlite/introspect.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "dialects/sqlite/tokens.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace sqlite {
namespace {

Match match_of(std::string_view name) {
  if (equal_ignoring_case(name, "full")) return Match::full;
  if (equal_ignoring_case(name, "partial")) return Match::partial;
  return Match::simple;  // SQLite takes any name and obeys none
}

void set_on_conflict(Options& options, const ParsedConstraint& constraint) {
  if (!constraint.on_conflict.empty()) options["sqlite.on_conflict"] = constraint.on_conflict;
}

/// A column's name as its definition spells it: SQLite finds it in any case, and comparing is simpler without.
std::string spelling(const ParsedTable& table, const std::string& name) {
  const ParsedColumn* column = table.find_column(name);
  return column ? column->name.text : name;
}

/// Turns one parsed statement into a Table; the constraints of columns join those of the table.
class TableReader {
 public:
  TableReader(const ParsedTable& parsed, std::string_view sql) : parsed_(parsed), sql_(sql) {}

  Table read() {
    table_.name = parsed_.name.text;
    if (parsed_.strict) table_.options["sqlite.strict"] = true;
    if (parsed_.without_rowid) table_.options["sqlite.without_rowid"] = true;
    table_.columns.reserve(parsed_.columns.size());
    for (const auto& column : parsed_.columns) add_column(column);
    for (const auto& constraint : parsed_.constraints) add_constraint(constraint, constraint.columns);
    return std::move(table_);
  }

 private:
  std::string text(Span span) const { return std::string(span.of(sql_)); }

  void add_column(const ParsedColumn& parsed) {
    Column& column = table_.columns.emplace_back();
    column.name = parsed.name.text;
    column.type = read_type(parsed.type.of(sql_));
    for (const auto& constraint : parsed.constraints) add_fact(column, constraint);
    if (is_rowid_alias(parsed_, sql_, parsed)) {
      column.identity.emplace();
      column.default_sql.reset();  // no row ever gets it: https://sqlite.org/lang_createtable.html#rowid
    }
    for (const auto& constraint : parsed.constraints) {
      if (constraint.kind == ConstraintKind::name_only) continue;
      ParsedKeyColumn itself;
      itself.column = parsed.name.text;
      itself.order = constraint.order;
      add_constraint(constraint, {itself});
    }
  }

  /// What a constraint says about its column alone. The last one of a kind counts, as in SQLite.
  void add_fact(Column& column, const ParsedConstraint& constraint) const {
    switch (constraint.kind) {
      case ConstraintKind::not_null:
        column.nullable = false;
        if (constraint.on_conflict.empty()) break;
        column.options["sqlite.not_null_on_conflict"] = constraint.on_conflict;
        break;
      case ConstraintKind::default_value: column.default_sql = text(constraint.expression); break;
      case ConstraintKind::collate: column.collation = constraint.collation.text; break;
      case ConstraintKind::generated: column.generated = {text(constraint.expression), constraint.stored}; break;
      default: break;
    }
  }

  void add_constraint(const ParsedConstraint& parsed, const std::vector<ParsedKeyColumn>& columns) {
    switch (parsed.kind) {
      case ConstraintKind::primary_key: add_primary_key(parsed, columns); break;
      case ConstraintKind::unique: {
        Unique& unique = table_.uniques.emplace_back();
        unique.name = parsed.name.text;
        unique.columns = key_columns(columns);
        set_on_conflict(unique.options, parsed);
        break;
      }
      case ConstraintKind::check: {
        Check& check = table_.checks.emplace_back();
        check.name = parsed.name.text;
        check.expression = text(parsed.expression);
        break;
      }
      case ConstraintKind::references:
      case ConstraintKind::foreign_key: add_foreign_key(parsed, columns); break;
      default: break;
    }
  }

  void add_primary_key(const ParsedConstraint& parsed, const std::vector<ParsedKeyColumn>& columns) {
    PrimaryKey& key = table_.primary_key.emplace();
    key.name = parsed.name.text;
    key.columns = key_columns(columns);
    set_on_conflict(key.options, parsed);
    if (!parsed.autoincrement || key.columns.size() != 1) return;
    for (auto& column : table_.columns) {
      if (column.name == key.columns[0].column) column.options["sqlite.autoincrement"] = true;
    }
  }

  void add_foreign_key(const ParsedConstraint& parsed, const std::vector<ParsedKeyColumn>& columns) {
    ForeignKey& key = table_.foreign_keys.emplace_back();
    const ParsedReference& reference = parsed.reference;
    key.name = parsed.name.text;
    for (const auto& column : columns) key.columns.push_back(spelling(parsed_, column.column));
    key.references = reference.table.text;
    for (const auto& column : reference.columns) key.target.push_back(column.text);
    key.on_delete = reference.on_delete;
    key.on_update = reference.on_update;
    key.match = match_of(reference.match);
    key.deferrable = reference.deferrable;
    key.initially = reference.initially;
  }

  std::vector<IndexColumn> key_columns(const std::vector<ParsedKeyColumn>& parsed) const {
    std::vector<IndexColumn> out;
    for (const auto& element : parsed) {
      IndexColumn& column = out.emplace_back();
      column.column = spelling(parsed_, element.column);
      column.order = element.order;
      column.collation = element.collation;
    }
    return out;
  }

  const ParsedTable& parsed_;
  std::string_view sql_;
  Table table_;
};

bool is_integer_key_type(const ParsedColumn& column, std::string_view sql) {
  return equal_ignoring_case(unquote_name(column.type.of(sql)), "INTEGER");
}

}  // namespace

bool is_rowid_alias(const ParsedTable& parsed, std::string_view sql, const ParsedColumn& column) {
  if (parsed.without_rowid || !is_integer_key_type(column, sql)) return false;
  if (const auto* key = column.find(ConstraintKind::primary_key)) return key->order == Order::asc;
  // in a table's PRIMARY KEY, DESC is ignored: the quirk in section 5 of lang_createtable.html
  return std::ranges::any_of(parsed.constraints, [&](const ParsedConstraint& constraint) {
    return constraint.kind == ConstraintKind::primary_key && constraint.columns.size() == 1 &&
           equal_ignoring_case(constraint.columns[0].column, column.name.text);
  });
}

Table table_of(const ParsedTable& parsed, std::string_view sql) { return TableReader(parsed, sql).read(); }

Index index_of(const ParsedIndex& parsed, std::string_view sql) {
  Index out;
  out.name = parsed.name.text;
  out.unique = parsed.unique;
  out.where = std::string(parsed.where.of(sql));
  for (const auto& element : parsed.columns) {
    IndexColumn& column = out.columns.emplace_back();
    column.column = element.column;
    if (element.column.empty()) column.expression = std::string(element.expression.of(sql));
    column.order = element.order;
    column.collation = element.collation;
  }
  return out;
}

}  // namespace sqlite

namespace {

using TablesByName = std::unordered_map<std::string, std::size_t>;

Column* column_ignoring_case(Table& table, std::string_view name) {
  const auto found =
      std::ranges::find_if(table.columns, [&](const Column& column) { return equal_ignoring_case(column.name, name); });
  return found == table.columns.end() ? nullptr : &*found;
}

/// A foreign key without a column list means the parent's primary key; names get the parent's spelling.
void complete_foreign_keys(Schema& schema, const TablesByName& tables) {
  for (auto& table : schema.tables) {
    for (auto& key : table.foreign_keys) {
      const auto found = tables.find(lower(key.references));
      if (found == tables.end()) continue;
      Table& parent = schema.tables[found->second];
      key.references = parent.name;
      const bool fits = parent.primary_key && parent.primary_key->columns.size() == key.columns.size();
      if (key.target.empty() && fits) {
        for (const auto& column : parent.primary_key->columns) key.target.push_back(column.column);
      }
      for (auto& name : key.target) {
        if (const Column* column = column_ignoring_case(parent, name)) name = column->name;
      }
    }
  }
}

void add_index(Table& table, Index index) {
  for (auto& element : index.columns) {
    if (element.column.empty()) continue;
    if (const Column* column = column_ignoring_case(table, element.column)) element.column = column->name;
  }
  table.indexes.push_back(std::move(index));
}

bool is_virtual(std::string_view sql) {
  const auto create = sqlite::next_token(sql, 0);
  return sqlite::next_token(sql, create.end()).is_keyword("VIRTUAL");
}

/// Virtual tables and the shadow tables in which they keep their rows, by folded name.
std::unordered_set<std::string> virtual_tables(Connection& connection) {
  std::unordered_set<std::string> out;
  constexpr auto query =
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('virtual', 'shadow')";  // SQLite 3.37
  for (const auto& row : connection.query(query)) out.insert(lower(row[0].value_or("")));
  return out;
}

}  // namespace

Schema introspect_sqlite(Connection& connection) {
  // Tables first, so that an index finds its own; sqlite_sequence, sqlite_stat1 and the like are SQLite's.
  const SqlRows rows = connection.query(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('table', 'index') AND sql IS NOT NULL"
      " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type DESC, name");
  const bool any_virtual = std::ranges::any_of(rows, [](const SqlRow& row) { return is_virtual(*row[3]); });
  const auto hidden = any_virtual ? virtual_tables(connection) : std::unordered_set<std::string>{};
  Schema out;
  TablesByName tables;
  for (const SqlRow& row : rows) {
    const std::string table = lower(*row[2]);
    const std::string& sql = *row[3];
    if (hidden.contains(table)) continue;
    if (*row[0] == "table") {
      tables.emplace(table, out.tables.size());
      out.tables.push_back(sqlite::table_of(sqlite::parse_create_table(sql), sql));
    } else if (const auto found = tables.find(table); found != tables.end()) {
      add_index(out.tables[found->second], sqlite::index_of(sqlite::parse_create_index(sql), sql));
    }
  }
  complete_foreign_keys(out, tables);
  return out;
}

}  // namespace migrate
