#include "dialects/postgresql/kept_column.hpp"

#include "dialects/postgresql/dependents.hpp"
#include "dialects/postgresql/questions.hpp"
#include "dialects/postgresql/text.hpp"

namespace migrate::postgresql {
namespace {

/// Rows of an order, the name of extended statistics or nothing, and a statement; of the tables below as well, whose
/// column goes with it.
std::string kept_query(const TableName& table, const std::string& column) {
  // those of servers that keep something of their own among them are left out
  const std::string options =
      "array_to_string(ARRAY(SELECT o FROM unnest(attoptions) o WHERE o NOT LIKE 'pg\\_%'), ', ')";
  const std::string alter = "concat('ALTER TABLE ', attrelid::regclass, ' ALTER COLUMN ', quote_ident(attname), ";
  return "WITH RECURSIVE tree(oid) AS (SELECT " + regclass(table) +
         "::oid UNION SELECT i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid), "
         "self AS (SELECT a.* FROM tree JOIN pg_catalog.pg_attribute a ON a.attrelid = tree.oid WHERE a.attname = " +
         quote_text(column) +
         " AND NOT a.attisdropped), "
         "extended AS (SELECT e.*, concat(quote_ident(e.stxnamespace::regnamespace::text), '.', "
         "quote_ident(e.stxname)) AS called FROM self s JOIN pg_catalog.pg_statistic_ext e ON e.stxrelid = s.attrelid "
         "WHERE EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_statistic_ext'::regclass "
         "AND d.objid = e.oid AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = s.attrelid AND "
         "d.refobjsubid = s.attnum)) "
         "SELECT 1, '', concat('GRANT ', x.privilege_type, ' (', quote_ident(attname), ') ON TABLE ', "
         "attrelid::regclass, ' TO ', CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid("
         "x.grantee)) END, CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' END), x.place FROM self, "
         "aclexplode(attacl) WITH ORDINALITY x(grantor, grantee, privilege_type, is_grantable, place) "
         "UNION ALL SELECT 2, '', " +
         alter + "' SET STATISTICS ', attstattarget), 0 FROM self WHERE attstattarget >= 0 UNION ALL SELECT 2, '', " +
         alter + "' SET (', " + options + ", ')'), 0 FROM self WHERE " + options +
         " <> '' "
         "UNION ALL SELECT 2, '', concat('SECURITY LABEL FOR ', quote_ident(l.provider), ' ON COLUMN ', "
         "attrelid::regclass, '.', quote_ident(attname), ' IS ', quote_literal(l.label)), 0 FROM self JOIN "
         "pg_catalog.pg_seclabel l ON l.objoid = attrelid AND l.classoid = 'pg_catalog.pg_class'::regclass AND "
         "l.objsubid = attnum "
         "UNION ALL SELECT 3, stxname, pg_get_statisticsobjdef(oid), 0 FROM extended "
         "UNION ALL SELECT 4, '', concat('ALTER STATISTICS ', called, ' SET STATISTICS ', stxstattarget), 0 FROM "
         "extended WHERE stxstattarget >= 0 "
         "UNION ALL SELECT 4, '', concat('COMMENT ON STATISTICS ', called, ' IS ', quote_literal(obj_description(oid, "
         "'pg_statistic_ext'))), 0 FROM extended WHERE obj_description(oid, 'pg_statistic_ext') IS NOT NULL "
         "UNION ALL SELECT 5, '', concat('ALTER STATISTICS ', called, ' OWNER TO ', quote_ident(pg_get_userbyid("
         "stxowner))), 0 FROM extended WHERE pg_get_userbyid(stxowner) <> current_user ORDER BY 1, 4, 3";
}

}  // namespace

KeptColumn kept_with_column(Connection& connection, const TableName& table, const std::string& column) {
  KeptColumn out;
  if (connection.offline_schema()) return out;
  for (const auto& row : connection.query(kept_query(table, column))) {
    if (const auto name = row.at(1).value_or(""); !name.empty()) out.statistics.push_back(gone_statistics(name));
    out.statements.push_back(row.at(2).value_or(""));
  }
  return out;
}

}  // namespace migrate::postgresql
