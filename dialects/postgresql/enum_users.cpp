#include "dialects/postgresql/enum_users.hpp"

#include <algorithm>
#include <utility>

#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/ddl_text.hpp"
#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"

namespace migrate::postgresql {
namespace {

std::string alter_table(const TableName& table) { return "ALTER TABLE " + quote_table(table) + " "; }

/// Collects what is taken away and put back.
class Collector {
 public:
  void column(EnumColumn column, const std::string& default_sql) {
    if (!default_sql.empty()) default_of(column.table, column.name, default_sql);
    out.columns.push_back(std::move(column));
  }
  void default_of(const TableName& table, const std::string& column, const std::string& sql) {
    const auto alter = alter_table(table) + "ALTER COLUMN " + quote_name(column) + " ";
    add(alter + "DROP DEFAULT", alter + "SET DEFAULT " + default_text(sql));
  }
  void constraint(const TableName& table, const std::string& name, const std::string& definition,
                  const std::string& comment) {
    const auto self = quote_name(name);
    add(alter_table(table) + "DROP CONSTRAINT " + self,
        alter_table(table) + "ADD " + (name.empty() ? "" : "CONSTRAINT " + self + " ") + definition);
    if (!comment.empty())
      out.put_back.push_back(render_comment("CONSTRAINT " + self + " ON " + quote_table(table), comment));
  }
  void index(const TableName& name, const std::string& definition, const std::string& comment) {
    add("DROP INDEX " + quote_table(name), definition);
    if (!comment.empty()) out.put_back.push_back(render_comment("INDEX " + quote_table(name), comment));
  }

  EnumUsers out;

 private:
  void add(std::string take, std::string put) {
    if (std::ranges::find(out.take_away, take) != out.take_away.end()) return;
    out.take_away.push_back(std::move(take));
    out.put_back.push_back(std::move(put));
  }
};

/// Rows of (kind, table or index, schema, name, text, comment).
std::string users_query(const Enum& type) {
  const std::string own_schema =
      "(SELECT nullif(n.nspname, current_schema()) FROM pg_namespace n WHERE n.oid = "
      "c.relnamespace)";
  return "WITH ty AS (SELECT oid AS id, typarray AS list FROM pg_type WHERE oid = to_regtype(" +
         quote_text(quote_table({type.name, type.schema})) +
         ")), cols AS (SELECT a.attrelid, a.attnum, a.attname, a.atttypid = list AS is_list FROM ty, pg_attribute a "
         "JOIN pg_class c ON c.oid = a.attrelid WHERE a.atttypid IN (id, list) AND NOT a.attisdropped AND c.relkind IN "
         "('r', 'p')), "
         "deps AS (SELECT d.classid, d.objid, d.objsubid FROM pg_depend d, ty WHERE d.refclassid = 'pg_type'::regclass "
         "AND d.refobjid IN (id, list) AND d.deptype <> 'i' UNION SELECT d.classid, d.objid, d.objsubid FROM pg_depend "
         "d JOIN cols ON d.refclassid = 'pg_class'::regclass AND d.refobjid = attrelid AND d.refobjsubid = attnum "
         "WHERE "
         "d.classid IN ('pg_rewrite'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_proc'::regclass) "
         "UNION SELECT 'pg_constraint'::regclass, k.oid, 0 FROM pg_constraint k JOIN cols ON contype = 'f' AND "
         "((conrelid = attrelid AND attnum = ANY (conkey)) OR (confrelid = attrelid AND attnum = ANY (confkey)))) "
         // the columns
         "SELECT CASE WHEN is_list THEN 'list' ELSE 'column' END, c.relname, " +
         own_schema +
         ", attname, NULL, NULL FROM cols JOIN pg_class c ON c.oid = attrelid JOIN pg_attribute a USING (attrelid, "
         "attnum, attname) WHERE a.attinhcount = 0 "
         // defaults: of these columns, and of others that name the type
         "UNION ALL SELECT CASE WHEN a.attgenerated = '' THEN 'default' ELSE 'stop' END, c.relname, " +
         own_schema +
         ", a.attname, CASE WHEN a.attgenerated = '' THEN pg_get_expr(adbin, adrelid) ELSE 'column ' || a.attname || "
         "' of table ' || c.relname END, NULL FROM pg_attrdef x JOIN pg_class c ON c.oid = adrelid JOIN pg_attribute a "
         "ON a.attrelid = adrelid AND a.attnum = adnum WHERE EXISTS (SELECT FROM deps WHERE classid = "
         "'pg_attrdef'::regclass AND objid = x.oid) OR EXISTS (SELECT FROM cols WHERE cols.attrelid = adrelid AND "
         "cols.attnum = adnum) "
         // constraints
         "UNION ALL SELECT 'constraint', c.relname, " +
         own_schema +
         ", conname, pg_get_constraintdef(k.oid), obj_description(k.oid, 'pg_constraint') FROM deps JOIN pg_constraint "
         "k ON classid = 'pg_constraint'::regclass AND k.oid = objid JOIN pg_class c ON c.oid = conrelid WHERE "
         "coninhcount = 0 AND conparentid = 0 "
         // indexes
         "UNION ALL SELECT 'index', c.relname, " +
         own_schema +
         ", c.relname, pg_get_indexdef(c.oid), obj_description(c.oid, 'pg_class') FROM deps JOIN pg_class c ON classid "
         "= 'pg_class'::regclass AND c.oid = objid AND relkind IN ('i', 'I') AND NOT relispartition "
         // and what nobody may touch
         "UNION ALL SELECT 'stop', NULL, NULL, NULL, CASE WHEN classid = 'pg_rewrite'::regclass THEN (SELECT "
         "pg_describe_object('pg_class'::regclass, ev_class, 0) FROM pg_rewrite r WHERE r.oid = objid) ELSE "
         "pg_describe_object(classid, objid, objsubid) END, NULL FROM deps WHERE classid NOT IN "
         "('pg_constraint'::regclass, 'pg_attrdef'::regclass, 'pg_class'::regclass) OR (classid = "
         "'pg_class'::regclass AND (SELECT relkind FROM pg_class c WHERE c.oid = objid) NOT IN ('r', 'p', 'i', 'I', "
         "'v', 'm')) ORDER BY 1, 2, 4";
}

EnumUsers live_users(Connection& connection, const Enum& type) {
  Collector collector;
  std::vector<std::string> stops;
  for (const auto& row : connection.query(users_query(type))) {
    const auto text = [&](std::size_t i) { return row.at(i).value_or(""); };
    const auto kind = text(0);
    const TableName table{text(1), text(2)};
    if (kind == "column" || kind == "list") collector.column({table, text(3), kind == "list"}, "");
    if (kind == "default") collector.default_of(table, text(3), text(4));
    if (kind == "constraint") collector.constraint(table, text(3), text(4), text(5));
    if (kind == "index") collector.index(table, text(4), text(5));
    if (kind == "stop" && std::ranges::find(stops, text(4)) == stops.end()) stops.push_back(text(4));
  }
  if (stops.empty()) return std::move(collector.out);
  throw DatabaseError("enum " + display(TableName{type.name, type.schema}) +
                          " cannot lose or reorder values: it is used by " + join(stops, ", "),
                      "drop these before, and create them again behind it, in the same revision (op = \"execute\")");
}

EnumUsers offline_users(const Schema& schema, const Enum& type) {
  Collector collector;
  for (const auto& held : schema.tables) {
    const TableName table{held.name, held.schema};
    std::vector<std::string> columns;
    for (const auto& column : held.columns) {
      const auto& of = own_type(column);
      const bool plain = of.kind == TypeKind::enumeration && enum_name(of) == TableName{type.name, type.schema};
      const bool array = of.kind == TypeKind::native && of.name == quote_table({type.name, type.schema}) + "[]";
      if (!plain && !array) continue;
      columns.push_back(column.name);
      collector.column({table, column.name, array}, column.default_sql.value_or(""));
    }
    const auto uses = [&](const std::string& sql) {
      return mentions(sql, type.name) ||
             std::ranges::any_of(columns, [&](const auto& column) { return mentions(sql, column); });
    };
    for (auto check : held.checks) {
      const auto name = std::exchange(check.name, "");
      if (uses(check.expression)) collector.constraint(table, name, render_constraint(check), "");
    }
    for (const auto& index : held.indexes) {
      const bool used = uses(index.where) || std::ranges::any_of(index.columns, [&](const auto& element) {
                          return !element.expression.empty() && uses(element.expression);
                        });
      if (used) collector.index({index.name, held.schema}, render_index(table, index), index.comment);
    }
  }
  return std::move(collector.out);
}

}  // namespace

std::vector<std::string> EnumUsers::convert(const std::string& type) const {
  std::vector<std::pair<TableName, std::vector<std::string>>> tables;
  for (const auto& column : columns) {
    if (tables.empty() || tables.back().first != column.table) tables.push_back({column.table, {}});
    const auto name = quote_name(column.name), to = type + (column.array ? "[]" : "");
    tables.back().second.push_back("ALTER COLUMN " + name + " TYPE " + to + " USING " + name +
                                   (column.array ? "::text[]::" : "::text::") + to);
  }
  std::vector<std::string> out;
  for (const auto& [table, clauses] : tables) out.push_back(alter_table_text(table, clauses));
  return out;
}

EnumUsers users_of(Connection& connection, const Enum& type) {
  const auto* schema = connection.offline_schema();
  return schema ? offline_users(*schema, type) : live_users(connection, type);
}

}  // namespace migrate::postgresql
