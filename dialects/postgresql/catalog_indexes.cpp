// The pass for indexes, those behind constraints among them.
#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "dialects/postgresql/catalog.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

/// Names by oid; what is usual has none.
using Names = std::unordered_map<Oid, std::string>;

Names names_in_rows(const SqlRows& rows) {
  Names out;
  for (const auto& row : rows) out.emplace(oid(row[0]), text(row[1]));
  return out;
}

/// Whether an element of an index has the collation without being told: its column's, or the default one (of oid 100)
/// for an expression. 0 is of what has none.
bool is_usual_collation(const FoundTable& table, std::int64_t column, std::int64_t collation) {
  if (column == 0) return collation == 0 || collation == 100;
  const auto index = static_cast<std::size_t>(column - 1);
  return index < table.collations.size() && table.collations[index] == collation;
}

/// The operator classes that an index names because they are no default of their type.
Names operator_classes(Catalog& catalog) {
  return names_in_rows(catalog.query(
      "SELECT o.oid, CASE WHEN pg_opclass_is_visible(o.oid) THEN quote_ident(o.opcname) ELSE "
      "concat(quote_ident(n.nspname), "
      "'.', quote_ident(o.opcname)) END FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_namespace n ON n.oid = "
      "o.opcnamespace WHERE NOT o.opcdefault"));
}

/// The collations that some index has and its column has not; mostly there are none, and nothing is asked.
Names collations(Catalog& catalog, const SqlRows& rows) {
  std::set<Oid> other;
  for (const auto& row : rows) {
    const auto* table = catalog.found_table(oid(row[1]));
    const auto keys = numbers(row[7]), held = numbers(row[9]);
    for (std::size_t i = 0; table && i < held.size(); ++i) {
      if (!is_usual_collation(*table, keys[i], held[i])) other.insert(static_cast<Oid>(held[i]));
    }
  }
  if (other.empty()) return {};
  std::string oids;
  for (const Oid one : other) oids += (oids.empty() ? "" : ", ") + std::to_string(one);
  return names_in_rows(
      catalog.query("SELECT l.oid, CASE WHEN pg_collation_is_visible(l.oid) THEN l.collname::text ELSE concat('\"', "
                    "replace(n.nspname, "
                    "'\"', '\"\"'), '\".', quote_ident(l.collname)) END FROM pg_catalog.pg_collation l JOIN "
                    "pg_catalog.pg_namespace n ON "
                    "n.oid = l.collnamespace WHERE l.oid IN (" +
                    oids + ")"));
}

/// One row of the indexes' query.
class IndexReader {
 public:
  IndexReader(const FoundTable& table, const SqlRow& row, const Names& classes, const Names& collations)
      : table_(table), row_(row), classes_(classes), collations_(collations) {}

  Index read() const {
    Index out;
    out.name = text(row_[2]);
    if (text(row_[3]) != "btree") out.using_method = text(row_[3]);
    out.unique = flag(row_[4]);
    if (!flag(row_[5])) out.options["postgresql.invalid"] = true;
    read_columns(out);
    out.nulls_not_distinct = flag(row_[11]);
    out.where = bare_expression(text(row_[12]));
    for (const auto& parameter : elements(row_[13])) {
      const auto equals = parameter.find('=');
      out.with[parameter.substr(0, equals)] = parameter.substr(equals + 1);
    }
    if (row_[14]) out.options["postgresql.tablespace"] = text(row_[14]);
    out.comment = text(row_[15]);
    return out;
  }

 private:
  void read_columns(Index& out) const {
    const auto keys = numbers(row_[7]);
    const auto classes = numbers(row_[8]), collations = numbers(row_[9]), orders = numbers(row_[10]);
    const auto expressions = elements(row_[16]), parameters = elements(row_[18]);
    const auto key_count = static_cast<std::size_t>(number(row_[6]));
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (i >= key_count) {
        out.include.push_back(Catalog::column(table_, keys[i]));
        continue;
      }
      auto& added = out.columns.emplace_back();
      if (keys[i] != 0) {
        added.column = Catalog::column(table_, keys[i]);
      } else if (i < expressions.size()) {
        added.expression = bare_expression(expressions[i]);
      }
      set_order(added, orders[i]);
      if (const auto held = classes_.find(static_cast<Oid>(classes[i])); held != classes_.end())
        added.opclass = held->second;
      if (i < parameters.size() && !parameters[i].empty()) added.opclass += parameters[i];
      if (!is_usual_collation(table_, keys[i], collations[i])) {
        set_collation(added, static_cast<Oid>(collations[i]));
      }
    }
  }

  /// https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_index.h: INDOPTION_DESC and NULLS_FIRST
  static void set_order(IndexColumn& out, std::int64_t option) {
    const bool descending = (option & 1) != 0, nulls_first = (option & 2) != 0;
    out.order = descending ? Order::desc : Order::asc;
    if (nulls_first != descending) out.nulls = nulls_first ? Nulls::first : Nulls::last;
  }

  /// The collation of the column, or of an expression, is not said.
  void set_collation(IndexColumn& out, Oid collation) const {
    const auto held = collations_.find(collation);
    if (held == collations_.end()) return;
    if (out.column.empty()) {
      const auto& definition = text(row_[17]);
      if (definition.find(" COLLATE ") == definition.npos) return;
      const auto at = definition.find(out.expression);
      const auto behind = at == definition.npos ? at : at + out.expression.size();
      const auto rest = behind == definition.npos ? std::string_view() : std::string_view(definition).substr(behind);
      if (!rest.substr(std::min(rest.find_first_not_of(')'), rest.size())).starts_with(" COLLATE ")) return;
    }
    out.collation = held->second;
  }

  const FoundTable& table_;
  const SqlRow& row_;
  const Names& classes_;
  const Names& collations_;
};

}  // namespace

void read_indexes(Catalog& catalog) {
  const auto rows = catalog.query(fmt::format(
      "SELECT i.indexrelid, i.indrelid, c.relname, m.amname, i.indisunique, i.indisvalid AND i.indisready, "
      "i.indnkeyatts, i.indkey, i.indclass, i.indcollation, i.indoption, {}, pg_get_expr(i.indpred, i.indrelid), "
      "c.reloptions, s.spcname, d.description, CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(SELECT "
      "pg_get_indexdef(i.indexrelid, k, false) FROM generate_series(1, i.indnkeyatts) k) END, CASE WHEN i.indexprs IS "
      "NOT NULL THEN pg_get_indexdef(i.indexrelid) END, CASE WHEN m.amname NOT IN ('btree', 'hash') THEN ARRAY(SELECT "
      "'(' || array_to_string(o.attoptions, ', ') || ')' FROM pg_catalog.pg_attribute o WHERE o.attrelid = "
      "i.indexrelid AND o.attnum <= i.indnkeyatts ORDER BY o.attnum) END FROM pg_catalog.pg_index i JOIN "
      "pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_am m ON m.oid = c.relam LEFT JOIN "
      "pg_catalog.pg_tablespace s ON s.oid = c.reltablespace LEFT JOIN pg_catalog.pg_description d ON d.objoid = "
      "i.indexrelid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0 WHERE NOT c.relispartition AND "
      "i.indislive AND i.indrelid IN {}",
      catalog.version >= 150000 ? "i.indnullsnotdistinct" : "false", catalog.table_oids()));
  const auto classes = operator_classes(catalog);
  const auto other_collations = collations(catalog, rows);
  for (const auto& row : rows) {
    const auto* table = catalog.found_table(oid(row[1]));
    if (!table) continue;
    catalog.indexes.emplace(oid(row[0]),
                            FoundIndex{oid(row[1]), IndexReader(*table, row, classes, other_collations).read(), false});
  }
}

}  // namespace migrate::postgresql
