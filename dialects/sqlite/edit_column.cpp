// Columns: add, drop, alter.
#include <algorithm>

#include "dialects/sqlite/connection.hpp"
#include "dialects/sqlite/edit.hpp"
#include "dialects/sqlite/edit_parts.hpp"
#include "dialects/sqlite/edit_text.hpp"
#include "dialects/sqlite/equivalence.hpp"
#include "dialects/sqlite/introspect.hpp"
#include "dialects/sqlite/native_constraint.hpp"
#include "dialects/sqlite/render_table.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/apply.hpp"

namespace migrate::sqlite {
namespace {

const std::string autoincrement_option = "sqlite.autoincrement";

bool has_default(const Column& column) {
  return column.default_sql && !equal_ignoring_case(trim(*column.default_sql), "NULL");
}

/// SQLite's DROP COLUMN cuts from the comma before the last column, and with it a comment that belongs to the column
/// before.
bool would_cut_a_comment(const ParsedTable& table, std::string_view sql, const ParsedColumn& column) {
  const auto index = static_cast<std::size_t>(&column - table.columns.data());
  if (index == 0 || index + 1 != table.columns.size()) return false;
  const auto comma = next_token(sql, table.columns[index - 1].span.end);
  return !trim(sql.substr(comma.end(), column.span.begin - comma.end())).empty();
}

std::string obstacle_to_drop(const TableDraft& draft, std::string_view name) {
  if (SqliteConnection::library_version() < 3035000) return "this SQLite has no DROP COLUMN";
  const auto table = draft.parsed();
  const auto& column = *table.find_column(name);
  if (column.find(ConstraintKind::primary_key)) return "it is the primary key";
  if (column.find(ConstraintKind::unique)) return "it is unique";
  if (column.find(ConstraintKind::references)) return "it has a foreign key";
  if (would_cut_a_comment(table, draft.sql, column)) return "a comment before it would go with it";
  return "";
}

/// Whether the trigger fires on changes of the column alone: without it, it would be there and never fire.
bool fires_on(const SchemaObject& trigger, std::string_view column) {
  const auto tokens = tokenize(trigger.sql);
  const auto of = std::ranges::find_if(tokens, [](const Token& token) { return token.is_keyword("OF"); });
  for (auto token = of; token != tokens.end() && !token->is_keyword("ON"); ++token) {
    if (token != of && token->is_name() && equal_ignoring_case(unquote_name(token->text), column)) return true;
    if (token->is_keyword("BEGIN")) return false;
  }
  return false;
}

void refuse_if_used(const TableDraft& draft, std::string_view column) {
  auto users = users_of_column(draft, column);
  for (const auto& trigger : draft.triggers) {
    if (fires_on(trigger, column)) users.push_back("trigger " + trigger.name + " (UPDATE OF)");
  }
  if (users.empty()) return;
  throw DatabaseError("table " + draft.name + ": column " + std::string(column) +
                          " cannot be dropped while it is used by " + join(users, ", "),
                      "drop what uses it first, in the same revision");
}

std::string shown(const std::string& text) { return text.empty() ? "none" : text; }

/// One attribute of a column on its way from `from` to `to`, with what the database has now.
struct Attribute {
  std::string_view what;  ///< "type"
  std::string from, now, to;
  bool same_ends, is_from, is_to;
};

/// Whether the attribute has to change. Throws where the database has neither of the two ends.
bool must_change(const TableDraft& draft, std::string_view column, const Attribute& attribute) {
  if (attribute.same_ends || attribute.is_to) return false;
  if (attribute.is_from) return true;
  throw DatabaseError("table " + draft.name + ", column " + std::string(column) + ": the revision was written for " +
                          std::string(attribute.what) + " " + shown(attribute.from) + ", the database has " +
                          shown(attribute.now),
                      "compare the database with the revisions (migrate diff), and correct one of them");
}

/// Applies what differs between two columns, attribute by attribute.
class ColumnChanger {
 public:
  ColumnChanger(TableDraft& draft, const AlterColumn& change, Column from, Column to)
      : draft_(draft),
        change_(change),
        table_(draft.table()),
        from_(std::move(from)),
        to_(std::move(to)),
        now_(require_column(draft, from_.name)),
        name_(now_.name) {}

  void run() {
    change_generated();
    change_type();
    change_nullability();
    change_default();
    change_collation();
    change_autoincrement();
    if (!change_.using_expression.empty() && !to_.generated) set_value(change_.using_expression);
  }

 private:
  bool must(std::string_view what, const std::string& from, const std::string& now, const std::string& to, auto same) {
    return must_change(draft_, name_, {what, from, now, to, same(from_, to_), same(now_, from_), same(now_, to_)});
  }

  void set_value(const std::string& expression) {
    draft_.values[key_of(name_)] = expression;
    draft_.beyond_native("convert " + name_);
    draft_.guard(Converts{name_});
  }

  void set_clause(ConstraintKind kind, const std::string& clause, const std::string& reason) {
    draft_.sql = set_column_clause(draft_.sql, name_, kind, clause);
    draft_.beyond_native(reason);
  }

  /// What existing rows have in the column before this change: in one that the same unit adds, its default.
  std::string value_now() const {
    const auto found = draft_.values.find(key_of(name_));
    if (found != draft_.values.end()) return found->second;
    if (!draft_.added.contains(key_of(name_))) return quote_name(name_);
    return now_.default_sql ? "(" + *now_.default_sql + ")" : "NULL";
  }

  void change_type() {
    const auto same = [&](const Column& a, const Column& b) { return rules_.same_type(table_, a, b); };
    const auto type = declared_type(to_.type);
    if (!must("type", declared_type(from_.type), declared_type(now_.type), type, same)) return;
    draft_.sql = set_column_type(draft_.sql, name_, type);
    draft_.beyond_native("change type of " + name_ + " from " + shown(declared_type(now_.type)) + " to " + shown(type));
    if (affinity_of(type) != affinity_of(declared_type(now_.type))) draft_.guard(Converts{name_});
  }

  void change_nullability() {
    const auto same = [&](const Column& a, const Column& b) {
      return rules_.same_nullability(table_, a, b) && render_not_null(a).empty() == render_not_null(b).empty() &&
             (a.nullable || render_not_null(a) == render_not_null(b));
    };
    const auto text = [](const Column& column) { return column.nullable ? "NULL" : render_not_null(column); };
    if (!must("nullability", text(from_), text(now_), text(to_), same)) return;
    draft_.sql = set_column_clause(draft_.sql, name_, ConstraintKind::not_null, render_not_null(to_));
    auto column = to_;
    column.name = name_;
    const bool alone = to_.nullable != now_.nullable && (to_.nullable || change_.backfill.empty());
    draft_.native_or_beyond(alone ? alter_not_null(draft_.version, draft_.name, column) : "",
                            (to_.nullable ? "drop NOT NULL of " : "set NOT NULL on ") + name_,
                            to_.nullable ? Cost::nothing : Cost::reads);
    if (to_.nullable || !now_.nullable) return;
    if (!change_.backfill.empty()) {
      draft_.values[key_of(name_)] = "coalesce(" + value_now() + ", " + change_.backfill + ")";
    }
    draft_.guard(NoNulls{name_});
  }

  void change_default() {
    const auto same = [&](const Column& a, const Column& b) { return rules_.same_default(table_, a, b); };
    const auto text = [](const Column& column) { return column.default_sql.value_or(""); };
    if (!must("default", text(from_), text(now_), text(to_), same)) return;
    if (draft_.added.contains(key_of(name_))) draft_.values[key_of(name_)] = value_now();
    set_clause(ConstraintKind::default_value, render_default(to_), "change default of " + name_);
  }

  void change_collation() {
    const auto same = [&](const Column& a, const Column& b) { return rules_.same_collation(a.collation, b.collation); };
    if (!must("collation", from_.collation, now_.collation, to_.collation, same)) return;
    set_clause(ConstraintKind::collate, render_collation(to_.collation), "change collation of " + name_);
  }

  void change_generated() {
    const auto same = [&](const Column& a, const Column& b) {
      if (a.generated.has_value() != b.generated.has_value()) return false;
      return !a.generated || (a.generated->stored == b.generated->stored &&
                              rules_.same_expression(table_, a.generated->expression, b.generated->expression));
    };
    const auto text = [](const Column& column) { return column.generated ? column.generated->expression : ""; };
    if (!must("expression", text(from_), text(now_), text(to_), same)) return;
    set_clause(ConstraintKind::generated, render_generated(to_), "change expression of " + name_);
  }

  void change_autoincrement() {
    const bool from = has_option(from_.options, autoincrement_option),
               to = has_option(to_.options, autoincrement_option);
    if (from == to || has_option(now_.options, autoincrement_option) == to) return;
    draft_.sql = set_autoincrement(draft_.sql, name_, to);
    if (to) draft_.autoincrement.insert(key_of(name_));
    draft_.beyond_native((to ? "set AUTOINCREMENT on " : "drop AUTOINCREMENT of ") + name_);
  }

  TableDraft& draft_;
  const AlterColumn& change_;
  Table table_;
  Column from_, to_, now_;
  std::string name_;
  SqliteEquivalence rules_;
};

void insert_in_place(TableDraft& draft, const AddColumn& addition, const std::string& definition) {
  if (!addition.insert_before.empty() && !addition.insert_after.empty()) {
    throw DatabaseError(
        "table " + draft.name + ": column " + addition.column.name + " has both insert_before and insert_after",
        "one of them says where it comes");
  }
  if (!addition.insert_before.empty()) {
    draft.sql = insert_column_before(draft.sql, definition, require_column(draft, addition.insert_before).name);
  } else if (!addition.insert_after.empty()) {
    draft.sql = insert_column_after(draft.sql, definition, require_column(draft, addition.insert_after).name);
  } else {
    draft.sql = insert_column(draft.sql, definition);
  }
}

bool is_last(const TableDraft& draft, std::string_view column) {
  return equal_ignoring_case(draft.parsed().columns.back().name.text, column);
}

/// SQLite before 3.41 takes such a column into a STRICT table, and then every row is wrong.
void refuse_wrong_default(const TableDraft& draft, Column column) {
  if (!has_default(column) || !draft.parsed().strict) return;
  column.nullable = true;
  const auto table = connect_sqlite(Url{}, {});
  table->execute("CREATE TABLE t (" + render_column(column) + ") STRICT");
  try {
    table->execute("INSERT INTO t DEFAULT VALUES");
  } catch (const DatabaseError&) {
    throw DatabaseError("table " + draft.name + " is STRICT, and its new column " + column.name + " of type " +
                            declared_type(column.type) + " cannot hold its default " + *column.default_sql,
                        "give it a default of its type");
  }
}

/// A column that comes back is filled with 0 or the empty text where nobody knows better (neutral_value): a native type
/// for numbers has 0, which is no text beside them.
std::string fitting(const std::string& backfill, const Type& type) {
  if (backfill != "''" || type.kind != TypeKind::native) return backfill;
  const auto affinity = affinity_of(declared_type(type));
  return affinity == Affinity::text || affinity == Affinity::blob ? backfill : "0";
}

}  // namespace

std::string obstacle_to_add(const AddColumn& addition) {
  const auto& column = addition.column;
  if (column.identity) return "it numbers the rows";
  if (column.generated && (column.generated->stored || !column.nullable)) return "it is generated and stored";
  if (!column.nullable && !has_default(column) && !addition.backfill.empty())
    return "NOT NULL, and its values are computed";
  if (has_default(column) && !is_constant_default(*column.default_sql)) return "its default is an expression";
  return "";
}

void add_column(TableDraft& draft, const AddColumn& addition) {
  if (draft.parsed().find_column(addition.column.name)) {
    throw DatabaseError("table " + draft.name + " already has a column " + addition.column.name);
  }
  const auto column = adapted_column(draft, addition.column);
  const auto backfill = fitting(addition.backfill, column.type);
  refuse_wrong_default(draft, column);
  const auto key = key_of(column.name);
  insert_in_place(draft, addition, render_column(column));
  draft.added.insert(key);
  draft.dropped.erase(key);
  if (!backfill.empty()) draft.values[key] = backfill;
  if (has_option(column.options, autoincrement_option)) draft.autoincrement.insert(key);

  const bool has_value = has_default(column) || column.generated || column.identity || !backfill.empty();
  if (!column.nullable && !has_value) draft.guard(NoRows{column.name});
  if (!column.nullable && !backfill.empty()) draft.guard(NoNulls{column.name});

  auto obstacle = obstacle_to_add(addition);
  if (!is_last(draft, column.name)) obstacle = "it is not the last one";
  if (!backfill.empty() && !draft.triggers.empty()) obstacle = "its values must not fire triggers";
  if (!obstacle.empty()) return draft.beyond_native("add column " + column.name + " (" + obstacle + ")");
  const auto table = quote_name(draft.name);
  draft.add_native("ALTER TABLE " + table + " ADD COLUMN " + render_column(column), "add column " + column.name);
  if (backfill.empty()) return;
  draft.add_native("UPDATE " + table + " SET " + quote_name(column.name) + " = " + backfill,
                   "fill column " + column.name, Cost::writes);
}

void drop_column(TableDraft& draft, const DropColumn& drop) {
  const auto column = require_column(draft, drop.column);
  if (draft.table().columns.size() == 1) {
    throw DatabaseError("table " + draft.name + ": " + column.name + " is its last column and cannot be dropped",
                        "drop the table");
  }
  drop_constraints_of(draft, column.name);
  end_step(draft);  // they can go in place, and the column by itself
  refuse_if_used(draft, column.name);
  if (const auto obstacle = obstacle_to_drop(draft, column.name); obstacle.empty()) {
    draft.add_native("ALTER TABLE " + quote_name(draft.name) + " DROP COLUMN " + quote_name(column.name),
                     "drop column " + column.name, Cost::writes);
  } else {
    draft.beyond_native("drop column " + column.name + " (" + obstacle + ")");
  }
  draft.sql = remove_column(draft.sql, column.name);
  const auto key = key_of(column.name);
  draft.values.erase(key);
  draft.autoincrement.erase(key);
  if (!draft.added.erase(key)) draft.dropped.insert(key);
}

void alter_column(TableDraft& draft, const AlterColumn& change) {
  if (change.from && change.to) {
    auto from = adapted_column(draft, *change.from);
    from.name = change.column;
    ColumnChanger(draft, change, std::move(from), adapted_column(draft, *change.to)).run();
    return;
  }
  const auto now = require_column(draft, change.column);
  auto to = changed(now, change.set);
  to.name = now.name;
  if (change.set.type) to.type = adapted_column(draft, to).type;
  ColumnChanger(draft, change, now, std::move(to)).run();
}

std::string new_name_of(const AlterColumn& change) {
  const auto& name = change.from && change.to ? change.to->name : change.set.name;
  return name == change.column ? "" : name;
}

AlterColumn without_rename(const AlterColumn& change) {
  auto out = change;
  if (const auto name = new_name_of(change); !name.empty()) {
    out.column = name;
    if (out.from) out.from->name = name;
    out.set.name.clear();
  }
  return out;
}

bool changes_more_than_name(const AlterColumn& change) {
  if (!change.using_expression.empty()) return true;
  if (change.from && change.to) {
    auto from = *change.from;
    from.name = change.to->name;
    from.comment = change.to->comment;
    from.renamed_from = change.to->renamed_from;
    return from != *change.to;
  }
  const auto& set = change.set;
  return set.type || set.nullable || set.default_sql || set.collation;
}

}  // namespace migrate::sqlite
