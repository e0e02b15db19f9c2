// The pass for constraints, and for the indexes that are left when those of constraints are taken.
#include <utility>

#include <fmt/format.h>

#include "dialects/postgresql/catalog.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

/// https://www.postgresql.org/docs/current/catalog-pg-constraint.html
Action action(const Cell& cell) {
  switch (text(cell).empty() ? 'a' : text(cell).front()) {
    case 'r': return Action::restrict;
    case 'c': return Action::cascade;
    case 'n': return Action::set_null;
    case 'd': return Action::set_default;
    default: return Action::no_action;
  }
}

/// One row of the constraints' query, hung onto its table.
class ConstraintReader {
 public:
  ConstraintReader(Catalog& catalog, const FoundTable& found, const SqlRow& row)
      : catalog_(catalog), found_(found), row_(row), table_(catalog.table(found)) {}

  void read() {
    switch (text(row_[2]).front()) {
      case 'c': return read_check();
      case 'f': return read_foreign_key();
      case 'p': return read_key(table_.primary_key.emplace());
      case 'u': return read_unique();
      case 'x': return read_exclusion();
      default: return;  // NOT NULL is the column's, triggers are not managed
    }
  }

 private:
  template <class T>
  void read_timing(T& out) const {
    out.deferrable = flag(row_[3]);
    if (flag(row_[4])) out.initially = Initially::deferred;
  }

  void read_check() {
    auto& out = table_.checks.emplace_back();
    out.name = text(row_[1]);
    out.expression = bare_expression(text(row_[14]));
    out.not_valid = !flag(row_[5]) && enforced();
    out.no_inherit = flag(row_[13]);
    add_newer(out.options);
  }

  void read_foreign_key() {
    auto& out = table_.foreign_keys.emplace_back();
    out.name = text(row_[1]);
    for (const auto column : numbers(row_[6])) out.columns.push_back(Catalog::column(found_, column));
    read_target(out);
    out.on_update = action(row_[9]);
    out.on_delete = action(row_[10]);
    out.match = text(row_[11]) == "f" ? Match::full : Match::simple;
    read_timing(out);
    out.not_valid = !flag(row_[5]) && enforced();
    std::vector<std::string> chosen;
    for (const auto column : numbers(row_[20])) chosen.push_back(Catalog::column(found_, column));
    if (!chosen.empty()) out.options["postgresql.on_delete_columns"] = join(chosen, ", ");
    add_newer(out.options);
  }

  /// A table that is not read itself comes with its names in the row.
  void read_target(ForeignKey& out) {
    if (const auto* parent = catalog_.found_table(oid(row_[7]))) {
      const auto& table = catalog_.table(*parent);
      out.references = table.name;
      out.references_schema = table.schema;
      for (const auto column : numbers(row_[8])) out.target.push_back(Catalog::column(*parent, column));
      return;
    }
    out.references = text(row_[15]);
    out.references_schema = text(row_[16]);
    out.target = elements(row_[17]);
  }

  /// The index that a key or an exclusion constraint stands on; null where it is not read.
  FoundIndex* own_index() {
    const auto held = catalog_.indexes.find(oid(row_[12]));
    if (held == catalog_.indexes.end()) return nullptr;
    held->second.of_constraint = true;
    return &held->second;
  }

  template <class Key>
  void read_key(Key& out) {
    out.name = text(row_[1]);
    read_timing(out);
    if (auto* held = own_index()) {
      out.columns = std::move(held->index.columns);
      out.include = std::move(held->index.include);
      out.options = std::move(held->index.options);
      out.options.erase("postgresql.invalid");
      for (const auto& [name, value] : held->index.with)
        out.options["postgresql.with." + name] = parameter_value(value);
    }
    add_newer(out.options);
  }

  void read_unique() {
    auto& out = table_.uniques.emplace_back();
    const auto held = catalog_.indexes.find(oid(row_[12]));
    if (held != catalog_.indexes.end()) out.nulls_not_distinct = held->second.index.nulls_not_distinct;
    read_key(out);
  }

  void read_exclusion() {
    auto& out = table_.exclusions.emplace_back();
    out.name = text(row_[1]);
    read_timing(out);
    auto* held = own_index();
    if (!held) return;
    out.using_method = held->index.using_method;
    out.where = held->index.where;
    const auto operators = elements(row_[18]);
    for (std::size_t i = 0; i < held->index.columns.size(); ++i) {
      auto& added = out.elements.emplace_back();
      added.element = std::move(held->index.columns[i]);
      if (i < operators.size()) added.op = operators[i];
    }
  }

  bool enforced() const { return flag(row_[19]); }
  /// What PostgreSQL 18 has and the vocabulary has not.
  void add_newer(Options& options) const {
    if (!enforced()) options["postgresql.not_enforced"] = true;
    if (flag(row_[21])) options[text(row_[2]) == "f" ? "postgresql.period" : "postgresql.without_overlaps"] = true;
  }

  Catalog& catalog_;
  const FoundTable& found_;
  const SqlRow& row_;
  Table& table_;
};

std::string query_text(const Catalog& catalog) {
  return fmt::format(
      "SELECT k.conrelid, k.conname, k.contype, k.condeferrable, k.condeferred, k.convalidated, k.conkey, k.confrelid, "
      "k.confkey, k.confupdtype, k.confdeltype, k.confmatchtype, k.conindid, k.connoinherit, CASE k.contype WHEN 'c' "
      "THEN pg_get_expr(k.conbin, k.conrelid) END, p.relname, NULLIF(n.nspname, current_schema()), CASE WHEN p.oid IS "
      "NOT NULL THEN ARRAY(SELECT a.attname FROM unnest(k.confkey) WITH ORDINALITY u(number, place) JOIN "
      "pg_catalog.pg_attribute a ON a.attrelid = p.oid AND a.attnum = u.number ORDER BY u.place) END, CASE k.contype "
      "WHEN 'x' THEN ARRAY(SELECT CASE WHEN pg_operator_is_visible(o.oid) THEN o.oprname::text ELSE "
      "concat('OPERATOR(', "
      "quote_ident(m.nspname), '.', o.oprname, ')') END FROM unnest(k.conexclop) WITH ORDINALITY u(number, place) JOIN "
      "pg_catalog.pg_operator o ON o.oid = u.number JOIN pg_catalog.pg_namespace m ON m.oid = o.oprnamespace ORDER BY "
      "u.place) END, {}, {}, {} FROM pg_catalog.pg_constraint k LEFT JOIN pg_catalog.pg_class p ON p.oid = k.confrelid "
      "AND k.confrelid NOT IN {} LEFT JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace WHERE k.conparentid = 0 "
      "AND k.conislocal AND (k.contype <> 'c' OR k.coninhcount = 0) AND k.conrelid IN {}",
      catalog.version >= 180000 ? "k.conenforced" : "true",
      catalog.version >= 150000 ? "k.confdelsetcols" : "NULL::int2[]",
      catalog.version >= 180000 ? "k.conperiod" : "false", catalog.table_oids(), catalog.table_oids());
}

}  // namespace

void read_constraints(Catalog& catalog) {
  for (const auto& row : catalog.query(query_text(catalog))) {
    if (const auto* found = catalog.found_table(oid(row[0]))) ConstraintReader(catalog, *found, row).read();
  }
  for (auto& [oid, held] : catalog.indexes) {
    if (!held.of_constraint) catalog.table(*catalog.found_table(held.table)).indexes.push_back(std::move(held.index));
  }
}

}  // namespace migrate::postgresql
