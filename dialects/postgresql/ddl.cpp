#include "dialects/postgresql/ddl.hpp"

#include <algorithm>

#include "dialects/postgresql/ddl_text.hpp"
#include "dialects/postgresql/inherited.hpp"
#include "dialects/postgresql/text.hpp"
#include "dialects/postgresql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

std::string name_list(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const auto& name : names) quoted.push_back(quote_name(name));
  return "(" + join(quoted, ", ") + ")";
}

std::string render_generated(const Generated& generated) {
  return "GENERATED ALWAYS AS (" + generated.expression + ") " + (generated.stored ? "STORED" : "VIRTUAL");
}

std::string element_text(const IndexColumn& column) {
  auto out = column.column.empty() ? in_parentheses(column.expression) : quote_name(column.column);
  if (!column.collation.empty()) out += " COLLATE " + collation_text(column.collation);
  if (!column.opclass.empty()) out += " " + column.opclass;
  if (column.order == Order::desc) out += " DESC";
  if (column.nulls != Nulls::unset) out += column.nulls == Nulls::first ? " NULLS FIRST" : " NULLS LAST";
  return out;
}

std::string element_list(const std::vector<IndexColumn>& columns) {
  std::vector<std::string> parts;
  for (const auto& column : columns) parts.push_back(element_text(column));
  return "(" + join(parts, ", ") + ")";
}

std::string include_text(const std::vector<std::string>& include) {
  return include.empty() ? "" : " INCLUDE " + name_list(include);
}

/// Of the index behind a key: `WITH (…) USING INDEX TABLESPACE …`.
std::string key_storage(const Options& options) {
  std::string out;
  if (const auto with = options_under(options, "postgresql.with."); !with.empty())
    out += " WITH " + storage_parameters(with);
  const auto tablespace = text_option(options, "postgresql.tablespace");
  return tablespace.empty() ? out : out + " USING INDEX TABLESPACE " + quote_name(tablespace);
}

/// The columns of a key, the last of them as a range of time (PostgreSQL 18).
std::string key_columns(const std::vector<IndexColumn>& columns, const Options& options) {
  auto out = element_list(columns);
  if (has_option(options, "postgresql.without_overlaps")) out.insert(out.size() - 1, " WITHOUT OVERLAPS");
  return out;
}

std::string period_list(std::vector<std::string> names, const Options& options) {
  for (auto& name : names) name = quote_name(name);
  if (has_option(options, "postgresql.period") && !names.empty()) names.back().insert(0, "PERIOD ");
  return "(" + join(names, ", ") + ")";
}

/// `NOT ENFORCED`, `NOT VALID`
std::string validity(bool not_valid, const Options& options) {
  if (has_option(options, "postgresql.not_enforced")) return " NOT ENFORCED";
  return not_valid ? " NOT VALID" : "";
}

std::string body(const PrimaryKey& key) {
  return "PRIMARY KEY " + key_columns(key.columns, key.options) + include_text(key.include) + key_storage(key.options) +
         render_deferrable(key.deferrable, key.initially);
}
std::string body(const Unique& unique) {
  return std::string("UNIQUE ") + (unique.nulls_not_distinct ? "NULLS NOT DISTINCT " : "") +
         key_columns(unique.columns, unique.options) + include_text(unique.include) + key_storage(unique.options) +
         render_deferrable(unique.deferrable, unique.initially);
}
std::string body(const Check& check) {
  return "CHECK (" + check.expression + ")" + (check.no_inherit ? " NO INHERIT" : "") +
         validity(check.not_valid, check.options);
}
std::string body(const ForeignKey& key) {
  auto out = "FOREIGN KEY " + period_list(key.columns, key.options) + " REFERENCES " + quote_table(parent_of(key));
  if (!key.target.empty()) out += " " + period_list(key.target, key.options);
  if (key.match == Match::full) out += " MATCH FULL";
  if (key.match == Match::partial) out += " MATCH PARTIAL";
  if (key.on_update != Action::no_action) out.append(" ON UPDATE ").append(action_text(key.on_update));
  if (key.on_delete != Action::no_action) out.append(" ON DELETE ").append(action_text(key.on_delete));
  if (const auto chosen = text_option(key.options, "postgresql.on_delete_columns"); !chosen.empty())
    out += " " + name_list(migrate::split(replace_all(chosen, ", ", ","), ','));
  return out + render_deferrable(key.deferrable, key.initially) + validity(key.not_valid, key.options);
}
std::string body(const Exclusion& exclusion) {
  std::vector<std::string> parts;
  for (const auto& element : exclusion.elements) {
    parts.push_back(element_text(element.element) + " WITH " + element.op);
  }
  std::string out = "EXCLUDE ";
  if (!exclusion.using_method.empty()) out += "USING " + quote_name(exclusion.using_method) + " ";
  out += "(" + join(parts, ", ") + ")";
  if (!exclusion.where.empty()) out += " WHERE (" + exclusion.where + ")";
  return out + render_deferrable(exclusion.deferrable, exclusion.initially);
}

void add_number(std::vector<std::string>& parts, std::string_view words, const std::optional<std::int64_t>& number) {
  if (number) parts.push_back(std::string(words) + " " + std::to_string(*number));
}

std::string serial_text(const Type& type) {
  switch (type.kind) {
    case TypeKind::smallint: return "smallserial";
    case TypeKind::integer: return "serial";
    case TypeKind::bigint: return "bigserial";
    default: break;
  }
  throw DatabaseError("a column of type " + sql_of(type) + " cannot be a serial",
                      "serial columns are smallint, integer or bigint; leave postgresql.serial out");
}

std::vector<std::string> table_lines(const Table& table) {
  std::vector<std::string> lines;
  if (!has_option(table.options, "postgresql.partition_of")) {  // a partition has its parent's columns
    for (const auto& column : table.columns) {
      if (!has_option(column.options, inherited_option)) lines.push_back(render_column(column));
    }
  }
  if (table.primary_key) lines.push_back(render_constraint(*table.primary_key));
  for (const auto& unique : table.uniques) lines.push_back(render_constraint(unique));
  for (const auto& check : table.checks) lines.push_back(render_constraint(check));
  for (const auto& key : table.foreign_keys) lines.push_back(render_constraint(key));
  for (const auto& exclusion : table.exclusions) lines.push_back(render_constraint(exclusion));
  return lines;
}

}  // namespace

const Type& own_type(const Column& column) { return type_in(column, "postgresql"); }

namespace {

std::string option_text(const OptionValue& value) {
  return std::visit(Overloaded{
                        [](bool flag) { return std::string(flag ? "true" : "false"); },
                        [](std::int64_t number) { return std::to_string(number); },
                        [](const std::string& text) { return text; },
                    },
                    value);
}

}  // namespace

std::string text_option(const Options& options, const std::string& name) {
  const auto found = options.find(name);
  return found == options.end() || found->second == OptionValue(false) ? "" : option_text(found->second);
}

std::map<std::string, std::string> options_under(const Options& options, std::string_view prefix) {
  std::map<std::string, std::string> out;
  for (const auto& [key, value] : options) {
    if (auto text = option_text(value); key.starts_with(prefix) && !text.empty())
      out.emplace(key.substr(prefix.size()), std::move(text));
  }
  return out;
}

bool is_serial(const Column& column) { return has_option(column.options, "postgresql.serial"); }

std::string storage_parameters(const std::map<std::string, std::string>& parameters) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  std::vector<std::string> parts;
  for (const auto& [key, value] : parameters) {
    const bool bare = !value.empty() && std::ranges::all_of(value, plain);
    parts.push_back(key + " = " + (bare ? value : quote_text(value)));
  }
  return "(" + join(parts, ", ") + ")";
}

std::string render_deferrable(bool deferrable, Initially initially) {
  std::string out = deferrable ? " DEFERRABLE" : "";
  if (initially == Initially::deferred) out += " INITIALLY DEFERRED";
  if (initially == Initially::immediate && deferrable) out += " INITIALLY IMMEDIATE";
  return out;
}

std::string default_text(std::string_view sql) {
  const auto text = trim(sql);
  return needs_parentheses(text) ? "(" + std::string(text) + ")" : std::string(text);
}

std::string collation_text(const std::string& collation) {
  return collation.starts_with('"') ? collation : quote_name(collation);
}

std::string render_identity(const Identity& identity) {
  std::vector<std::string> parts;
  add_number(parts, "START WITH", identity.start);
  add_number(parts, "INCREMENT BY", identity.increment);
  add_number(parts, "MINVALUE", identity.min);
  add_number(parts, "MAXVALUE", identity.max);
  add_number(parts, "CACHE", identity.cache);
  if (identity.cycle) parts.emplace_back("CYCLE");
  return std::string("GENERATED ") + (identity.always ? "ALWAYS" : "BY DEFAULT") + " AS IDENTITY" +
         (parts.empty() ? "" : " (" + join(parts, " ") + ")");
}

std::string render_column(const Column& column) {
  const auto& type = own_type(column);
  const bool serial = is_serial(column);
  auto out = quote_name(column.name) + " " + (serial ? serial_text(type) : sql_of(type));
  if (!column.collation.empty()) out += " COLLATE " + collation_text(column.collation);
  if (const auto held = not_null_of(column); !column.nullable && !held.not_valid) {
    if (!held.name.empty()) out += " CONSTRAINT " + quote_name(held.name);
    out += std::string(" NOT NULL") + (held.no_inherit ? " NO INHERIT" : "");
  }
  if (column.identity) out += " " + render_identity(*column.identity);
  if (column.default_sql && !serial) out += " DEFAULT " + default_text(*column.default_sql);
  if (column.generated) out += " " + render_generated(*column.generated);
  return out;
}

NotNull not_null_of(const Column& column) {
  return {text_option(column.options, "postgresql.not_null_name"),
          has_option(column.options, "postgresql.not_null_not_valid"),
          has_option(column.options, "postgresql.not_null_no_inherit")};
}

std::string render_not_null(const Column& column) {
  const auto held = not_null_of(column);
  return (held.name.empty() ? "" : "CONSTRAINT " + quote_name(held.name) + " ") + "NOT NULL " +
         quote_name(column.name) + (held.no_inherit ? " NO INHERIT" : "") + (held.not_valid ? " NOT VALID" : "");
}

std::string name_of(const Constraint& constraint) {
  return std::visit([](const auto& value) { return value.name; }, constraint);
}

std::string render_constraint(const Constraint& constraint) {
  const auto name = name_of(constraint);
  return (name.empty() ? "" : "CONSTRAINT " + quote_name(name) + " ") +
         std::visit([](const auto& value) { return body(value); }, constraint);
}

std::string render_table(const Table& table) {
  const auto lines = table_lines(table);
  std::string out = "CREATE ";
  if (has_option(table.options, "postgresql.unlogged")) out += "UNLOGGED ";
  out += "TABLE " + quote_table({table.name, table.schema});
  const auto parent = text_option(table.options, "postgresql.partition_of");
  if (!parent.empty()) out += " PARTITION OF " + parent;
  if (!lines.empty()) out += " (\n    " + join(lines, ",\n    ") + "\n)";
  if (lines.empty() && parent.empty()) out += " ()";
  if (!parent.empty()) out += "\n" + text_option(table.options, "postgresql.partition_bound");
  if (const auto parents = text_option(table.options, "postgresql.inherits"); !parents.empty())
    out += "\nINHERITS (" + parents + ")";
  if (const auto by = text_option(table.options, "postgresql.partition_by"); !by.empty()) out += "\nPARTITION BY " + by;
  if (const auto method = text_option(table.options, "postgresql.access_method"); !method.empty())
    out += "\nUSING " + quote_name(method);
  if (const auto with = options_under(table.options, "postgresql.with."); !with.empty())
    out += "\nWITH " + storage_parameters(with);
  if (const auto space = text_option(table.options, "postgresql.tablespace"); !space.empty())
    out += "\nTABLESPACE " + quote_name(space);
  return out;
}

std::string alter_table_text(const TableName& table, const std::vector<std::string>& clauses) {
  const std::string separator = clauses.size() == 1 ? " " : "\n    ";
  return "ALTER TABLE " + quote_table(table) + separator + join(clauses, "," + separator);
}

std::string render_index(const TableName& table, const Index& index) {
  std::string out = index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
  if (index.concurrently) out += "CONCURRENTLY ";
  out += quote_name(index.name) + " ON " + quote_table(table);
  if (!index.using_method.empty()) out += " USING " + quote_name(index.using_method);
  out += " " + element_list(index.columns) + include_text(index.include);
  if (index.nulls_not_distinct) out += " NULLS NOT DISTINCT";
  if (!index.with.empty()) out += " WITH " + storage_parameters(index.with);
  if (const auto space = text_option(index.options, "postgresql.tablespace"); !space.empty())
    out += " TABLESPACE " + quote_name(space);
  return index.where.empty() ? out : out + " WHERE " + index.where;
}

std::string render_comment(std::string_view what, std::string_view comment) {
  return "COMMENT ON " + std::string(what) + " IS " + (comment.empty() ? "NULL" : quote_text(comment));
}

std::vector<std::string> render_comments(const Table& table) {
  const TableName name{table.name, table.schema};
  std::vector<std::string> out;
  if (!table.comment.empty()) out.push_back(render_comment("TABLE " + quote_table(name), table.comment));
  for (const auto& column : table.columns) {
    if (!column.comment.empty())
      out.push_back(render_comment("COLUMN " + quote_table(name) + "." + quote_name(column.name), column.comment));
  }
  for (const auto& index : table.indexes) {
    if (!index.comment.empty())
      out.push_back(render_comment("INDEX " + quote_table({index.name, table.schema}), index.comment));
  }
  return out;
}

}  // namespace migrate::postgresql
