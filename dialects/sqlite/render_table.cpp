#include "dialects/sqlite/render_table.hpp"

#include <algorithm>

#include "dialects/sqlite/tokens.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

std::string text_option(const Options& options, const std::string& name) {
  const auto found = options.find(name);
  const auto* text = found == options.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text ? *text : "";
}

std::string on_conflict(const Options& options, const std::string& name = "sqlite.on_conflict") {
  const auto text = text_option(options, name);
  return text.empty() ? "" : " ON CONFLICT " + upper(text);
}

std::string name_list(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const auto& name : names) quoted.push_back(quote_name(name));
  return "(" + join(quoted, ", ") + ")";
}

/// An expression stands for itself in an index; parentheses keep one like `a COLLATE b` or `a DESC` together.
std::string key_columns(const std::vector<IndexColumn>& columns) {
  std::vector<std::string> parts;
  for (const auto& column : columns) {
    auto part = column.column.empty() ? column.expression : quote_name(column.column);
    if (!column.collation.empty()) part += " COLLATE " + quote_name(column.collation);
    if (column.order == Order::desc) part += " DESC";
    parts.push_back(std::move(part));
  }
  return "(" + join(parts, ", ") + ")";
}

std::string deferrable_text(const ForeignKey& key) {
  std::string out;
  if (key.deferrable || key.initially != Initially::unset) out += key.deferrable ? " DEFERRABLE" : " NOT DEFERRABLE";
  if (key.initially == Initially::deferred) out += " INITIALLY DEFERRED";
  if (key.initially == Initially::immediate) out += " INITIALLY IMMEDIATE";
  return out;
}

std::string body(const PrimaryKey& key) { return "PRIMARY KEY " + key_columns(key.columns) + on_conflict(key.options); }
std::string body(const Unique& unique) { return "UNIQUE " + key_columns(unique.columns) + on_conflict(unique.options); }
std::string body(const Check& check) { return "CHECK (" + check.expression + ")" + on_conflict(check.options); }
std::string body(const ForeignKey& key) {
  auto out = "FOREIGN KEY " + name_list(key.columns) + " REFERENCES " + quote_name(key.references);
  if (!key.target.empty()) out += " " + name_list(key.target);
  if (key.on_delete != Action::no_action) out.append(" ON DELETE ").append(action_text(key.on_delete));
  if (key.on_update != Action::no_action) out.append(" ON UPDATE ").append(action_text(key.on_update));
  if (key.match == Match::full) out += " MATCH FULL";
  if (key.match == Match::partial) out += " MATCH PARTIAL";
  return out += deferrable_text(key);
}
std::string body(const Exclusion& exclusion) {
  throw DatabaseError("SQLite has no exclusion constraints: " + exclusion.name,
                      "a trigger that raises an error can take its place (op = \"execute\")");
}

/// SQLite takes AUTOINCREMENT with the key of the column alone, and `INTEGER PRIMARY KEY DESC` means something else
/// there than in a table constraint: only in the latter does the column become the rowid
/// (https://sqlite.org/lang_createtable.html#rowid).
bool key_stands_in_column(const Table& table, const Column& column) {
  if (!table.primary_key || table.primary_key->columns.size() != 1) return false;
  const auto& key = table.primary_key->columns.front();
  if (!equal_ignoring_case(key.column, column.name)) return false;
  if (has_option(column.options, "sqlite.autoincrement")) return true;
  return key.order == Order::desc && !column.identity && equal_ignoring_case(declared_type(column.type), "INTEGER");
}

std::string column_key(const PrimaryKey& key, bool autoincrement) {
  auto out = key.name.empty() ? std::string() : " CONSTRAINT " + quote_name(key.name);
  out += " PRIMARY KEY";
  if (key.columns.front().order == Order::desc) out += " DESC";
  out += on_conflict(key.options);
  return autoincrement ? out + " AUTOINCREMENT" : out;
}

/// Whether one pair of parentheses holds all of it.
bool is_in_parentheses(const std::vector<Token>& tokens) {
  if (tokens.size() < 3 || !tokens.front().is_op("(")) return false;
  int depth = 0;
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    if (tokens[i].is_op("(")) ++depth;
    if (tokens[i].is_op(")") && --depth == 0) return false;
  }
  return tokens[tokens.size() - 2].is_op(")");
}

}  // namespace

void refuse_enum(std::string_view table, const Column& column) {
  const std::string dialect = "sqlite";
  const auto& type = type_in(column, dialect);
  if (type.kind != TypeKind::enumeration) return;
  throw DatabaseError(
      "table " + std::string(table) + ", column " + column.name + ": SQLite has no enum types",
      "say what takes its place: type = { default = \"enum(" + type.name + ")\", sqlite = \"varchar(20)\" }");
}

bool is_constant_default(std::string_view sql) {
  auto tokens = tokenize(sql);
  while (is_in_parentheses(tokens)) {
    tokens.erase(tokens.begin());
    tokens.erase(tokens.end() - 2);
  }
  if (tokens.size() > 2 && (tokens[0].is_op("-") || tokens[0].is_op("+"))) {
    return tokens.size() == 3 && tokens[1].kind == TokenKind::number;
  }
  if (tokens.size() != 2) return false;
  const auto& only = tokens.front();
  const bool clock =
      only.is_keyword("CURRENT_TIMESTAMP") || only.is_keyword("CURRENT_DATE") || only.is_keyword("CURRENT_TIME");
  return !clock && only.kind != TokenKind::variable && only.kind != TokenKind::op;
}

std::string render_not_null(const Column& column) {
  return column.nullable ? "" : "NOT NULL" + on_conflict(column.options, "sqlite.not_null_on_conflict");
}

std::string render_default(const Column& column) {
  if (!column.default_sql) return "";
  const std::string text(trim(*column.default_sql));
  const auto tokens = tokenize(text);
  const bool one_word = tokens.size() == 2;
  return "DEFAULT " + (one_word || is_in_parentheses(tokens) || is_constant_default(text) ? text : "(" + text + ")");
}

std::string render_collation(std::string_view collation) {
  return collation.empty() ? "" : "COLLATE " + quote_name(collation);
}

std::string render_generated(const Column& column) {
  if (!column.generated) return "";
  return "GENERATED ALWAYS AS (" + column.generated->expression + ") " +
         (column.generated->stored ? "STORED" : "VIRTUAL");
}

std::string render_column(const Column& column) {
  auto out = quote_name(column.name);
  for (const auto& part : {declared_type(column.type), render_not_null(column), render_default(column),
                           render_collation(column.collation), render_generated(column)}) {
    if (!part.empty()) out += " " + part;
  }
  return out;
}

std::string render_constraint_body(const Constraint& constraint) {
  return std::visit([](const auto& value) { return body(value); }, constraint);
}

std::string render_constraint(const Constraint& constraint) {
  const auto name = std::visit([](const auto& value) { return value.name; }, constraint);
  return (name.empty() ? "" : "CONSTRAINT " + quote_name(name) + " ") + render_constraint_body(constraint);
}

std::string render_table(const Table& table) {
  std::vector<std::string> lines;
  bool key_rendered = !table.primary_key;
  for (const auto& column : table.columns) {
    auto line = render_column(column);
    if (key_stands_in_column(table, column)) {
      line += column_key(*table.primary_key, has_option(column.options, "sqlite.autoincrement"));
      key_rendered = true;
    }
    lines.push_back(std::move(line));
  }
  if (!key_rendered) lines.push_back(render_constraint(*table.primary_key));
  for (const auto& unique : table.uniques) lines.push_back(render_constraint(unique));
  for (const auto& check : table.checks) lines.push_back(render_constraint(check));
  for (const auto& key : table.foreign_keys) lines.push_back(render_constraint(key));
  for (const auto& exclusion : table.exclusions) lines.push_back(render_constraint(exclusion));
  std::vector<std::string> words;
  if (has_option(table.options, "sqlite.strict")) words.emplace_back("STRICT");
  if (has_option(table.options, "sqlite.without_rowid")) words.emplace_back("WITHOUT ROWID");
  return "CREATE TABLE " + quote_name(table.name) + " (\n    " + join(lines, ",\n    ") + "\n)" +
         (words.empty() ? "" : " " + join(words, ", "));
}

std::string render_index(std::string_view table, const Index& index) {
  auto out = std::string(index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ") + quote_name(index.name) + " ON " +
             quote_name(table) + " " + key_columns(index.columns);
  return index.where.empty() ? out : out + " WHERE " + index.where;
}

}  // namespace migrate::sqlite
