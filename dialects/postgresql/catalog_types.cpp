// The passes for what stands beside tables: enum types and sequences.
#include <fmt/format.h>

#include "dialects/postgresql/catalog.hpp"

namespace migrate::postgresql {
namespace {

TypeKind integer_type(Oid oid) {  // https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
  if (oid == 21) return TypeKind::smallint;
  return oid == 23 ? TypeKind::integer : TypeKind::bigint;
}

FoundSequence read_sequence(const Catalog& catalog, const SqlRow& row) {
  FoundSequence out;
  out.sequence.schema = catalog.schemas.at(oid(row[1]));
  out.sequence.name = text(row[2]);
  out.next_value = "nextval(" + text(row[3]) + "::regclass)";
  out.type = integer_type(oid(row[4]));
  out.numbering = {.start = number(row[5]),
                   .increment = number(row[6]),
                   .min = number(row[7]),
                   .max = number(row[8]),
                   .cache = number(row[9]),
                   .cycle = flag(row[10])};
  if (out.type != TypeKind::bigint) out.sequence.type.emplace().kind = out.type;
  say_unusual(out.sequence, out.numbering, out.type);
  return out;
}

}  // namespace

void read_enums(Catalog& catalog) {
  const auto rows = catalog.query(fmt::format(
      "SELECT t.oid, t.typnamespace, t.typname, e.enumlabel, d.description FROM pg_catalog.pg_type t LEFT JOIN "
      "pg_catalog.pg_enum e ON e.enumtypid = t.oid LEFT JOIN pg_catalog.pg_description d ON d.objoid = t.oid AND "
      "d.classoid = 'pg_catalog.pg_type'::regclass AND d.objsubid = 0 WHERE t.typtype = 'e' AND t.typnamespace IN ({}) "
      "AND {} ORDER BY t.oid, e.enumsortorder",
      catalog.schema_oids, Catalog::not_of_extension("t.oid", "pg_type")));
  for (const auto& row : rows) {
    const TableName name{text(row[2]), catalog.schemas.at(oid(row[1]))};
    if (catalog.enums.emplace(oid(row[0]), name).second) {
      auto& added = catalog.found.enums.emplace_back();
      added.name = name.name;
      added.schema = name.schema;
      added.comment = text(row[4]);
    }
    if (row[3]) catalog.found.enums.back().values.push_back(text(row[3]));
  }
}

void read_sequences(Catalog& catalog) {
  const auto rows = catalog.query(fmt::format(
      "SELECT c.oid, c.relnamespace, c.relname, quote_literal(c.oid::regclass), s.seqtypid, s.seqstart, "
      "s.seqincrement, "
      "s.seqmin, s.seqmax, s.seqcache, s.seqcycle, o.deptype, o.refobjid, o.refobjsubid FROM pg_catalog.pg_class c "
      "JOIN "
      "pg_catalog.pg_sequence s ON s.seqrelid = c.oid LEFT JOIN pg_catalog.pg_depend o ON o.classid = "
      "'pg_catalog.pg_class'::regclass AND o.objid = c.oid AND o.objsubid = 0 AND o.refclassid = "
      "'pg_catalog.pg_class'::regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i') WHERE c.relkind = 'S' AND "
      "c.relpersistence <> 't' AND c.relnamespace IN ({}) AND {}",
      catalog.schema_oids, Catalog::not_of_extension("c.oid", "pg_class")));
  for (const auto& row : rows) {
    auto& added = catalog.sequences.emplace_back(read_sequence(catalog, row));
    if (!row[11]) continue;
    added.is_column = text(row[11]) == "i";
    catalog.owned.emplace(ColumnPlace{oid(row[12]), number(row[13])},
                          OwnedSequence{catalog.sequences.size() - 1, added.is_column});
  }
}

}  // namespace migrate::postgresql
