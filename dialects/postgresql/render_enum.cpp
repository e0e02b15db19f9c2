#include "dialects/postgresql/render_enum.hpp"

#include <algorithm>

#include "dialects/postgresql/ddl.hpp"
#include "dialects/postgresql/dependents.hpp"
#include "dialects/postgresql/enum_users.hpp"
#include "dialects/postgresql/guard.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/operations/write_operations.hpp"
#include "src/schema/names.hpp"

namespace migrate::postgresql {
namespace {

using Values = std::vector<std::string>;

TableName qualified_enum(const Enum& type) { return {type.name, type.schema}; }

std::string value_list(const Values& values) {
  Values texts;
  for (const auto& value : values) texts.push_back(quote_text(value));
  return "(" + join(texts, ", ") + ")";
}

bool has(const Values& values, const std::string& value) { return std::ranges::find(values, value) != values.end(); }

/// The values that are to be renamed, as they will be then.
Values renamed(Values values, const std::map<std::string, std::string>& names) {
  for (auto& value : values) {
    if (const auto found = names.find(value); found != names.end()) value = found->second;
  }
  return values;
}

/// Whether all values of `from` are in `to`, in the same order.
bool only_adds(const Values& from, const Values& to) {
  auto next = to.begin();
  for (const auto& value : from) {
    next = std::find(next, to.end(), value);
    if (next == to.end()) return false;
    ++next;
  }
  return true;
}

Values added(const AlterEnum& operation) {
  const auto from = renamed(operation.from.values, operation.renamed);
  Values out;
  for (const auto& value : operation.to.values) {
    if (!has(from, value)) out.push_back(value);
  }
  return out;
}

/// ADD VALUE, each one beside one that is there. IF NOT EXISTS: outside a transaction some may have been added before a
/// crash.
void add_values(std::vector<Statement>& out, const std::string& type, const Values& from, const Values& to) {
  Values present = from;
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (has(present, to[i])) continue;
    std::string place;
    if (i > 0 && present.back() != to[i - 1]) place = " AFTER " + quote_text(to[i - 1]);
    if (i == 0 && !present.empty()) place = " BEFORE " + quote_text(present.front());
    out.push_back({.sql = "ALTER TYPE " + type + " ADD VALUE IF NOT EXISTS " + quote_text(to[i]) + place});
    present.insert(present.begin() + static_cast<std::ptrdiff_t>(i), to[i]);
  }
}

/// A default, check or index that has one of these values could not be put back.
void refuse_mentions(const EnumUsers& users, const Enum& to, const Values& removed) {
  for (const auto& sql : users.put_back) {
    for (const auto& value : removed) {
      if (sql.find(quote_text(value)) == sql.npos) continue;
      throw DatabaseError(
          "enum " + display(qualified_enum(to)) + " cannot lose the value '" + value + "', which this has: " + sql,
          "change or drop it before, in the same revision");
    }
  }
}

/// Makes the type anew with other values, under the same name, and converts what has it.
void make_anew(Connection& connection, std::vector<Statement>& out, const Enum& from, const Enum& to) {
  const auto users = users_of(connection, from);
  Values removed;
  for (const auto& value : from.values) {
    if (!has(to.values, value)) removed.push_back(value);
  }
  refuse_mentions(users, to, removed);
  for (const auto& column : users.columns) {
    if (!removed.empty())
      out.push_back(no_removed_values(column.table, column.name, column.array, display(qualified_enum(to)), removed));
  }
  for (const auto& sql : users.take_away) out.push_back({.sql = sql});
  const auto old_name = with_suffix(to.name, "_old");
  out.push_back({.sql = "ALTER TYPE " + quote_table(qualified_enum(to)) + " RENAME TO " + quote_name(old_name)});
  out.push_back({.sql = "CREATE TYPE " + quote_table(qualified_enum(to)) + " AS ENUM " + value_list(to.values)});
  for (const auto& sql : users.convert(quote_table(qualified_enum(to)))) out.push_back({.sql = sql});
  for (const auto& sql : users.put_back) out.push_back({.sql = sql});
  out.push_back({.sql = "DROP TYPE " + quote_table({old_name, to.schema})});
  if (!to.comment.empty())
    out.push_back({.sql = render_comment("TYPE " + quote_table(qualified_enum(to)), to.comment)});
  for (const auto& column : users.columns) {
    out.front().way += (out.front().way.empty() ? "rewrites " : ", ") + display(column.table);
  }
}

}  // namespace

std::vector<Statement> create_enum(const Enum& type) {
  const auto name = quote_table(qualified_enum(type));
  std::vector<Statement> out{{.sql = "CREATE TYPE " + name + " AS ENUM " + value_list(type.values)}};
  if (!type.comment.empty()) out.push_back({.sql = render_comment("TYPE " + name, type.comment)});
  return out;
}

std::vector<Statement> alter_enum(Connection& connection, const AlterEnum& operation) {
  std::vector<Statement> out;
  auto from = operation.from;
  const auto& to = operation.to;
  if (from.name != to.name)
    out.push_back({.sql = "ALTER TYPE " + quote_table(qualified_enum(from)) + " RENAME TO " + quote_name(to.name)});
  if (from.schema != to.schema) {
    throw DatabaseError("enum " + display(qualified_enum(from)) + " cannot change its schema in alter_enum",
                        "write it as op = \"execute\": ALTER TYPE … SET SCHEMA …");
  }
  const auto type = quote_table(qualified_enum(to));
  for (const auto& [old_value, new_value] : operation.renamed) {
    out.push_back(
        {.sql = "ALTER TYPE " + type + " RENAME VALUE " + quote_text(old_value) + " TO " + quote_text(new_value)});
  }
  from.values = renamed(from.values, operation.renamed);
  if (only_adds(from.values, to.values)) {
    add_values(out, type, from.values, to.values);
    if (from.comment != to.comment) out.push_back({.sql = render_comment("TYPE " + type, to.comment)});
  } else {
    make_anew(connection, out, from, to);
  }
  return out;
}

std::vector<Statement> drop_enum(Connection& connection, const DropEnum& operation) {
  const TableName name{operation.name, operation.type ? operation.type->schema : ""};
  refuse_to_drop_type(connection, name);
  return {{.sql = "DROP TYPE " + quote_table(name)}};
}

bool new_value_is_used(const AlterEnum& operation, std::span<const Operation> rest) {
  const auto values = added(operation);
  if (values.empty() || rest.empty() ||
      !only_adds(renamed(operation.from.values, operation.renamed), operation.to.values))
    return false;
  return std::ranges::any_of(rest, [&](const Operation& later) {
    const bool rows = std::holds_alternative<BulkInsert>(later.value);
    const auto text = write_operations(std::span(&later, 1), "operation", false);
    return std::ranges::any_of(values, [&](const std::string& value) {
      return text.find(quote_text(value)) != text.npos || (rows && text.find('"' + value + '"') != text.npos);
    });
  });
}

std::vector<std::string> values_now(Connection& connection, const Enum& type) {
  Values out;
  for (const auto& row : connection.query("SELECT enumlabel FROM pg_enum WHERE enumtypid = to_regtype(" +
                                          quote_text(quote_table(qualified_enum(type))) + ") ORDER BY enumsortorder")) {
    out.push_back(row.at(0).value_or(""));
  }
  return out;
}

}  // namespace migrate::postgresql
