// The passes for tables and their columns.
#include <fmt/format.h>

#include "dialects/postgresql/catalog.hpp"
#include "dialects/postgresql/dotted.hpp"
#include "dialects/postgresql/inherited.hpp"
#include "dialects/postgresql/types.hpp"

namespace migrate::postgresql {
namespace {

void add_text(Options& options, const char* name, const Cell& value) {
  if (value && !value->empty()) options[std::string("postgresql.") + name] = *value;
}

Table read_table(const Catalog& catalog, const SqlRow& row) {
  Table out;
  out.schema = catalog.schemas.at(oid(row[1]));
  out.name = text(row[2]);
  out.comment = text(row[3]);
  if (text(row[4]) == "u") out.options["postgresql.unlogged"] = true;
  add_text(out.options, "tablespace", row[5]);
  add_parameters(out.options, "postgresql.with.", row[6]);
  add_parameters(out.options, "postgresql.with.toast.", row[7]);
  add_text(out.options, "partition_by", row[8]);
  add_text(out.options, "partition_bound", row[9]);
  add_text(out.options, row[9] ? "partition_of" : "inherits", row[10]);
  add_text(out.options, "access_method", row[11]);
  return out;
}

std::string storage_name(char letter) {
  switch (letter) {
    case 'p': return "plain";
    case 'e': return "external";
    case 'm': return "main";
    default: return "extended";
  }
}

/// One row of the columns' query.
class ColumnReader {
 public:
  ColumnReader(Catalog& catalog, const SqlRow& row) : catalog_(catalog), row_(row) {}

  Column read(const Table& table) {
    Column out;
    out.name = text(row_[2]);
    out.type = type();
    out.nullable = !flag(row_[5]);
    out.collation = text(row_[9]);
    out.comment = text(row_[12]);
    if (row_[10]) out.options["postgresql.storage"] = storage_name(text(row_[10]).front());
    const auto& compression = text(row_[11]);
    if (!compression.empty()) out.options["postgresql.compression"] = compression == "l" ? "lz4" : "pglz";
    if (row_[15]) read_not_null(out, table);
    read_value(out, table);
    return out;
  }

 private:
  /// PostgreSQL 18 has NOT NULL as a constraint, of which a column says what is not usual.
  void read_not_null(Column& out, const Table& table) const {
    if (!is_not_null_name(text(row_[15]), table.name, out.name))
      out.options["postgresql.not_null_name"] = text(row_[15]);
    if (!flag(row_[16])) out.options["postgresql.not_null_not_valid"] = true;
    if (flag(row_[17])) out.options["postgresql.not_null_no_inherit"] = true;
  }

  Type type() const {
    const auto found = row_[4] ? catalog_.enums.find(oid(row_[4])) : catalog_.enums.end();
    return found == catalog_.enums.end() ? type_of(text(row_[3])) : enum_type(found->second);
  }

  /// Where its values come from: a default, an expression, a sequence.
  void read_value(Column& out, const Table& table) {
    const auto& generated = text(row_[8]);
    if (!generated.empty()) {
      out.generated.emplace(Generated{bare_expression(text(row_[6])), generated == "s"});
      if (generated == "v") out.options["postgresql.virtual"] = true;
    } else if (const auto& identity = text(row_[7]); !identity.empty()) {
      out.identity.emplace().always = identity == "a";
    } else {
      out.default_sql = row_[6];
    }
    // beside its own, a column may own any number
    const auto [begin, end] = catalog_.owned.equal_range({oid(row_[0]), number(row_[1])});
    for (auto owned = begin; owned != end; ++owned) {
      auto& sequence = catalog_.sequences[owned->second.index];
      if (owned->second.of_identity)
        say_unusual(*out.identity, sequence.numbering, sequence.type);
      else
        use_sequence(out, table, sequence);
    }
  }

  /// `serial` says all of its sequence only where everything about that is as `serial` makes it.
  static void use_sequence(Column& out, const Table& table, FoundSequence& held) {
    const bool serial = !out.identity && out.default_sql == held.next_value && out.type.kind == held.type &&
                        !out.nullable && held.numbering == usual_numbering(held.type, 1) &&
                        held.sequence.name == sequence_name(table.name, out.name);
    if (serial) {
      out.default_sql.reset();
      out.options["postgresql.serial"] = true;
    }
    held.is_column = serial;
    held.sequence.owned_by = dotted(table.name, out.name);
  }

  Catalog& catalog_;
  const SqlRow& row_;
};

}  // namespace

OptionValue parameter_value(std::string value) {
  if (value == "true" || value == "false") return value == "true";
  const bool digits = !value.empty() && value.size() < 18 && value.find_first_not_of("0123456789") == value.npos;
  if (digits) return number(std::string_view(value));
  return value;
}

void add_parameters(Options& options, const std::string& prefix, const Cell& parameters) {
  for (const auto& parameter : elements(parameters)) {
    const auto equals = parameter.find('=');
    if (equals == parameter.npos) continue;
    options[prefix + parameter.substr(0, equals)] = parameter_value(parameter.substr(equals + 1));
  }
}

void read_tables(Catalog& catalog) {
  const auto rows = catalog.query(fmt::format(
      "SELECT c.oid, c.relnamespace, c.relname, d.description, c.relpersistence, s.spcname, c.reloptions, "
      "t.reloptions, "
      "CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END, CASE WHEN c.relispartition THEN "
      "pg_get_expr(c.relpartbound, c.oid) END, p.parents, m.amname FROM pg_catalog.pg_class c LEFT JOIN "
      "pg_catalog.pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid "
      "= 0 LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace LEFT JOIN pg_catalog.pg_class t ON t.oid = "
      "c.reltoastrelid AND t.reloptions IS NOT NULL LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam AND m.amname <> "
      "'heap' LEFT JOIN (SELECT i.inhrelid, string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) AS "
      "parents FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class r ON r.oid = i.inhparent AND r.relkind IN ('r', "
      "'p') GROUP BY i.inhrelid) p ON p.inhrelid = c.oid WHERE c.oid IN {} AND {}",
      catalog.table_oids(), Catalog::not_of_extension("c.oid", "pg_class")));
  catalog.found.tables.reserve(rows.size());
  for (const auto& row : rows) {
    catalog.tables.emplace(oid(row[0]), FoundTable{catalog.found.tables.size(), {}});
    catalog.found.tables.push_back(read_table(catalog, row));
  }
}

void read_columns(Catalog& catalog) {
  const bool has_not_nulls = catalog.version >= 180000;
  const auto rows = catalog.query(fmt::format(
      "SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), CASE t.typtype WHEN 'e' THEN "
      "t.oid "
      "END, a.attnotnull, pg_get_expr(v.adbin, CASE a.attgenerated WHEN '' THEN 0 ELSE v.adrelid END), a.attidentity, "
      "a.attgenerated, CASE WHEN pg_collation_is_visible(l.oid) THEN l.collname::text WHEN l.oid IS NOT NULL THEN "
      "concat('\"', replace(n.nspname, '\"', '\"\"'), '\".', quote_ident(l.collname)) END, CASE WHEN a.attstorage <> "
      "t.typstorage THEN "
      "a.attstorage END, {}, d.description, a.attislocal, a.attcollation, {}, CASE WHEN NOT a.attislocal THEN "
      "d.description IS NOT NULL OR (a.attnotnull AND "
      "NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_attribute p ON p.attrelid = i.inhparent AND "
      "p.attname = a.attname WHERE i.inhrelid = a.attrelid AND p.attnotnull)) OR NOT EXISTS (SELECT FROM "
      "pg_catalog.pg_inherits i JOIN pg_catalog.pg_attribute p ON p.attrelid = i.inhparent AND p.attname = a.attname "
      "LEFT JOIN pg_catalog.pg_attrdef w ON w.adrelid = p.attrelid AND w.adnum = p.attnum WHERE i.inhrelid = "
      "a.attrelid AND pg_get_expr(w.adbin, w.adrelid) IS NOT DISTINCT FROM pg_get_expr(v.adbin, v.adrelid)) END FROM "
      "pg_catalog.pg_attribute a JOIN "
      "pg_catalog.pg_type t ON "
      "t.oid = a.atttypid LEFT JOIN pg_catalog.pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum LEFT JOIN "
      "pg_catalog.pg_collation l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation LEFT JOIN "
      "pg_catalog.pg_namespace n ON n.oid = l.collnamespace LEFT JOIN pg_catalog.pg_description d ON d.objoid = "
      "a.attrelid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = a.attnum {} WHERE a.attnum > 0 AND "
      "NOT a.attisdropped AND a.attrelid IN {} ORDER BY a.attrelid, a.attnum",
      catalog.version >= 140000 ? "a.attcompression" : "''",
      has_not_nulls ? "y.conname, y.convalidated, y.connoinherit" : "NULL, NULL, NULL",
      has_not_nulls ? "LEFT JOIN pg_catalog.pg_constraint y ON y.conrelid = a.attrelid AND y.contype = 'n' AND "
                      "y.conkey[1] = a.attnum"
                    : "",
      catalog.table_oids()));
  for (const auto& row : rows) {
    auto* found = catalog.found_table(oid(row[0]));
    if (!found) continue;
    found->columns.resize(static_cast<std::size_t>(number(row[1])));
    found->columns.back() = text(row[2]);
    found->collations.resize(found->columns.size());
    found->collations.back() = oid(row[14]);
    auto& table = catalog.table(*found);
    const bool changed = flag(row[18]) && table.options.contains("postgresql.inherits");
    if (!flag(row[13]) && !changed) continue;
    table.columns.push_back(ColumnReader(catalog, row).read(table));
    if (!flag(row[13])) table.columns.back().options[inherited_option] = true;
  }
}

}  // namespace migrate::postgresql
