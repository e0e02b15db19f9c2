#include "dialects/postgresql/questions.hpp"

#include <algorithm>
#include <optional>

#include "dialects/postgresql/connection.hpp"
#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/numbering.hpp"
#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::postgresql {
namespace {

constexpr char between = '\x1f';
constexpr int oldest_version = 130000;
constexpr int first_not_null_constraints = 180000;

const Table& offline_table(const Schema& schema, const TableName& name) {
  if (const auto* table = find_table(schema, name.name, name.schema)) return *table;
  throw DatabaseError("there is no table " + display(name), "the revisions before this one do not create it");
}

[[noreturn]] void no_column(const TableName& table, const std::string& column, const std::vector<std::string>& names) {
  if (names.empty()) throw DatabaseError("there is no table " + display(table), "look at `migrate current`");
  throw DatabaseError("table " + display(table) + " has no column " + column + did_you_mean(column, names),
                      "its columns are " + join(names, ", "));
}

/// The cells of a row of the query in `column_now`.
Column read_column(const SqlRow& row) {
  const auto text = [&](std::size_t i) { return row.at(i).value_or(""); };
  Column out;
  out.name = text(0);
  out.type = text(2).empty() ? type_of(text(1)) : enum_type({text(2), text(3)});
  out.nullable = text(4) != "t";
  const bool generated = !text(7).empty();
  const bool serial = text(8) == "t";
  if (generated) {
    out.generated = Generated{text(5), text(7) == "s"};
  } else if (row.at(5) && !serial) {
    out.default_sql = text(5);
  }
  if (!text(6).empty()) out.identity = Identity{.always = text(6) == "a"};
  if (serial) out.options["postgresql.serial"] = true;
  out.collation = text(9);
  out.comment = text(10);
  return out;
}

std::string columns_query(const TableName& table) {
  return "SELECT a.attname, format_type(a.atttypid, a.atttypmod), CASE t.typtype WHEN 'e' THEN t.typname END, "
         "CASE WHEN n.nspname <> current_schema() THEN n.nspname END, a.attnotnull, pg_get_expr(d.adbin, d.adrelid), "
         "a.attidentity, a.attgenerated, a.attidentity = '' AND EXISTS (SELECT FROM pg_depend s JOIN pg_class c ON "
         "c.oid = s.objid AND c.relkind = 'S' WHERE s.classid = 'pg_class'::regclass AND s.refclassid = "
         "'pg_class'::regclass AND s.refobjid = a.attrelid AND s.refobjsubid = a.attnum AND s.deptype = 'a') AND "
         "pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', CASE WHEN a.attcollation <> t.typcollation THEN (SELECT "
         "collname FROM pg_collation c WHERE c.oid = a.attcollation) END, col_description(a.attrelid, a.attnum) FROM "
         "pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN "
         "pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = " +
         regclass(table) + " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
}

/// What is compared of a constraint, from the catalog or from an operation.
struct Content {
  std::string name;
  char kind = 0;
  std::vector<std::string> columns;
  std::string parent;
  std::string expression;
};

/// An expression without what the server adds and people leave out.
std::string squeezed(std::string_view expression) {
  std::string out;
  char quote = 0;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (quote) {
      if (c == quote) quote = 0;
      out += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      if (c == '\'') out += c;
    } else if (expression.substr(i, 2) == "::") {
      i += 1;
      while (i + 1 < expression.size() &&
             std::string_view(" ()=<>,+-*/|'\n").find(expression[i + 1]) == std::string_view::npos)
        ++i;
      if (expression.substr(i + 1).starts_with(" varying")) i += 8;
    } else if (std::string_view(" ()\t\n\"").find(c) == std::string_view::npos) {
      out += lower(std::string_view(&c, 1));
    }
  }
  return replace_all(out, "!=", "<>");
}

Content content_of(const Constraint& constraint) {
  return std::visit(Overloaded{
                        [](const PrimaryKey& key) {
                          return Content{key.name, 'p', column_names(key.columns), {}, {}};
                        },
                        [](const Unique& unique) {
                          return Content{unique.name, 'u', column_names(unique.columns), {}, {}};
                        },
                        [](const Check& check) {
                          return Content{check.name, 'c', {}, {}, squeezed(check.expression)};
                        },
                        [](const ForeignKey& key) {
                          return Content{key.name, 'f', key.columns, key.references, {}};
                        },
                        [](const Exclusion& exclusion) {
                          Content out{exclusion.name, 'x', {}, {}, {}};
                          for (const auto& element : exclusion.elements) out.columns.push_back(element.element.column);
                          return out;
                        },
                    },
                    constraint);
}

bool same(const Content& held, const Content& wanted) {
  if (held.kind != wanted.kind) return false;
  switch (wanted.kind) {
    case 'p': return true;
    case 'c': return held.expression == wanted.expression;
    case 'f': return held.columns == wanted.columns && (wanted.parent.empty() || held.parent == wanted.parent);
    default: return held.columns == wanted.columns;
  }
}

std::vector<Content> contents_of(const Schema& schema, const TableName& name) {
  const auto& table = offline_table(schema, name);
  std::vector<Content> out;
  const auto add = [&](const auto& list) {
    for (const auto& one : list) out.push_back(content_of(one));
  };
  if (table.primary_key) out.push_back(content_of(*table.primary_key));
  add(table.uniques);
  add(table.checks);
  add(table.foreign_keys);
  add(table.exclusions);
  return out;
}

std::vector<Content> contents_of(Connection& connection, const TableName& table) {
  if (const auto* schema = connection.offline_schema()) return contents_of(*schema, table);
  std::vector<Content> out;
  for (const auto& row : connection.query(
           "SELECT conname, contype, (SELECT string_agg(a.attname, E'\\x1f' ORDER BY k.n) FROM unnest(conkey) WITH "
           "ORDINALITY AS k(attnum, n) LEFT JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.attnum), "
           "(SELECT relname FROM pg_class p WHERE p.oid = confrelid), pg_get_expr(conbin, conrelid) FROM pg_constraint "
           "WHERE conrelid = " +
           regclass(table) + " ORDER BY conname")) {
    const auto text = [&](std::size_t i) { return row.at(i).value_or(""); };
    out.push_back(
        {text(0), text(1).empty() ? '\0' : text(1)[0], migrate::split(text(2), between), text(3), squeezed(text(4))});
  }
  return out;
}

/// A query's beginning: the table and all that inherit from it, as `tree`.
std::string with_tables_below(const TableName& table) {
  return "WITH RECURSIVE tree(oid) AS (SELECT " + regclass(table) +
         "::oid UNION SELECT i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid)";
}

}  // namespace

std::string regclass(const TableName& table) { return "to_regclass(" + quote_text(quote_table(table)) + ")"; }

int version_of(Connection& connection) {
  const auto* server = server_connection(connection);
  return server ? server->server_version() : oldest_version;
}

bool is_partitioned(Connection& connection, const TableName& table) {
  if (const auto* schema = connection.offline_schema()) {
    const auto* held = find_table(*schema, table.name, table.schema);
    return held && has_option(held->options, "postgresql.partition_by");
  }
  return !connection.query("SELECT 1 FROM pg_class WHERE relkind = 'p' AND oid = " + regclass(table)).empty();
}

std::string only_own(Connection& connection, const TableName& table) {
  return is_partitioned(connection, table) ? "" : "ONLY ";
}

std::vector<TableName> tables_with_own_indexes_below(Connection& connection, const TableName& table) {
  std::vector<TableName> out;
  for (
      const auto& row : connection.query(
          with_tables_below(table) +
          " SELECT relname, nullif(nspname, current_schema()) FROM tree JOIN pg_catalog.pg_class c ON c.oid = tree.oid "
          "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relispartition AND EXISTS (SELECT FROM "
          "pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid AND NOT "
          "x.relispartition AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = x.oid)) ORDER BY "
          "2 NULLS FIRST, 1")) {
    out.push_back({row.at(0).value_or(""), row.at(1).value_or("")});
  }
  return out;
}

std::vector<OwnDefault> own_defaults_below(Connection& connection, const TableName& table, const std::string& column) {
  std::vector<OwnDefault> out;
  if (connection.offline_schema()) return out;
  const auto rows = connection.query(
      with_tables_below(table) +
      ", held AS (SELECT tree.oid, pg_get_expr(d.adbin, d.adrelid) AS value FROM tree JOIN pg_catalog.pg_attribute a "
      "ON a.attrelid = tree.oid AND a.attname = " +
      quote_text(column) +
      " AND NOT a.attisdropped LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum) "
      "SELECT below.oid::regclass::text, below.value FROM held below JOIN held self ON self.oid = " +
      regclass(table) + " WHERE below.value IS DISTINCT FROM self.value ORDER BY 1");
  for (const auto& row : rows) out.push_back({row.at(0).value_or(""), row.at(1)});
  return out;
}

std::vector<ValidCheck> valid_checks_below(Connection& connection, const TableName& table, const std::string& column) {
  std::vector<ValidCheck> out;
  if (connection.offline_schema()) return out;
  const auto rows = connection.query(
      with_tables_below(table) +
      " SELECT DISTINCT k.conrelid::regclass::text, k.conname FROM tree JOIN pg_catalog.pg_constraint k ON k.conrelid "
      "= tree.oid AND k.contype = 'c' AND k.convalidated JOIN pg_catalog.pg_attribute a ON a.attrelid = tree.oid AND "
      "a.attnum = ANY (k.conkey) JOIN pg_catalog.pg_inherits i ON i.inhrelid = tree.oid JOIN "
      "pg_catalog.pg_constraint above ON above.conrelid = i.inhparent AND above.conname = k.conname AND above.contype "
      "= 'c' AND NOT above.convalidated WHERE a.attname = " +
      quote_text(column) + " ORDER BY 1, 2");
  for (const auto& row : rows) out.push_back({row.at(0).value_or(""), row.at(1).value_or("")});
  return out;
}

bool has_not_null_constraints(Connection& connection) {
  return connection.offline_schema() || version_of(connection) >= first_not_null_constraints;
}

std::string not_null_held(Connection& connection, const TableName& table, const Column& column) {
  auto said = text_option(column.options, "postgresql.not_null_name");
  if (!said.empty() || connection.offline_schema()) return said.empty() ? not_null_name(table.name, column.name) : said;
  const auto rows = connection.query(
      "SELECT k.conname FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND "
      "a.attnum = k.conkey[1] WHERE k.contype = 'n' AND k.conrelid = " +
      regclass(table) + " AND a.attname = " + quote_text(column.name));
  return rows.empty() ? not_null_name(table.name, column.name) : rows[0].at(0).value_or("");
}

Column column_now(Connection& connection, const TableName& table, const std::string& column) {
  std::vector<std::string> names;
  if (const auto* schema = connection.offline_schema()) {
    const auto& held = offline_table(*schema, table);
    if (const auto* found = find_named(held.columns, column)) return *found;
    for (const auto& one : held.columns) names.push_back(one.name);
    no_column(table, column, names);
  }
  for (const auto& row : connection.query(columns_query(table))) {
    if (row.at(0) == column) return read_column(row);
    names.push_back(row.at(0).value_or(""));
  }
  no_column(table, column, names);
}

std::string name_by_content(Connection& connection, const TableName& table, const Constraint& constraint) {
  const auto wanted = content_of(constraint);
  std::vector<std::string> found, names;
  for (const auto& held : contents_of(connection, table)) {
    names.push_back(held.name);
    if (same(held, wanted) && !held.name.empty()) found.push_back(held.name);
  }
  if (found.size() == 1) return found.front();
  throw DatabaseError("table " + display(table) + " has " + (found.empty() ? "no constraint" : "several constraints") +
                          " that is " + describe(constraint),
                      names.empty() ? "it has no constraint that has a name; leave the operation out"
                                    : "name it: name = \"…\"; there are " + join(found.empty() ? names : found, ", "));
}

std::string sequence_of(Connection& connection, const TableName& table, const std::string& column) {
  if (!connection.offline_schema()) {
    const auto rows = connection.query("SELECT pg_get_serial_sequence(" + quote_text(quote_table(table)) + ", " +
                                       quote_text(column) + ")");
    if (const auto& found = rows.at(0).at(0)) return *found;
  }
  return quote_table({sequence_name(table.name, column), table.schema});
}

}  // namespace migrate::postgresql
