// The part of ALTER TABLE that is about columns. MODIFY and CHANGE name every attribute of a column, so what an
// operation does not speak of is taken from the catalog.
#include <algorithm>

#include "dialects/mysql/alter.hpp"
#include "dialects/mysql/ddl.hpp"
#include "dialects/mysql/dependents.hpp"
#include "dialects/mysql/guards.hpp"
#include "dialects/mysql/text.hpp"
#include "dialects/mysql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/apply.hpp"
#include "src/operations/describe.hpp"
#include "src/schema/expression.hpp"

namespace migrate::mysql {
namespace {

bool begins_with_any(const std::string& name, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return name.starts_with(word); });
}

bool is_text(const Type& type) {
  const auto name = type.kind == TypeKind::native ? lower(type.name) : std::string();
  return type.kind == TypeKind::varchar || type.kind == TypeKind::character || type.kind == TypeKind::text ||
         begins_with_any(name, {"varchar", "char", "text", "tinytext", "mediumtext", "longtext"});
}

bool holds_long_text(const Type& type) {
  return type.kind == TypeKind::text || type.kind == TypeKind::blob || type.kind == TypeKind::json ||
         (type.kind == TypeKind::native &&
          (type.name.find("text") != type.name.npos || type.name.find("blob") != type.name.npos));
}

Type way_over_text(const Type& from) {
  if (holds_long_text(from)) return {.kind = TypeKind::native, .name = "longtext", .dialect = "mysql"};
  return {.kind = TypeKind::varchar, .length = 255};
}

/// The values that an enum or set has no longer.
std::vector<std::string> lost_values(const Type& from, const Type& to) {
  const auto after = values_of(to);
  std::vector<std::string> out;
  if (after.empty()) return out;
  for (auto& value : values_of(from)) {
    if (std::ranges::find(after, value) == after.end()) out.push_back(std::move(value));
  }
  return out;
}

/// A column that comes back is filled with 0 or the empty text where nobody knows better (neutral_value), which is no
/// value of these types.
std::string fitting(const std::string& backfill, const Type& type) {
  if (backfill != "''" || type.kind != TypeKind::native) return backfill;
  const auto name = lower(type.name);
  if (name.starts_with("enum")) return quote_text(values_of(type).at(0));
  if (begins_with_any(name, {"tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "bit"}))
    return "0";
  if (name.starts_with("year")) return "1970";
  if (begins_with_any(name, {"datetime", "timestamp"})) return "'1970-01-02 00:00:00'";
  if (name.starts_with("time")) return "'00:00:00'";
  if (name == "uuid") return "'00000000-0000-0000-0000-000000000000'";
  if (name == "inet4" || name == "inet6") return name == "inet4" ? "'0.0.0.0'" : "'::'";
  if (begins_with_any(name, {"point", "geometry"}) && !name.starts_with("geometryc"))
    return "ST_GeomFromText('POINT(0 0)')";
  return backfill;
}

bool only_renamed(Column from, const Column& to) {
  from.name = to.name;
  return from == to;
}

/// MariaDB keeps such a check under the column's name, and RENAME COLUMN leaves it the old one.
bool has_own_check(const Column& column, const Server& server) {
  return server.mariadb && (own_type(column).kind == TypeKind::json || column.options.contains("mysql.check"));
}

bool names_one(const std::vector<std::string>& columns, const std::string& column) {
  return std::ranges::any_of(columns, [&](const auto& name) { return equal_ignoring_case(name, column); });
}

/// Whether a default is one constant that every row can have from the start.
bool is_constant_for_all(const std::string& sql, const Column& column, const Server& server) {
  if (holds_long_text(own_type(column)) || column.default_sql || column.identity) return false;
  const auto text = default_text(sql, own_type(column), server);
  return !text.starts_with('(') && text.find('(') == text.npos && !lower(text).starts_with("current") &&
         !equal_ignoring_case(text, "null");
}

}  // namespace

bool has_charset(const Type& type) {
  return is_text(type) || begins_with_any(type.kind == TypeKind::native ? lower(type.name) : "", {"enum", "set"});
}

Column altered(const Column& held, const AlterColumn& operation) {
  if (!operation.to) return changed(held, operation.set);
  Column out = *operation.to;
  out.type = own_type(out);
  out.type_by_dialect.clear();
  if (!operation.from) return out;
  const auto& from = *operation.from;
  const auto keep = [&](auto member) {
    if (from.*member == out.*member) out.*member = held.*member;
  };
  if (own_type(from) == out.type) out.type = own_type(held);
  keep(&Column::nullable);
  keep(&Column::default_sql);
  keep(&Column::identity);
  keep(&Column::generated);
  keep(&Column::collation);
  keep(&Column::comment);
  for (const auto& [key, value] : held.options) {
    if (!from.options.contains(key) && !out.options.contains(key)) out.options.insert({key, value});
  }
  return out;
}

std::vector<std::string> retyped_columns(std::span<const Operation> operations) {
  std::vector<std::string> out;
  for (const auto& operation : operations) {
    const auto* altered = std::get_if<AlterColumn>(&operation.value);
    if (!altered) continue;
    const bool other = altered->to && altered->from ? own_type(*altered->from) != own_type(*altered->to) ||
                                                          altered->from->collation != altered->to->collation ||
                                                          text_option(altered->from->options, "mysql.charset") !=
                                                              text_option(altered->to->options, "mysql.charset")
                                                    : altered->to || altered->set.type || altered->set.collation;
    if (other) out.push_back(altered->column);
  }
  return out;
}

std::string AlterTable::behind(const std::string& column) {
  const auto& columns = now().columns;
  const auto at = static_cast<std::size_t>(&column_now(column) - columns.data());
  return at == 0 ? " FIRST" : " AFTER " + quote_name(columns[at - 1].name);
}

std::string AlterTable::place_of(const AddColumn& operation) {
  if (!operation.insert_after.empty()) return " AFTER " + quote_name(operation.insert_after);
  return operation.insert_before.empty() ? "" : behind(operation.insert_before);
}

void AlterTable::add(const AddColumn& operation) {
  const auto& server = ground_.server;
  const auto& column = operation.column;
  const auto place = place_of(operation);
  const auto backfill = fitting(operation.backfill, own_type(column));
  const bool needs_value = !column.nullable && !column.default_sql && !column.identity && !column.generated;
  if (backfill.empty()) {
    if (needs_value) guards_.push_back(guard_no_rows(table_, column));
    return clause("ADD COLUMN " + render_column(column, server) + place);
  }
  Column begun = column;
  if (is_constant_for_all(backfill, column, server)) {  // then no row has to be written
    begun.default_sql = backfill;
    clause("ADD COLUMN " + render_column(begun, server) + place);
    last_.push_back(alter({"MODIFY " + render_column(column, server)}));
    return;
  }
  begun.nullable = begun.nullable || !column.default_sql;
  clause("ADD COLUMN " + render_column(begun, server) + place);
  last_.push_back(
      update(quote_name(column.name) + " = " + backfill, {}, "fill " + display(table_) + "." + column.name));
  if (begun.nullable != column.nullable) last_.push_back(alter({"MODIFY " + render_column(column, server)}));
}

/// A column takes its place in keys with it, silently.
void AlterTable::refuse_in_use(const std::string& column) {
  if (!known()) return;
  std::vector<std::string> users;
  const auto look = [&](const auto& held, std::string_view kind) {
    const bool used = std::ranges::any_of(held.columns, [&](const IndexColumn& element) {
      return equal_ignoring_case(element.column, column) || mentions(element.expression, column);
    });
    if (used) users.push_back(std::string(kind) + held.name);
  };
  const auto& table = now();
  if (table.primary_key && table.primary_key->columns.size() > 1) look(*table.primary_key, "the primary key ");
  for (const auto& unique : table.uniques) look(unique, "the unique ");
  for (const auto& index : table.indexes) {
    if (index.name != numbering_index) look(index, "the index ");
  }
  if (mentions(text_option(table.options, "mysql.period"), column)) users.emplace_back("the period of the table");
  for (const auto& key : table.foreign_keys) {
    if (names_one(key.columns, column)) users.push_back("the foreign key " + key.name);
  }
  for (const auto& check : table.checks) {
    if (mentions(check.expression, column)) users.push_back("the check " + check.name);
  }
  for (const auto& other : table.columns) {
    if (other.generated && other.name != column && mentions(other.generated->expression, column))
      users.push_back("the generated column " + other.name);
  }
  if (users.empty()) return;
  throw DatabaseError("the column " + display(table_) + "." + column + " is used by " + join(users, ", "),
                      "drop what uses it before it, in the same revision");
}

void AlterTable::refuse_users(CatalogChange::Kind kind, const std::string& column, const std::string& what) {
  const CatalogChange change{kind, 0, table_, column};
  refuse_to_break(ground_.connection, change, ground_.rest, what);
  if (ground_.connection.offline_schema()) guards_.push_back(guard_users(change, what));
}

void AlterTable::add(const DropColumn& operation) {
  if (known()) column_now(operation.column);
  refuse_in_use(operation.column);
  refuse_users(CatalogChange::Kind::drop_column, operation.column,
               "drop column " + display(table_) + "." + operation.column);
  clause("DROP COLUMN " + quote_name(operation.column));
}

void AlterTable::add(const AlterColumn& operation) {
  const Column from = !known() && operation.from ? *operation.from : column_now(operation.column);
  Column to = altered(from, operation);
  if (!equal_ignoring_case(from.name, to.name)) {
    if (const auto check = text_option(to.options, "mysql.check"); !check.empty())
      to.options["mysql.check"] = replace_identifier(check, from.name, to.name);
    refuse_users(CatalogChange::Kind::rename_column, from.name,
                 "rename column " + display(table_) + "." + from.name + " to " + to.name);
    follow_rename(from.name, to.name);
  }
  if (!operation.using_expression.empty()) return convert(operation, from, to);
  guard_change(operation, from, to);
  change(from, to);
}

void AlterTable::guard_change(const AlterColumn& operation, const Column& from, const Column& to) {
  const auto name = quote_name(from.name);
  if (from.nullable && !to.nullable && !to.generated) {
    if (operation.backfill.empty())
      guard(guard_not_null(table_, from.name), {from.name});
    else
      first_.push_back(update(name + " = " + operation.backfill, name + " IS NULL",
                              "fill " + display(table_) + "." + from.name + " where it is NULL"));
  }
  const bool to_json = own_type(to).kind == TypeKind::json && own_type(from).kind != TypeKind::json;
  if (to_json && is_text(own_type(from))) guard(guard_json(table_, from.name), {from.name});
  const auto lost = lost_values(own_type(from), own_type(to));
  const bool is_set = lower(own_type(from).name).starts_with("set");
  if (!lost.empty()) guard(guard_values(table_, from.name, lost, is_set), {from.name});
}

void AlterTable::change(const Column& from, const Column& to) {
  const auto text = render_column(to, ground_.server);
  if (!changes_in_place(from.generated, to.generated)) {
    const auto place = behind(from.name);
    clause("DROP COLUMN " + quote_name(from.name));
    clause("ADD COLUMN " + text + place);
  } else if (from.name == to.name) {
    clause("MODIFY " + text);
  } else if (only_renamed(from, to) && ground_.server.renames_columns() && !has_own_check(from, ground_.server)) {
    clause("RENAME COLUMN " + quote_name(from.name) + " TO " + quote_name(to.name));
  } else {
    clause("CHANGE " + quote_name(from.name) + " " + text);
  }
}

/// Values go over text, which holds those before and those after, so that keys over the column stay.
void AlterTable::convert(const AlterColumn& operation, const Column& from, const Column& to) {
  const auto name = quote_name(from.name);
  const auto written =
      update(name + " = (" + operation.using_expression + ")", {}, "convert " + display(table_) + "." + from.name);
  if (is_text(own_type(from)) && from.nullable && from.name == to.name) {
    first_.push_back(written);
    if (!to.nullable && !operation.backfill.empty())
      first_.push_back(update(name + " = " + operation.backfill, name + " IS NULL", written.purpose));
    return change(from, to);
  }
  Column between = from;
  between.type = way_over_text(own_type(from));
  between.type_by_dialect.clear();
  between.nullable = true;
  between.default_sql.reset();
  between.identity.reset();
  between.options.erase("mysql.on_update");
  first_.push_back(alter({"MODIFY " + render_column(between, ground_.server)}));
  first_.push_back(written);
  if (!to.nullable && !operation.backfill.empty())
    first_.push_back(update(name + " = " + operation.backfill, name + " IS NULL", written.purpose));
  change(between, to);
}

}  // namespace migrate::mysql
