#include "dialects/postgresql/findings.hpp"

#include <algorithm>
#include <set>

#include "dialects/postgresql/questions.hpp"
#include "dialects/postgresql/scan.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/text.hpp"
#include "src/operations/catalog_changes.hpp"
#include "src/operations/describe.hpp"
#include "src/operations/touches.hpp"

namespace migrate::postgresql {
namespace {

std::string kind_text(CatalogChange::Kind kind) {
  switch (kind) {
    case CatalogChange::Kind::drop_table: return "drop_table";
    case CatalogChange::Kind::drop_column: return "drop_column";
    case CatalogChange::Kind::retype_column: return "retype_column";
    default: return "rename";
  }
}

/// Rows (number, kind, class, object, column) of what the changes are about.
std::string changes_query(std::span<const CatalogChange> changes) {
  std::vector<std::string> rows;
  for (const auto& change : changes) {
    rows.push_back("(" + std::to_string(change.operation) + ", " + quote_text(kind_text(change.kind)) + ", " +
                   regclass(change.table) + ", " + quote_text(change.column) + ")");
  }
  return "changes(n, kind, relation, attribute) AS (SELECT v.n, v.kind, v.r::oid, coalesce(a.attnum, 0)::int FROM "
         "(VALUES " +
         join(rows, ", ") +
         ") v(n, kind, r, c) LEFT JOIN pg_attribute a ON a.attrelid = v.r AND a.attname = v.c AND NOT a.attisdropped "
         "WHERE v.r IS NOT NULL AND (v.c = '' OR a.attnum IS NOT NULL))";
}

/// What is not of the tables themselves and depends on what goes: a view by its rule, and what the tables' own
/// operations do not speak of. What belongs to a table of `dropped`, a list of regclass, goes before it.
std::string refused_query(const std::string& dropped) {
  return "SELECT DISTINCT 'refused', o.n, replace(i.type, 'materialized ', ''), coalesce(t.name, i.name, i.identity), "
         "CASE WHEN t.relation = o.relation THEN '' ELSE coalesce(t.relation::regclass::text, '') END FROM outside o, "
         "LATERAL (SELECT coalesce((SELECT 'pg_class'::regclass::oid FROM pg_rewrite r WHERE o.classid = "
         "'pg_rewrite'::regclass AND r.oid = o.objid AND r.rulename = '_RETURN'), o.classid) AS classid, coalesce("
         "(SELECT r.ev_class FROM pg_rewrite r WHERE o.classid = 'pg_rewrite'::regclass AND r.oid = o.objid AND "
         "r.rulename = '_RETURN'), o.objid) AS objid) d, LATERAL pg_identify_object(d.classid, d.objid, 0) i LEFT JOIN "
         "LATERAL (SELECT tgname::text, tgrelid FROM pg_trigger WHERE d.classid = 'pg_trigger'::regclass AND oid = "
         "d.objid UNION ALL SELECT polname::text, polrelid FROM pg_policy WHERE d.classid = 'pg_policy'::regclass AND "
         "oid = d.objid UNION ALL SELECT conname::text, conrelid FROM pg_constraint WHERE d.classid = "
         "'pg_constraint'::regclass AND oid = d.objid UNION ALL SELECT rulename::text, ev_class FROM pg_rewrite WHERE "
         "d.classid = 'pg_rewrite'::regclass AND oid = d.objid UNION ALL SELECT proname::text, NULL FROM pg_proc WHERE "
         "d.classid = 'pg_proc'::regclass AND oid = d.objid) t(name, relation) ON TRUE WHERE d.classid IN "
         "('pg_class'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_rewrite'::regclass, "
         "'pg_proc'::regclass) OR (o.kind = 'drop_table' AND t.relation NOT IN (" +
         dropped + "))";
}

/// What goes with a table or a column, and that its definition does not hold. What an account was given on it: each
/// once.
const std::string lost_query =
    "SELECT 'lost', n, 'trigger', tgname::text, '' FROM changes JOIN pg_trigger ON tgrelid = relation WHERE kind = "
    "'drop_table' AND NOT tgisinternal UNION ALL SELECT 'lost', n, 'rule', rulename::text, '' FROM changes JOIN "
    "pg_rewrite ON ev_class = relation WHERE kind = 'drop_table' AND rulename <> '_RETURN' UNION ALL SELECT 'lost', n, "
    "'policy', polname::text, '' FROM changes JOIN pg_policy ON polrelid = relation WHERE kind = 'drop_table' UNION "
    "ALL "
    "SELECT 'lost', n, 'statistics', stxname::text, '' FROM changes JOIN pg_statistic_ext ON stxrelid = relation WHERE "
    "kind = 'drop_table' UNION ALL SELECT 'lost', n, 'place in the publication', pubname::text, '' FROM changes JOIN "
    "pg_publication_rel ON prrelid = relation JOIN pg_publication p ON p.oid = prpubid WHERE kind = 'drop_table' UNION "
    "ALL SELECT DISTINCT 'lost', n, 'grant of', x.privilege_type || ' to ' || CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE "
    "pg_get_userbyid(x.grantee)::text END, '' FROM changes JOIN pg_class c ON c.oid = relation, LATERAL "
    "aclexplode(c.relacl) x WHERE kind = 'drop_table' AND x.grantee <> c.relowner UNION ALL SELECT DISTINCT 'lost', n, "
    "'grant of', x.privilege_type || '(' || a.attname || ') to ' || CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE "
    "pg_get_userbyid(x.grantee)::text END, '' FROM changes JOIN pg_attribute a ON attrelid = relation AND (attribute = "
    "0 OR attnum = attribute), LATERAL aclexplode(a.attacl) x WHERE kind IN ('drop_table', 'drop_column') AND NOT "
    "attisdropped";

/// Everything of the changes: what is outside and depends on them, and what is lost.
std::string dependents_query(std::span<const CatalogChange> changes) {
  std::vector<std::string> dropped{"0"};
  for (const auto& change : changes) {
    if (change.kind == CatalogChange::Kind::drop_table)
      dropped.push_back("coalesce(" + regclass(change.table) + "::oid, 0)");
  }
  return "WITH RECURSIVE " + changes_query(changes) +
         ", gone(n, kind, relation, classid, objid, objsubid) AS (SELECT n, kind, relation, 'pg_class'::regclass::oid, "
         "relation, attribute FROM changes WHERE kind <> 'rename' UNION SELECT g.n, g.kind, g.relation, d.classid, "
         "d.objid, d.objsubid FROM gone g JOIN pg_depend d ON d.refclassid = g.classid AND d.refobjid = g.objid AND "
         "(g.objsubid = 0 OR d.refobjsubid = g.objsubid) WHERE d.deptype IN ('a', 'i', 'P', 'S') AND g.kind <> "
         "'retype_column'), outside AS (SELECT DISTINCT g.n, g.kind, g.relation, d.classid, d.objid FROM gone g JOIN "
         "pg_depend d ON d.refclassid = g.classid AND d.refobjid = g.objid AND (g.objsubid = 0 OR d.refobjsubid = "
         "g.objsubid) WHERE (d.deptype = 'n' OR g.kind = 'retype_column' AND d.classid IN ('pg_trigger'::regclass, "
         "'pg_policy'::regclass)) AND NOT EXISTS (SELECT FROM gone o WHERE (o.n = g.n OR o.n < g.n AND o.kind LIKE "
         "'drop%') AND o.classid = d.classid AND "
         "o.objid = d.objid AND (o.objsubid = 0 OR o.objsubid = d.objsubid))) " +
         refused_query(join(dropped, ", ")) + " UNION ALL " + lost_query + " ORDER BY 2, 1, 3, 4";
}

std::vector<CatalogFinding> of_rows(const SqlRows& rows) {
  std::vector<CatalogFinding> out;
  for (const auto& row : rows) {
    const auto severity = row[0].value_or("") == "lost" ? Severity::lost : Severity::refused;
    out.push_back({.severity = severity,
                   .operation = std::stoull(row[1].value_or("0")),
                   .kind = row[2].value_or(""),
                   .name = row[3].value_or(""),
                   .table = row[4].value_or("")});
  }
  return out;
}

/// Tables of the catalog that an operation alters, drops or renames, with the first operation that does.
std::vector<std::pair<TableName, std::size_t>> owned_tables(std::span<const Operation> operations) {
  std::vector<std::pair<TableName, std::size_t>> out;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (std::holds_alternative<BulkInsert>(operations[i].value)) continue;
    for (const auto& touch : touches(operations[i])) {
      const bool known = std::ranges::any_of(out, [&](const auto& one) { return one.first == touch.table; });
      if (!known) out.emplace_back(touch.table, i);
    }
  }
  return out;
}

/// What new tables and foreign keys need on schemas and parents, as rows of VALUES: operation, privilege, schema,
/// table, name for people. What the operations make themselves is the account's own.
class Needs {
 public:
  explicit Needs(std::span<const Operation> operations) {
    for (const auto& operation : operations) {
      if (const auto* table = std::get_if<CreateTable>(&operation.value))
        made_.push_back({table->table.name, table->table.schema});
      if (const auto* renamed = std::get_if<RenameTable>(&operation.value))
        made_.push_back({renamed->to, renamed->table.schema});
    }
    for (at_ = 0; at_ < operations.size(); ++at_) add(operations[at_]);
  }
  const std::vector<std::string>& rows() const { return rows_; }

 private:
  void add(const Operation& operation) {
    if (const auto* create = std::get_if<CreateTable>(&operation.value)) {
      const auto& schema = create->table.schema;
      add("CREATE",
          (schema.empty() ? "(SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
                          : "to_regnamespace(" + quote_text(quote_name(schema)) + ")") +
              "::oid, NULL::oid",
          schema.empty() ? "the default schema" : "schema " + schema);
      for (const auto& key : create->table.foreign_keys) add(key);
    }
    if (const auto* key = std::get_if<CreateForeignKey>(&operation.value)) add(key->foreign_key);
  }
  void add(const ForeignKey& key) {
    const auto parent = parent_of(key);
    if (std::ranges::find(made_, parent) != made_.end()) return;
    add("REFERENCES", "NULL::oid, " + regclass(parent) + "::oid", display(parent));
  }
  void add(const std::string& privilege, const std::string& object, const std::string& shown) {
    rows_.push_back("(" + std::to_string(at_) + ", " + quote_text(privilege) + ", " + object + ", " +
                    quote_text(shown) + ")");
  }

  std::vector<TableName> made_;
  std::size_t at_ = 0;
  std::vector<std::string> rows_;
};

/// PostgreSQL lets nobody but its owner, and who has that role, change a table; tables and foreign keys are made by
/// those who have the privilege for it on the schema and on the parent.
std::vector<CatalogFinding> missing_privileges(Connection& connection, std::span<const Operation> operations) {
  const auto tables = owned_tables(operations);
  const Needs needs(operations);
  if (tables.empty() && needs.rows().empty()) return {};
  // a first row of each gives the types, and is there where there is no other
  std::vector<std::string> owned{"(0, NULL::oid, '')"}, needed{"(0, '', NULL::oid, NULL::oid, '')"};
  for (const auto& [table, number] : tables)
    owned.push_back("(" + std::to_string(number) + ", " + regclass(table) + "::oid, " + quote_text(display(table)) +
                    ")");
  std::ranges::copy(needs.rows(), std::back_inserter(needed));
  std::vector<CatalogFinding> out;
  for (const auto& row : connection.query(
           "SELECT n, '', shown, pg_get_userbyid(relowner), current_user FROM (VALUES " + join(owned, ", ") +
           ") v(n, r, shown) JOIN pg_class ON oid = r WHERE NOT pg_has_role(relowner, 'USAGE') UNION ALL SELECT n, p, "
           "shown, CASE p WHEN 'CREATE' THEN 'SCHEMA ' || s::regnamespace ELSE r::regclass::text END, current_user "
           "FROM (VALUES " +
           join(needed, ", ") +
           ") v(n, p, s, r, shown) WHERE CASE p WHEN 'CREATE' THEN NOT has_schema_privilege(s, p) WHEN 'REFERENCES' "
           "THEN NOT has_any_column_privilege(r, p) END ORDER BY 1, 2, 3")) {
    const auto privilege = row[1].value_or(""), on = row[3].value_or(""), account = quote_name(row[4].value_or(""));
    CatalogFinding finding{.operation = std::stoull(row[0].value_or("0")), .kind = "privilege"};
    if (privilege.empty()) {
      finding.name = "of the owner of " + row[2].value_or("");
      finding.hint =
          "set role = \"" + on + "\" in [database] of migrate.toml, or GRANT " + quote_name(on) + " TO " + account;
    } else {
      finding.name = privilege + " on " + row[2].value_or("");
      finding.hint = "somebody who may runs `GRANT " + privilege + " ON " + on + " TO " + account +
                     "`, or set role in [database] of migrate.toml";
    }
    if (std::ranges::find(out, finding) == out.end()) out.push_back(std::move(finding));
  }
  return out;
}

std::string schema_list(std::span<const std::string> schemas) {
  if (schemas.empty()) return "current_schema()";
  std::vector<std::string> names;
  for (const auto& name : schemas) names.push_back(quote_text(name));
  return join(names, ", ");
}

}  // namespace

std::vector<CatalogFinding> findings(Connection& connection, std::span<const Operation> operations) {
  if (connection.offline_schema()) return {};
  auto out = missing_privileges(connection, operations);
  const auto changes = catalog_changes(operations);
  const bool takes_away = std::ranges::any_of(changes, [](const CatalogChange& change) {
    return change.kind != CatalogChange::Kind::rename_table && change.kind != CatalogChange::Kind::rename_column;
  });
  if (!takes_away) return out;
  auto found = of_rows(connection.query(dependents_query(changes)));
  std::ranges::move(found, std::back_inserter(out));
  return out;
}

std::vector<ObjectCount> left_out(Connection& connection, std::span<const std::string> schemas) {
  const auto of_schema = " JOIN pg_namespace s ON s.nspname IN (" + schema_list(schemas) + ") AND s.oid = ";
  // what an extension brought along comes with it
  const auto own = [](const std::string& catalog) {
    return " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '" + catalog +
           "'::regclass AND d.objid = x.oid AND d.deptype = 'e')";
  };
  const auto count = [](const std::string& one, const std::string& many, const std::string& rest) {
    return "SELECT '" + one + "', '" + many + "', count(*) FROM " + rest;
  };
  const auto relations = "pg_class x" + of_schema + "relnamespace WHERE relkind ";
  const auto routines = "pg_proc x" + of_schema + "pronamespace WHERE prokind ";
  const auto of_table = [&](const std::string& column) {
    return " JOIN pg_class t ON t.oid = x." + column + of_schema + "t.relnamespace ";
  };
  const std::vector<std::string> parts{
      count("view", "views", relations + "= 'v'" + own("pg_class")),
      count("materialized view", "materialized views", relations + "= 'm'" + own("pg_class")),
      count("foreign table", "foreign tables", relations + "= 'f'" + own("pg_class")),
      count("trigger", "triggers", "pg_trigger x" + of_table("tgrelid") + "WHERE NOT tgisinternal"),
      count("function", "functions", routines + "IN ('f', 'w')" + own("pg_proc")),
      count("procedure", "procedures", routines + "= 'p'" + own("pg_proc")),
      count("aggregate", "aggregates", routines + "= 'a'" + own("pg_proc")),
      count("policy", "policies", "pg_policy x" + of_table("polrelid")),
      count("rule", "rules", "pg_rewrite x" + of_table("ev_class") + "WHERE rulename <> '_RETURN'"),
      count("extended statistics", "extended statistics", "pg_statistic_ext x" + of_schema + "stxnamespace"),
      count("domain", "domains", "pg_type x" + of_schema + "typnamespace WHERE typtype = 'd'" + own("pg_type")),
      count("composite type", "composite types", relations + "= 'c'" + own("pg_class")),
      count("range type", "range types", "pg_type x" + of_schema + "typnamespace WHERE typtype = 'r'" + own("pg_type")),
      count("grant", "grants",
            "pg_class x" + of_schema +
                "relnamespace, LATERAL aclexplode(relacl) g WHERE relkind IN ('r', 'p', 'S') AND grantee <> relowner"),
  };
  return object_counts_of(connection.query(join(parts, " UNION ALL ")));
}

RowRules row_rules(Connection& connection) {
  if (connection.offline_schema()) return {};
  const auto rows = connection.query(
      "SELECT 'trigger', relname, '' FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal UNION "
      "SELECT 'trigger', relname, '' FROM pg_rewrite JOIN pg_class c ON c.oid = ev_class WHERE rulename <> '_RETURN' "
      "UNION SELECT 'routine', proname, '' FROM pg_proc p JOIN pg_namespace s ON s.oid = pronamespace WHERE nspname !~ "
      "'^pg_' AND nspname <> 'information_schema' AND provolatile = 'v' UNION SELECT 'cascade', p.relname, c.relname "
      "FROM pg_constraint k JOIN pg_class c ON c.oid = conrelid JOIN pg_class p ON p.oid = confrelid WHERE contype = "
      "'f' AND (confupdtype NOT IN ('a', 'r') OR confdeltype NOT IN ('a', 'r'))");
  return row_rules_of(rows);
}

SqlReach reach(std::string_view sql) {
  static const std::set<std::string> rows{"insert", "update",  "delete", "merge",    "with", "select",
                                          "table",  "values",  "copy",   "truncate", "show", "set",
                                          "reset",  "analyze", "vacuum", "lock"};
  static const std::set<std::string> schema{"create", "alter",   "drop",    "comment", "grant",
                                            "revoke", "reindex", "cluster", "refresh"};
  static const std::set<std::string> far{"cascade", "trigger",  "function",    "procedure", "rule",
                                         "event",   "schema",   "search_path", "role",      "session_replication_role",
                                         "owned",   "extension"};
  const auto tokens = scan(sql);
  SqlReach out;
  if (tokens.empty() || tokens[0].kind != SqlToken::Kind::word) return out;
  const auto verb = lower(tokens[0].text);
  out.schema = schema.contains(verb);
  if (!out.schema && !rows.contains(verb)) return out;
  for (const auto& token : tokens) {
    if (token.kind != SqlToken::Kind::word && token.kind != SqlToken::Kind::quoted_name) continue;
    out.names.insert(lower(folded(token)));
  }
  // what has code of its own, or takes along what it does not name
  const bool settings = verb == "set" || verb == "reset" || verb == "truncate";
  const auto reaches_far = std::ranges::any_of(far, [&](const auto& word) { return out.names.contains(word); });
  out.anything = (out.schema || settings) && reaches_far;
  return out;
}

}  // namespace migrate::postgresql
