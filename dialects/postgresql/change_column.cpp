#include "dialects/postgresql/change_column.hpp"

#include <algorithm>

#include "dialects/postgresql/casts.hpp"
#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/ddl_text.hpp"
#include "dialects/postgresql/dependents.hpp"
#include "dialects/postgresql/guard.hpp"
#include "dialects/postgresql/identity.hpp"
#include "dialects/postgresql/kept_column.hpp"
#include "dialects/postgresql/numbering.hpp"
#include "dialects/postgresql/questions.hpp"
#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/apply.hpp"
#include "src/operations/describe.hpp"

namespace migrate::postgresql {
namespace {

constexpr int first_set_expression = 170000;
constexpr int first_storage_default = 160000;
constexpr int first_virtual = 180000;

std::string column_comment(const TableName& table, const Column& column) {
  return render_comment("COLUMN " + quote_table(table) + "." + quote_name(column.name), column.comment);
}

std::string update(const TableName& table, const std::string& column, const std::string& value,
                   const std::string& where) {
  return "UPDATE " + quote_table(table) + " SET " + quote_name(column) + " = " + value +
         (where.empty() ? "" : " WHERE " + where);
}

/// A column that comes back is filled with 0 or the empty text where nobody knows better (neutral_value), which is no
/// value of these types.
std::string fitting(const std::string& backfill, const Type& type) {
  if (type.kind == TypeKind::boolean && backfill == "0") return "false";
  if (backfill != "''") return backfill;
  if (type.kind == TypeKind::enumeration) return "enum_first(NULL::" + sql_of(type) + ")";
  if (type.kind == TypeKind::interval) return "'0'";
  if (type.kind != TypeKind::native) return backfill;
  if (type.name.ends_with("[]") || type.name.ends_with("multirange")) return "'{}'";
  if (type.name.ends_with("range")) return "'empty'";
  if (type.name == "json" || type.name == "jsonb") return "'null'";
  if (type.name.starts_with("timestamp")) return "'1970-01-01 00:00:00'";
  if (type.name.starts_with("time")) return "'00:00:00'";
  if (type.name == "inet" || type.name == "cidr") return "'0.0.0.0'";
  return type.name.starts_with("interval") ? "'0'" : backfill;
}

/// What the rest of a change writes where the type is the same.
std::string default_clause(const Column& to) {
  return to.default_sql ? "SET DEFAULT " + default_text(*to.default_sql) : "DROP DEFAULT";
}

/// Where nothing is said of the constraint, in the words that every version knows.
std::string set_not_null(const Column& column) {
  if (not_null_of(column) == NotNull{}) return "ALTER COLUMN " + quote_name(column.name) + " SET NOT NULL";
  return "ADD " + render_not_null(column);
}

/// "about 1,000 rows", "every row".
std::string rows_text(double estimate) {
  if (estimate < 0) return "every row";
  return "about " + grouped(static_cast<std::size_t>(estimate)) + (estimate == 1 ? " row" : " rows");
}

/// Both ends of a change, whichever way it is written; one query for the short form.
struct ColumnEnds {
  Column from, to;
};
ColumnEnds ends_of(Connection& connection, const TableName& table, const AlterColumn& operation) {
  if (operation.from && operation.to) return {*operation.from, *operation.to};
  auto from = column_now(connection, table, operation.column);
  auto to = operation.to ? *operation.to : changed(from, operation.set);
  return {std::move(from), std::move(to)};
}

/// ADD COLUMN, and what has no place in it.
void add_whole(TableUnit& unit, const Column& column) {
  const auto alter = "ALTER COLUMN " + quote_name(column.name) + " SET ";
  unit.clause("ADD COLUMN " + render_column(column));
  if (const auto storage = text_option(column.options, "postgresql.storage"); !storage.empty())
    unit.clause(alter + "STORAGE " + storage);
  if (const auto method = text_option(column.options, "postgresql.compression"); !method.empty())
    unit.clause(alter + "COMPRESSION " + method);
  if (!column.nullable && not_null_of(column).not_valid) unit.clause("ADD " + render_not_null(column));
  if (!column.comment.empty()) unit.after(column_comment(unit.table(), column));
}

/// ALTER COLUMN, clause by clause; `from` and `to` are both known.
class ColumnChanger {
 public:
  ColumnChanger(const ColumnSight& sight, TableUnit& unit, const AlterColumn& operation, ColumnEnds ends)
      : sight_(sight),
        unit_(unit),
        operation_(operation),
        from_(std::move(ends.from)),
        to_(std::move(ends.to)),
        old_type_(canonical(own_type(from_))),
        new_type_(canonical(own_type(to_))) {}

  void run() {
    if (from_.name != to_.name) {
      refuse_to_rename_column(sight_.connection, sight_.table, from_.name);
      unit_.statement("ALTER TABLE " + quote_table(unit_.table()) + " RENAME COLUMN " + quote_name(from_.name) +
                      " TO " + quote_name(to_.name));
      if (is_serial(from_)) rename_serial(unit_, unit_.table().name, from_.name, unit_.table().name, to_.name);
    }
    refuse_newer(sight_.connection, unit_.table(), to_);
    if (needs_new_column()) return replace();
    const bool fills = !operation_.backfill.empty() && tightens();
    if (fills && !retypes()) fill();
    end_numbering(sight_, unit_, from_, to_);
    generated();
    type();
    default_value();
    keep_defaults_below();
    if (fills && retypes()) fill();
    nullability();
    begin_numbering(sight_, unit_, from_, to_);
    storage();
    if (from_.comment != to_.comment) unit_.after(column_comment(unit_.table(), to_));
  }

 private:
  bool retypes() const { return old_type_ != new_type_ || from_.collation != to_.collation; }
  bool tightens() const { return from_.nullable && !to_.nullable; }
  std::string name() const { return quote_name(to_.name); }
  std::string title() const { return "table " + display(unit_.table()) + ", column " + to_.name; }
  void alter(const std::string& what) { unit_.clause("ALTER COLUMN " + name() + " " + what); }

  bool changes_expression() const { return from_.generated && to_.generated && from_.generated != to_.generated; }

  /// A column becomes a generated one, or another generated one, only as a new column.
  bool needs_new_column() const {
    if (to_.generated && !from_.generated) return true;
    if (from_.generated && !to_.generated) return !from_.generated->stored;
    if (!changes_expression()) return false;
    return from_.generated->stored != to_.generated->stored || version_of(sight_.connection) < first_set_expression;
  }

  void replace() {
    const auto kept = kept_with_column(sight_.connection, sight_.table, from_.name);
    auto gone = sight_.gone;
    gone.insert(kept.statistics.begin(), kept.statistics.end());
    refuse_to_drop_columns(sight_.connection, sight_.table, {from_.name}, gone);
    unit_.clause("DROP COLUMN " + name());
    add_whole(unit_, to_);
    for (const auto& sql : kept.statements) unit_.after(sql);
    unit_.way("drops " + display(unit_.table()) + "." + to_.name + " and adds it again, as its last column (" +
              rows_text(estimated_rows(sight_.connection, sight_.table)) + " written anew" +
              (from_.generated ? "" : "; the values that it had are lost") + ")");
  }

  void generated() {
    if (from_.generated && !to_.generated) alter("DROP EXPRESSION");
    if (changes_expression()) alter("SET EXPRESSION AS (" + to_.generated->expression + ")");
  }

  void type() {
    if (!retypes()) return;
    const auto dependents = type_dependents(sight_.connection, sight_.table, from_.name, sight_.gone);
    auto clause = "TYPE " + sql_of(new_type_);
    if (from_.collation != to_.collation)
      clause += " COLLATE " + (to_.collation.empty() ? "\"default\"" : collation_text(to_.collation));
    else if (!to_.collation.empty())
      clause += " COLLATE " + collation_text(to_.collation);
    const auto cast = cast_between(sight_.connection, old_type_, new_type_, name());
    takes_default_ = cast.takes_default;
    using_ = operation_.using_expression.empty() ? cast.using_sql : operation_.using_expression;
    if (operation_.using_expression.empty()) check_values(cast);
    if (!using_.empty()) clause += " USING " + using_;
    if (!takes_default() && from_.default_sql && !from_.generated) alter("DROP DEFAULT");
    alter(clause);
    validate_below();
    if (cast.rewrites || !operation_.using_expression.empty()) {
      unit_.way("rewrites " + display(unit_.table()) + " (" + rows_text(dependents.rows) + "): type of " + to_.name +
                " to " + sql_of(new_type_));
    }
  }

  /// A new type makes the checks over the column anew, all as valid as those of the table that they come from.
  void validate_below() {
    for (const auto& check : valid_checks_below(sight_.connection, sight_.table, from_.name)) {
      if (!sight_.gone.contains(check.name))
        unit_.after("ALTER TABLE " + check.table + " VALIDATE CONSTRAINT " + quote_name(check.name));
    }
  }

  /// Nobody has said how the values are converted.
  void check_values(const Cast& cast) {
    const auto proposal = name() + "::" + sql_of(new_type_);
    if (!cast.possible) {
      throw DatabaseError(
          title() + ": PostgreSQL does not turn " + sql_of(old_type_) + " into " + sql_of(new_type_) + " by itself",
          "say how, in alter_column: using = \"" + (cast.proposal.empty() ? "…\" with" : cast.proposal + "\", or") +
              " whatever its values become");
    }
    if (cast.lossy.empty() || unit_.concerns(cast.lossy)) return;
    unit_.guard(no_losses(unit_.table(), to_.name, sql_of(new_type_), cast.lossy,
                          cast.proposal.empty() ? proposal : cast.proposal));
  }

  /// Whether the default may stay as it is while the type changes.
  bool takes_default() const { return takes_default_ && from_.default_sql == to_.default_sql; }

  void default_value() {
    if (from_.generated || to_.generated || counter_of(to_) == Counter::serial) return;
    if (counter_of(from_) == Counter::serial && !to_.default_sql) return;
    if (!retypes()) {
      if (from_.default_sql != to_.default_sql) alter(default_clause(to_));
      return;
    }
    if (takes_default() || !to_.default_sql) return;
    const bool of_old_type = from_.default_sql == to_.default_sql;
    alter("SET DEFAULT " + default_text(of_old_type ? without_cast(*to_.default_sql) : *to_.default_sql));
  }

  /// A default goes down to all tables below, also to those that have one of their own.
  void keep_defaults_below() {
    if (from_.generated || to_.generated || (from_.default_sql == to_.default_sql && !retypes())) return;
    for (const auto& own : own_defaults_below(sight_.connection, sight_.table, from_.name)) {
      const auto value = own.default_sql && retypes() ? std::optional(without_cast(*own.default_sql)) : own.default_sql;
      Column held = to_;
      held.default_sql = value;
      unit_.after("ALTER TABLE " + own.table + " ALTER COLUMN " + name() + " " + default_clause(held));
    }
  }

  /// Checks that wait for the end of the transaction would not let the table be altered until then.
  void fill() {
    const auto waiting = deferred_keys(sight_.connection, sight_.table, sight_.gone);
    unit_.statement(update(unit_.table(), to_.name, operation_.backfill, name() + " IS NULL"));
    if (!waiting.empty()) {
      unit_.statement("SET CONSTRAINTS " + join(waiting, ", ") + " IMMEDIATE");
      unit_.statement("SET CONSTRAINTS " + join(waiting, ", ") + " DEFERRED");
    }
    unit_.way("writes the rows of " + display(unit_.table()) + " where " + to_.name + " is NULL");
    filled_ = true;
  }

  void nullability() {
    if (to_.nullable && from_.nullable) return;
    if (to_.nullable) return alter("DROP NOT NULL");
    if (!from_.nullable) return not_null_constraint();
    if (not_null_of(to_).not_valid) return unit_.clause(set_not_null(to_));
    const bool certain = filled_ && is_constant(operation_.backfill) && !is_null(operation_.backfill);
    const bool converted = !filled_ && !using_.empty();
    if (!certain) unit_.guard(no_nulls(unit_.table(), to_.name, converted ? using_ : name()));
    unit_.clause(has_not_null_constraints(sight_.connection) ? set_not_null(to_)
                                                             : "ALTER COLUMN " + name() + " SET NOT NULL");
    if (!retypes()) unit_.way("reads every row of " + display(unit_.table()) + ": " + to_.name + " allows no NULL");
  }

  /// The column allows no NULL before and after; what changes is the constraint that says so.
  void not_null_constraint() {
    const auto before = not_null_of(from_), after = not_null_of(to_);
    if (before == after || !has_not_null_constraints(sight_.connection)) return;
    const auto held = not_null_held(sight_.connection, sight_.table, from_);
    if (after.not_valid && !before.not_valid) {
      alter("DROP NOT NULL");
      return unit_.clause("ADD " + render_not_null(to_));
    }
    if (before.no_inherit != after.no_inherit)
      unit_.clause("ALTER CONSTRAINT " + quote_name(held) + (after.no_inherit ? " NO INHERIT" : " INHERIT"));
    if (before.not_valid && !after.not_valid) {
      unit_.guard(no_nulls(unit_.table(), to_.name, name()));
      unit_.clause("VALIDATE CONSTRAINT " + quote_name(held));
    }
    const auto wanted = after.name.empty() ? not_null_name(unit_.table().name, to_.name) : after.name;
    if (before.name != after.name && held != wanted)
      unit_.statement("ALTER TABLE " + quote_table(unit_.table()) + " RENAME CONSTRAINT " + quote_name(held) + " TO " +
                      quote_name(wanted));
  }

  void storage() {
    const auto storage_before = text_option(from_.options, "postgresql.storage");
    const auto storage_now = text_option(to_.options, "postgresql.storage");
    if (storage_before != storage_now) alter("SET STORAGE " + (storage_now.empty() ? usual_storage() : storage_now));
    const auto before = text_option(from_.options, "postgresql.compression");
    const auto now = text_option(to_.options, "postgresql.compression");
    if (before != now) alter("SET COMPRESSION " + (now.empty() ? "default" : now));
  }

  std::string usual_storage() const {
    if (version_of(sight_.connection) >= first_storage_default) return "DEFAULT";
    switch (new_type_.kind) {
      case TypeKind::numeric: return "MAIN";
      case TypeKind::varchar:
      case TypeKind::character:
      case TypeKind::text:
      case TypeKind::blob:
      case TypeKind::json:
      case TypeKind::native: return "EXTENDED";
      default: return "PLAIN";
    }
  }

  const ColumnSight& sight_;
  TableUnit& unit_;
  const AlterColumn& operation_;
  Column from_, to_;
  Type old_type_, new_type_;
  std::string using_;
  bool takes_default_ = true;
  bool filled_ = false;
};

}  // namespace

void refuse_newer(Connection& connection, const TableName& table, const Column& column) {
  if (connection.offline_schema() || version_of(connection) >= first_virtual) return;
  if (const auto held = not_null_of(column); held.not_valid || held.no_inherit) {
    throw DatabaseError("table " + display(table) + ", column " + column.name +
                            ": PostgreSQL before 18 has no NOT NULL that is " +
                            (held.not_valid ? "NOT VALID" : "NO INHERIT"),
                        std::string("leave postgresql.not_null_") + (held.not_valid ? "not_valid" : "no_inherit") +
                            " out; a check (… IS NOT NULL) can be that on every version");
  }
  if (!column.generated || column.generated->stored) return;
  throw DatabaseError("table " + display(table) + ", column " + column.name +
                          ": PostgreSQL before 18 has only generated columns that are stored",
                      "write generated = { expression = \"" + column.generated->expression + "\", stored = true }");
}

void add_column(TableUnit& unit, const AddColumn& operation) {
  auto column = operation.column;
  const auto name = quote_name(column.name);
  const auto wanted_default = column.default_sql;
  const auto backfill = fitting(operation.backfill, canonical(own_type(column)));
  const bool fills = !backfill.empty() && !column.generated;
  const bool constant = fills && is_constant(backfill) && (!is_null(backfill) || column.nullable);
  const bool tightens = fills && !constant && !column.nullable;
  const bool not_valid = !column.nullable && not_null_of(column).not_valid;
  const bool filled =
      fills || column.nullable || not_valid || column.default_sql || column.generated || column.identity;
  if (!filled && !is_serial(column)) unit.guard(no_rows(unit.table(), column.name));
  if (constant) column.default_sql = backfill;  // kept in the catalog for the rows that are there
  if (tightens) column.nullable = true;
  add_whole(unit, column);
  if (constant && wanted_default != column.default_sql) {
    column.default_sql = wanted_default;
    unit.statement("ALTER TABLE " + quote_table(unit.table()) + " ALTER COLUMN " + name + " " + default_clause(column));
  } else if (fills && !constant) {
    unit.statement(update(unit.table(), column.name, backfill, ""));
    unit.way("writes every row of " + display(unit.table()) + ": fills " + column.name);
    if (tightens && !not_valid) {
      unit.guard(no_nulls(unit.table(), column.name, name));
      unit.clause(set_not_null(column));
    }
  }
}

void drop_column(const ColumnSight& sight, TableUnit& unit, const DropColumn& operation) {
  refuse_to_drop_columns(sight.connection, sight.table, {operation.column}, sight.gone);
  unit.clause("DROP COLUMN " + quote_name(operation.column));
}

void alter_column(const ColumnSight& sight, TableUnit& unit, const AlterColumn& operation) {
  ColumnChanger(sight, unit, operation, ends_of(sight.connection, sight.table, operation)).run();
}

}  // namespace migrate::postgresql
