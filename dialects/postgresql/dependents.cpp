#include "dialects/postgresql/dependents.hpp"

#include <algorithm>

#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/questions.hpp"
#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/lookup.hpp"

namespace migrate::postgresql {
namespace {

/// The name of the constraint `objid`; of one that a partition has from its parent, the parent's.
const std::string root_constraint =
    "(WITH RECURSIVE up AS (SELECT conname, conparentid FROM pg_constraint k WHERE classid = "
    "'pg_constraint'::regclass AND k.oid = objid UNION ALL SELECT k.conname, k.conparentid FROM up JOIN pg_constraint "
    "k ON k.oid = up.conparentid) SELECT conname::text FROM up WHERE conparentid = 0)";

/// Everything that goes with the targets (`target`: a query of classid, objid, objsubid), what depends on it from the
/// outside, and what it takes along. A view's rule stands for the view; a key of the column alone is a part of it.
std::string going_query(const std::string& target) {
  return "WITH RECURSIVE gone(classid, objid, objsubid) AS (" + target +
         " UNION SELECT d.classid, d.objid, d.objsubid FROM gone g JOIN pg_depend d ON d.refclassid = g.classid AND "
         "d.refobjid = g.objid AND (g.objsubid = 0 OR d.refobjsubid = g.objsubid) WHERE d.deptype IN ('a', 'i', 'P', "
         "'S')), "
         "outside AS (SELECT DISTINCT d.classid, d.objid, d.objsubid FROM gone g JOIN pg_depend d ON d.refclassid = "
         "g.classid AND d.refobjid = g.objid AND (g.objsubid = 0 OR d.refobjsubid = g.objsubid) WHERE d.deptype = 'n' "
         "AND NOT EXISTS (SELECT FROM gone o WHERE o.classid = d.classid AND o.objid = d.objid AND (o.objsubid = 0 OR "
         "o.objsubid = d.objsubid))) "
         "SELECT DISTINCT 'outside', CASE WHEN classid = 'pg_rewrite'::regclass THEN (SELECT "
         "pg_describe_object('pg_class'::regclass, ev_class, 0) FROM pg_rewrite r WHERE r.oid = objid) ELSE "
         "pg_describe_object(classid, objid, objsubid) END, coalesce(" +
         root_constraint +
         ", (SELECT 'column ' || attname FROM pg_attribute a "
         "WHERE classid = 'pg_class'::regclass AND attrelid = objid AND attnum = objsubid AND objsubid > 0), (SELECT "
         "'column ' || attname FROM pg_attrdef x JOIN pg_attribute a ON attrelid = adrelid AND attnum = adnum WHERE "
         "classid = 'pg_attrdef'::regclass AND x.oid = objid)) FROM outside "
         "UNION ALL SELECT 'along', pg_describe_object(classid, objid, objsubid), coalesce(" +
         root_constraint +
         ", (SELECT relname::text FROM "
         "pg_class c "
         "WHERE classid = 'pg_class'::regclass AND c.oid = objid), (SELECT 'statistics ' || stxname FROM "
         "pg_statistic_ext e WHERE classid = 'pg_statistic_ext'::regclass AND e.oid = objid), '') FROM gone WHERE "
         "(classid = "
         "'pg_constraint'::regclass AND (SELECT contype <> 'n' AND NOT (contype IN ('p', 'f') AND cardinality(conkey) "
         "= 1) FROM pg_constraint k WHERE k.oid = objid)) OR classid = "
         "'pg_statistic_ext'::regclass OR (classid = 'pg_class'::regclass AND objsubid = 0 AND (SELECT relkind IN "
         "('i', 'I', 'r', 'p') FROM pg_class c WHERE c.oid = objid) AND NOT EXISTS (SELECT FROM pg_constraint k WHERE "
         "k.conindid = objid AND k.contype IN ('p', 'u', 'x'))) ORDER BY 1, 2";
}

struct Going {
  std::vector<std::string> outside, along;
};

Going going(Connection& connection, const std::string& target, const std::set<std::string>& gone = {}) {
  Going out;
  for (const auto& row : connection.query(going_query(target))) {
    if (gone.contains(row.at(2).value_or(""))) continue;
    (row.at(0) == "outside" ? out.outside : out.along).push_back(row.at(1).value_or(""));
  }
  return out;
}

[[noreturn]] void refuse(const std::string& message, const std::vector<std::string>& needed_by) {
  throw DatabaseError(message + join(needed_by, ", "),
                      "drop or change these first, in the same revision (what is not managed: op = \"execute\"); "
                      "nothing is ever dropped with CASCADE");
}

std::string relation(const TableName& name) {
  return "SELECT 'pg_class'::regclass::oid, c.oid, 0 FROM pg_class c WHERE c.oid = " + regclass(name);
}

}  // namespace

std::string gone_column(const std::string& name) { return "column " + name; }
std::string gone_statistics(const std::string& name) { return "statistics " + name; }

void refuse_to_drop_table(Connection& connection, const TableName& table) {
  if (connection.offline_schema()) return;
  const auto found = going(connection, relation(table));
  if (!found.outside.empty()) refuse("table " + display(table) + " cannot be dropped: it is needed by ", found.outside);
  std::vector<std::string> partitions;
  for (const auto& line : found.along) {
    if (line.starts_with("table ")) partitions.push_back(line);
  }
  std::erase(partitions, "table " + quote_table(table));
  if (!partitions.empty()) refuse("table " + display(table) + " has partitions that would go with it: ", partitions);
}

void refuse_to_drop_columns(Connection& connection, const TableName& table, const std::vector<std::string>& columns,
                            const std::set<std::string>& gone) {
  if (connection.offline_schema()) return;
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(quote_text(column));
  const auto found = going(
      connection,
      "SELECT 'pg_class'::regclass::oid, attrelid, attnum::int FROM pg_attribute WHERE attrelid = " + regclass(table) +
          " AND attname IN (" + join(names, ", ") + ") AND NOT attisdropped",
      gone);
  const auto what = "table " + display(table) + ": " + (columns.size() == 1 ? "column " : "columns ") +
                    join(columns, ", ") + " cannot be dropped: ";
  if (!found.outside.empty()) refuse(what + "needed by ", found.outside);
  if (!found.along.empty()) refuse(what + "that would also drop ", found.along);
}

void refuse_to_rename_column(Connection& connection, const TableName& table, const std::string& column) {
  if (connection.offline_schema()) return;
  std::vector<std::string> found;
  for (const auto& row : connection.query(
           "WITH RECURSIVE tree(oid) AS (SELECT " + regclass(table) +
           "::oid UNION SELECT i.inhrelid FROM tree JOIN pg_inherits i ON i.inhparent = tree.oid) SELECT "
           "concat(tree.oid::regclass, ' (which has it from ', (SELECT string_agg(i.inhparent::regclass::text, ', ' "
           "ORDER BY i.inhseqno) FROM pg_inherits i JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = "
           "a.attname WHERE i.inhrelid = tree.oid), ')') FROM tree JOIN pg_attribute a ON a.attrelid = tree.oid AND "
           "a.attname = " +
           quote_text(column) +
           " WHERE a.attinhcount > (SELECT count(*) FROM pg_inherits i WHERE i.inhrelid = tree.oid AND i.inhparent IN "
           "(SELECT oid FROM tree)) ORDER BY 1")) {
    found.push_back(row.at(0).value_or(""));
  }
  if (found.empty()) return;
  throw DatabaseError(
      "column " + column + " of " + display(table) + " cannot be renamed: another table gives it as well to " +
          join(found, ", "),
      "take the table out of the others first: ALTER TABLE … NO INHERIT … in op = \"execute\", rename in "
      "each, and INHERIT again");
}

void refuse_to_drop_type(Connection& connection, const TableName& type) {
  if (connection.offline_schema()) return;
  const auto found =
      going(connection, "SELECT 'pg_type'::regclass::oid, t.oid, 0 FROM pg_type t WHERE t.oid = to_regtype(" +
                            quote_text(quote_table(type)) + ")");
  if (!found.outside.empty()) refuse("type " + display(type) + " cannot be dropped: it is needed by ", found.outside);
}

void refuse_to_drop_sequence(Connection& connection, const TableName& sequence) {
  if (connection.offline_schema()) return;
  const auto found = going(connection, relation(sequence));
  if (!found.outside.empty())
    refuse("sequence " + display(sequence) + " cannot be dropped: it is needed by ", found.outside);
}

namespace {

/// Rows of what hangs on a column's type: ('stop', description), ('key', …), ('rows', estimate).
std::string type_query(const TableName& table, const std::string& column) {
  const std::string self =
      "self AS (SELECT a.attrelid AS t, a.attnum AS n FROM pg_attribute a WHERE a.attrelid = " + regclass(table) +
      " AND a.attname = " + quote_text(column) + ")";
  const std::string schema_of =
      "(SELECT nullif(n.nspname, current_schema()) FROM pg_namespace n WHERE n.oid = p.relnamespace)";
  const auto end = [&](const std::string& relid) {
    return "(SELECT p.relname FROM pg_class p WHERE p.oid = " + relid + "), (SELECT " + schema_of +
           " FROM pg_class p WHERE p.oid = " + relid + ")";
  };
  const auto attribute = [](const std::string& relid, const std::string& number, const std::string& what) {
    return "(SELECT " + what + " FROM pg_attribute a WHERE a.attrelid = " + relid + " AND a.attnum = " + number + ")";
  };
  return "WITH " + self +
         " SELECT 'stop', CASE WHEN d.classid = 'pg_rewrite'::regclass THEN (SELECT "
         "pg_describe_object('pg_class'::regclass, ev_class, 0) FROM pg_rewrite r WHERE r.oid = d.objid) ELSE "
         "pg_describe_object(d.classid, d.objid, d.objsubid) END, (SELECT 'column ' || attname FROM pg_attribute a "
         "WHERE attrelid = t AND attnum = CASE WHEN d.classid = 'pg_class'::regclass THEN d.objsubid WHEN d.classid = "
         "'pg_attrdef'::regclass THEN (SELECT adnum FROM pg_attrdef x WHERE x.oid = d.objid AND adrelid = t) END), "
         "NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM pg_depend d, self WHERE d.refclassid = 'pg_class'::regclass "
         "AND d.refobjid = t AND d.refobjsubid = n AND "
         "(d.classid IN ('pg_rewrite'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_proc'::regclass, "
         "'pg_publication_rel'::regclass) OR (d.classid = 'pg_attrdef'::regclass AND EXISTS (SELECT FROM pg_attrdef x "
         "WHERE x.oid = d.objid AND (x.adrelid, x.adnum) <> (t, n))) OR (d.classid = 'pg_class'::regclass AND d.objid "
         "= t AND d.objsubid NOT IN (0, n))) "
         "UNION SELECT 'stop', 'the partition key of the table', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM "
         "pg_partitioned_table, self WHERE partrelid = t AND n = ANY (partattrs::int2[]) "
         "UNION ALL SELECT 'key', conname, " +
         end("conrelid") + ", " + attribute("conrelid", "conkey[i]", "a.attname") + ", " + end("confrelid") + ", " +
         attribute("confrelid", "confkey[i]", "a.attname") +
         ", pg_get_constraintdef(k.oid), CASE WHEN conrelid = t "
         "AND conkey[i] = n THEN " +
         attribute("confrelid", "confkey[i]", "format_type(a.atttypid, a.atttypmod)") + " ELSE " +
         attribute("conrelid", "conkey[i]", "format_type(a.atttypid, a.atttypmod)") +
         " END FROM self, pg_constraint k, generate_subscripts(conkey, 1) AS i WHERE contype = 'f' AND conparentid = 0 "
         "AND ((conrelid = t AND conkey[i] = n) OR (confrelid = t AND confkey[i] = n)) "
         "UNION ALL SELECT 'rows', c.reltuples::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM pg_class c, "
         "self WHERE c.oid = t";
}

TypeDependents offline_dependents(const Schema& schema, const TableName& table, const std::string& column) {
  TypeDependents out;
  const auto type_at = [&](const TableName& name, const std::string& of) {
    const auto* held = find_table(schema, name.name, name.schema);
    const auto* found = held ? find_named(held->columns, of) : nullptr;
    return found ? sql_of(own_type(*found)) : std::string();
  };
  for (const auto& other : schema.tables) {
    for (const auto& key : other.foreign_keys) {
      for (std::size_t i = 0; i < std::min(key.columns.size(), key.target.size()); ++i) {
        const TableName child{other.name, other.schema};
        const auto parent = parent_of(key);
        const bool ours = child == table && key.columns[i] == column;
        if (!ours && (parent != table || key.target[i] != column)) continue;
        auto unnamed = key;
        unnamed.name.clear();
        out.foreign_keys.push_back({key.name, child, key.columns[i], parent, key.target[i], render_constraint(unnamed),
                                    ours ? type_at(parent, key.target[i]) : type_at(child, key.columns[i])});
      }
    }
  }
  return out;
}

}  // namespace

TypeDependents type_dependents(Connection& connection, const TableName& table, const std::string& column,
                               const std::set<std::string>& gone) {
  if (const auto* schema = connection.offline_schema()) return offline_dependents(*schema, table, column);
  TypeDependents out;
  std::vector<std::string> stops;
  for (const auto& row : connection.query(type_query(table, column))) {
    const auto text = [&](std::size_t i) { return row.at(i).value_or(""); };
    if (text(0) == "stop" && !gone.contains(text(2))) stops.push_back(text(1));
    if (text(0) == "rows") out.rows = std::stod(text(1));
    if (text(0) == "key") {
      out.foreign_keys.push_back({text(1), {text(2), text(3)}, text(4), {text(5), text(6)}, text(7), text(8), text(9)});
    }
  }
  if (!stops.empty()) {
    std::ranges::sort(stops);
    refuse("table " + display(table) + ": the type of column " + column + " cannot change: it is used by ", stops);
  }
  return out;
}

std::vector<std::string> deferred_keys(Connection& connection, const TableName& table,
                                       const std::set<std::string>& gone) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& name) {
    if (!gone.contains(name)) out.push_back(quote_table({name, table.schema}));
  };
  if (const auto* schema = connection.offline_schema()) {
    const auto* held = find_table(*schema, table.name, table.schema);
    for (const auto& key : held ? held->foreign_keys : std::vector<ForeignKey>()) {
      if (key.initially == Initially::deferred && !key.name.empty()) add(key.name);
    }
    return out;
  }
  for (const auto& row : connection.query(
           "SELECT conname FROM pg_constraint WHERE contype = 'f' AND condeferred AND conrelid = " + regclass(table))) {
    add(row.at(0).value_or(""));
  }
  return out;
}

double estimated_rows(Connection& connection, const TableName& table) {
  if (connection.offline_schema()) return -1;
  const auto rows = connection.query("SELECT reltuples::text FROM pg_class WHERE oid = " + regclass(table));
  return rows.empty() ? -1 : std::stod(rows[0].at(0).value_or("-1"));
}

}  // namespace migrate::postgresql
