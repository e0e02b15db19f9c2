#include "dialects/postgresql/text.hpp"

#include <algorithm>
#include <array>

#include "dialects/postgresql/foreign.hpp"
#include "dialects/postgresql/scan.hpp"
#include "dialects/split.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

/// What is reserved, or cannot be the name of a column, function or type everywhere
/// (https://www.postgresql.org/docs/current/sql-keywords-appendix.html, PostgreSQL 13 to 18). Sorted.
constexpr auto keywords = std::to_array<std::string_view>({"all",
                                                           "analyse",
                                                           "analyze",
                                                           "and",
                                                           "any",
                                                           "array",
                                                           "as",
                                                           "asc",
                                                           "asymmetric",
                                                           "authorization",
                                                           "between",
                                                           "bigint",
                                                           "binary",
                                                           "bit",
                                                           "boolean",
                                                           "both",
                                                           "case",
                                                           "cast",
                                                           "char",
                                                           "character",
                                                           "check",
                                                           "coalesce",
                                                           "collate",
                                                           "collation",
                                                           "column",
                                                           "concurrently",
                                                           "constraint",
                                                           "create",
                                                           "cross",
                                                           "current_catalog",
                                                           "current_date",
                                                           "current_role",
                                                           "current_schema",
                                                           "current_time",
                                                           "current_timestamp",
                                                           "current_user",
                                                           "dec",
                                                           "decimal",
                                                           "default",
                                                           "deferrable",
                                                           "desc",
                                                           "distinct",
                                                           "do",
                                                           "else",
                                                           "end",
                                                           "except",
                                                           "exists",
                                                           "extract",
                                                           "false",
                                                           "fetch",
                                                           "float",
                                                           "for",
                                                           "foreign",
                                                           "freeze",
                                                           "from",
                                                           "full",
                                                           "grant",
                                                           "greatest",
                                                           "group",
                                                           "grouping",
                                                           "having",
                                                           "ilike",
                                                           "in",
                                                           "initially",
                                                           "inner",
                                                           "inout",
                                                           "int",
                                                           "integer",
                                                           "intersect",
                                                           "interval",
                                                           "into",
                                                           "is",
                                                           "isnull",
                                                           "join",
                                                           "json",
                                                           "json_array",
                                                           "json_arrayagg",
                                                           "json_exists",
                                                           "json_object",
                                                           "json_objectagg",
                                                           "json_query",
                                                           "json_scalar",
                                                           "json_serialize",
                                                           "json_table",
                                                           "json_value",
                                                           "lateral",
                                                           "leading",
                                                           "least",
                                                           "left",
                                                           "like",
                                                           "limit",
                                                           "localtime",
                                                           "localtimestamp",
                                                           "merge_action",
                                                           "national",
                                                           "natural",
                                                           "nchar",
                                                           "none",
                                                           "normalize",
                                                           "not",
                                                           "notnull",
                                                           "null",
                                                           "nullif",
                                                           "numeric",
                                                           "offset",
                                                           "on",
                                                           "only",
                                                           "or",
                                                           "order",
                                                           "out",
                                                           "outer",
                                                           "overlaps",
                                                           "overlay",
                                                           "placing",
                                                           "position",
                                                           "precision",
                                                           "primary",
                                                           "real",
                                                           "references",
                                                           "returning",
                                                           "right",
                                                           "row",
                                                           "select",
                                                           "session_user",
                                                           "setof",
                                                           "similar",
                                                           "smallint",
                                                           "some",
                                                           "substring",
                                                           "symmetric",
                                                           "system_user",
                                                           "table",
                                                           "tablesample",
                                                           "then",
                                                           "time",
                                                           "timestamp",
                                                           "to",
                                                           "trailing",
                                                           "treat",
                                                           "trim",
                                                           "true",
                                                           "union",
                                                           "unique",
                                                           "user",
                                                           "using",
                                                           "values",
                                                           "varchar",
                                                           "variadic",
                                                           "verbose",
                                                           "when",
                                                           "where",
                                                           "window",
                                                           "with",
                                                           "xmlattributes",
                                                           "xmlconcat",
                                                           "xmlelement",
                                                           "xmlexists",
                                                           "xmlforest",
                                                           "xmlnamespaces",
                                                           "xmlparse",
                                                           "xmlpi",
                                                           "xmlroot",
                                                           "xmlserialize",
                                                           "xmltable"});
static_assert(std::ranges::is_sorted(keywords));

std::string doubled(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}

bool is_bare(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !name.empty() && letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); }) &&
         !std::ranges::binary_search(keywords, name);
}

constexpr ScriptSyntax script_syntax{.escape_strings = true,
                                     .dollar_quotes = true,
                                     .nested_comments = true,
                                     .atomic_bodies = true,
                                     .parentheses = true,
                                     .meta_commands = true};

}  // namespace

std::string quote_name(std::string_view name) { return is_bare(name) ? std::string(name) : doubled(name, '"'); }

std::string quote_text(std::string_view text) {
  if (text.find('\\') == text.npos) return doubled(text, '\'');
  std::string escaped;
  for (const char c : text) escaped += c == '\\' ? "\\\\" : std::string(1, c);
  return "E" + doubled(escaped, '\'');
}

std::string quote_table(const TableName& table) {
  return (table.schema.empty() ? "" : quote_name(table.schema) + ".") + quote_name(table.name);
}

std::vector<ScriptStatement> split(std::string_view script) { return split_script(script, script_syntax); }

std::vector<std::size_t> inner_lines(std::string_view script) { return migrate::inner_lines(script, script_syntax); }

}  // namespace migrate::postgresql
