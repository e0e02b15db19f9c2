#include "dialects/mysql/ddl.hpp"

#include <algorithm>
#include <array>

#include "dialects/mysql/text.hpp"
#include "dialects/mysql/types.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

std::string element_text(const IndexColumn& element, const Server& server) {
  if (element.column.empty() && !server.expression_indexes()) {
    refuse_lack(server, "indexes on expressions",
                server.mariadb ? "index a generated column that has the expression" : "MySQL has them from 8.0.13");
  }
  auto out = element.column.empty() ? "(" + element.expression + ")" : quote_name(element.column);
  if (element.length) out += "(" + std::to_string(*element.length) + ")";
  if (!element.collation.empty() || !element.opclass.empty() || element.nulls != Nulls::unset) {
    refuse_lack(server, "collations, operator classes and orders of NULL in an index",
                "leave them out; a column's own collation counts");
  }
  return element.order == Order::desc ? out + " DESC" : out;
}

std::string element_list(const std::vector<IndexColumn>& elements, const Server& server) {
  std::vector<std::string> parts;
  for (const auto& element : elements) parts.push_back(element_text(element, server));
  return "(" + join(parts, ", ") + ")";
}

/// What other databases have of keys.
template <class Key>
void refuse_extras(const Key& key, const Server& server) {
  if (key.deferrable || key.initially == Initially::deferred) {
    refuse_lack(server, "deferrable constraints: " + key.name, "leave deferrable and initially out");
  }
  if constexpr (requires { key.include; }) {
    if (!key.include.empty()) refuse_lack(server, "INCLUDE: " + key.name, "add the columns to the key, or leave them");
  }
  if constexpr (requires { key.nulls_not_distinct; }) {
    if (key.nulls_not_distinct) {
      refuse_lack(server, "NULLS NOT DISTINCT: " + key.name, "have columns that cannot be NULL");
    }
  }
}

/// How an index is kept, and what is said of it.
std::string index_storage(const Options& options, std::string_view comment) {
  std::string out;
  if (const auto size = text_option(options, "mysql.key_block_size"); !size.empty()) out += " KEY_BLOCK_SIZE=" + size;
  if (const auto parser = text_option(options, "mysql.parser"); !parser.empty())
    out += " WITH PARSER " + quote_name(parser);
  if (!comment.empty()) out += " COMMENT " + quote_text(comment);
  if (has_option(options, "mysql.invisible")) out += " INVISIBLE";
  if (has_option(options, "mysql.ignored")) out += " IGNORED";
  return out;
}

std::string named(std::string_view name) { return name.empty() ? "" : "CONSTRAINT " + quote_name(name) + " "; }

/// The columns of a key, and MariaDB's period that must not overlap
/// (https://mariadb.com/kb/en/application-time-periods/).
template <class Key>
std::string key_columns(const Key& key, const Server& server) {
  auto out = element_list(key.columns, server);
  const auto period = text_option(key.options, "mysql.without_overlaps");
  if (period.empty()) return out;
  if (!server.periods()) refuse_lack(server, "periods: " + key.name, "MariaDB has them from 10.5.3");
  out.pop_back();
  return out + ", " + quote_name(period) + " WITHOUT OVERLAPS)";
}

std::string body(const PrimaryKey& key, const Server& server) {
  refuse_extras(key, server);
  return "PRIMARY KEY " + key_columns(key, server) + index_storage(key.options, {});
}
std::string body(const Unique& unique, const Server& server) {
  refuse_extras(unique, server);
  return "UNIQUE KEY " + (unique.name.empty() ? "" : quote_name(unique.name) + " ") + key_columns(unique, server) +
         index_storage(unique.options, {});
}
std::string body(const Check& check, const Server& server) {
  if (!server.keeps_checks()) {
    refuse_lack(server, "CHECK constraints: " + check.name, "MySQL has them from 8.0.16, MariaDB from 10.2.1");
  }
  if (check.not_valid || check.no_inherit) {
    refuse_lack(server, "NOT VALID and NO INHERIT: " + check.name, "leave not_valid and no_inherit out");
  }
  return named(check.name) + "CHECK (" + check.expression + ")" +
         (has_option(check.options, "mysql.not_enforced") ? " NOT ENFORCED" : "");
}
std::string body(const ForeignKey& key, const Server& server) {
  refuse_extras(key, server);
  if (key.match != Match::simple || key.not_valid) {
    refuse_lack(server, "MATCH FULL, MATCH PARTIAL and NOT VALID: " + key.name, "leave match and not_valid out");
  }
  if (key.on_delete == Action::set_default || key.on_update == Action::set_default) {
    refuse_lack(server, "SET DEFAULT of foreign keys: " + key.name, "have set null, cascade or restrict");
  }
  auto out = named(key.name) + "FOREIGN KEY " + name_list(key.columns) + " REFERENCES " + quote_table(parent_of(key)) +
             " " + name_list(key.target);
  if (key.on_delete != Action::no_action) out.append(" ON DELETE ").append(action_text(key.on_delete));
  if (key.on_update != Action::no_action) out.append(" ON UPDATE ").append(action_text(key.on_update));
  return out;
}
std::string body(const Exclusion& exclusion, const Server& server) {
  refuse_lack(server, "exclusion constraints: " + exclusion.name, "keep the rule in the program, or in a trigger");
}

std::string option_text(const OptionValue& value) {
  return std::visit(Overloaded{
                        [](bool flag) { return std::string(flag ? "1" : "0"); },
                        [](std::int64_t number) { return std::to_string(number); },
                        [](const std::string& text) { return text; },
                    },
                    value);
}

bool is_plain_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  bool digit = false;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      digit = true;
    else if (c != '.' && !(digit && (c == 'e' || c == 'E' || c == '-' || c == '+')))
      return false;
  }
  return digit;
}

/// One string constant and nothing behind it; `x'…'`, `b'…'` and `_utf8mb4'…'` are some as well.
bool is_string(std::string_view text) {
  const auto quote = text.find('\'');
  if (quote == text.npos || (quote > 0 && !is_plain_word(text.substr(0, quote)))) return false;
  std::size_t at = quote + 1;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '\'' && at + 1 < text.size() && text[at + 1] == '\'')
      ++at;
    else if (text[at] == '\'')
      break;
  }
  return at + 1 == text.size();
}

/// CURRENT_TIMESTAMP, now(3): what may be a default without parentheses everywhere.
bool is_now(std::string_view text) {
  const auto word = lower(trim(text.substr(0, text.find('('))));
  static constexpr auto words =
      std::to_array<std::string_view>({"current_timestamp", "now", "localtime", "localtimestamp"});
  if (std::ranges::find(words, word) == words.end()) return false;
  const auto open = text.find('(');
  return open == text.npos ? word != "now" : text.find(')', open) == text.size() - 1;
}

bool is_plain_default(std::string_view text) {
  const auto word = lower(text);
  return is_number(text) || is_string(text) || is_now(text) || word == "null" || word == "true" || word == "false" ||
         (word.starts_with("0x") && is_plain_word(text));
}

/// Types whose defaults are expressions on MySQL, also where they are constants
/// (https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html).
bool takes_expressions_alone(const Type& type) {
  if (type.kind == TypeKind::text || type.kind == TypeKind::blob || type.kind == TypeKind::json) return true;
  const auto name = lower(type.name);
  return type.kind == TypeKind::native && (name.find("text") != name.npos || name.find("blob") != name.npos);
}

/// A current time without digits, as the column is to have it: all of them where its type leaves them to us, those of
/// the column where the server demands it (https://dev.mysql.com/doc/refman/8.4/en/timestamp-initialization.html).
std::string with_digits(std::string text, const Type& type, const Server& server) {
  if (text != "CURRENT_TIMESTAMP") return text;
  return !server.mariadb || says_no_digits(type) ? text + digits_of(type) : text;
}

/// `PERIOD FOR SYSTEM_TIME (s, e)`; empty where the table has no such columns.
std::string system_period(const Table& table) {
  std::string start, end;
  for (const auto& column : table.columns) {
    if (is_row_time(column)) (column.generated->expression == "ROW START" ? start : end) = quote_name(column.name);
  }
  return start.empty() || end.empty() ? "" : "PERIOD FOR SYSTEM_TIME (" + start + ", " + end + ")";
}

}  // namespace

bool is_row_time(const Column& column) {
  return column.generated && (column.generated->expression == "ROW START" || column.generated->expression == "ROW END");
}

void refuse_lack(const Server& server, std::string_view what, std::string hint) {
  throw DatabaseError(server.name() + " has no " + std::string(what), std::move(hint));
}

const Type& own_type(const Column& column) { return type_in(column, "mysql"); }

std::string text_option(const Options& options, const std::string& name) {
  const auto found = options.find(name);
  return found == options.end() ? "" : option_text(found->second);
}

std::string name_list(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const auto& name : names) quoted.push_back(quote_name(name));
  return "(" + join(quoted, ", ") + ")";
}

std::string name_of(const Constraint& constraint) {
  return std::visit([](const auto& held) { return held.name; }, constraint);
}

std::string default_text(std::string_view sql, const Type& type, const Server& server) {
  const auto text = trim(sql);
  const bool wrapped = text.starts_with('(') && text.ends_with(')');
  const bool null = equal_ignoring_case(text, "null");
  const bool plain = is_plain_default(text) && (server.mariadb || null || !takes_expressions_alone(type));
  if (!plain && !server.expression_defaults()) {
    refuse_lack(server, "expressions as defaults: " + std::string(text),
                "MySQL has them from 8.0.13, MariaDB from 10.2.1");
  }
  return plain || wrapped ? with_digits(std::string(text), type, server) : "(" + std::string(text) + ")";
}

std::string render_column(const Column& column, const Server& server) {
  const auto& type = own_type(column);
  auto out = quote_name(column.name) + " " + sql_of(type, server);
  if (const auto charset = text_option(column.options, "mysql.charset"); !charset.empty())
    out += " CHARACTER SET " + charset;
  if (!column.collation.empty()) out += " COLLATE " + column.collation;
  if (is_row_time(column)) {
    out += " GENERATED ALWAYS AS " + column.generated->expression;
  } else if (column.generated) {
    out += " GENERATED ALWAYS AS (" + column.generated->expression + ") " +
           (column.generated->stored ? "STORED" : "VIRTUAL");
  }
  const bool timestamp = type.kind == TypeKind::native && lower(type.name).starts_with("timestamp");
  if (!column.nullable && !(column.generated && server.mariadb)) out += " NOT NULL";
  if (column.nullable && timestamp && !column.generated)
    out += " NULL";  // without the word, servers of old mean NOT NULL
  if (column.default_sql) out += " DEFAULT " + default_text(*column.default_sql, type, server);
  if (const auto update = text_option(column.options, "mysql.on_update"); !update.empty())
    out += " ON UPDATE " + with_digits(update, type, server);
  if (column.identity) out += " AUTO_INCREMENT";
  if (const auto srid = text_option(column.options, "mysql.srid"); !srid.empty()) out += " SRID " + srid;
  if (has_option(column.options, "mysql.invisible")) out += " INVISIBLE";
  if (has_option(column.options, "mysql.compressed")) out += " COMPRESSED";
  if (has_option(column.options, "mysql.without_system_versioning")) out += " WITHOUT SYSTEM VERSIONING";
  if (!column.comment.empty()) out += " COMMENT " + quote_text(column.comment);
  if (const auto check = text_option(column.options, "mysql.check"); !check.empty()) out += " CHECK (" + check + ")";
  return out;
}

std::string render_constraint(const Constraint& constraint, const Server& server) {
  return std::visit([&](const auto& held) { return body(held, server); }, constraint);
}

std::string render_index(const Index& index, const Server& server) {
  if (!index.where.empty()) {
    refuse_lack(server, "partial indexes: " + index.name, "leave `where` out, or index a generated column");
  }
  if (!index.include.empty() || index.nulls_not_distinct || !index.with.empty()) {
    refuse_lack(server, "INCLUDE, WITH and NULLS NOT DISTINCT of indexes: " + index.name, "leave them out");
  }
  const auto method = lower(index.using_method);
  const bool special = method == "fulltext" || method == "spatial";
  std::string out = special ? upper(method) + " KEY " : index.unique ? "UNIQUE KEY " : "KEY ";
  if (!index.name.empty()) out += quote_name(index.name) + " ";
  out += element_list(index.columns, server);
  if (!special && !method.empty()) out += " USING " + upper(method);
  return out + index_storage(index.options, index.comment);
}

std::vector<std::string> render_options(const Options& options) {
  static constexpr std::string_view prefix = "mysql.";
  static constexpr auto renamed = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"charset", "DEFAULT CHARSET"}, {"collation", "COLLATE"}});
  std::vector<std::string> out;
  for (const auto& [key, value] : options) {
    if (!key.starts_with(prefix)) continue;
    const auto name = std::string_view(key).substr(prefix.size());
    if (name == "partition_by" || name == "system_versioning" || name == "period") continue;
    const auto* other = std::ranges::find(renamed, name, &std::pair<std::string_view, std::string_view>::first);
    const auto text = option_text(value);
    const auto words = other == renamed.end() ? upper(name) : std::string(other->second);
    out.push_back(words + "=" + (is_plain_word(text) ? text : quote_text(text)));
  }
  return out;
}

std::string render_table(const Table& table, const Server& server) {
  std::vector<std::string> lines;
  for (const auto& column : table.columns) lines.push_back(render_column(column, server));
  if (table.primary_key) lines.push_back(render_constraint(*table.primary_key, server));
  for (const auto& unique : table.uniques) lines.push_back(render_constraint(unique, server));
  for (const auto& index : table.indexes) lines.push_back(render_index(index, server));
  for (const auto& check : table.checks) lines.push_back(render_constraint(check, server));
  for (const auto& key : table.foreign_keys) lines.push_back(render_constraint(key, server));
  for (const auto& exclusion : table.exclusions) lines.push_back(render_constraint(exclusion, server));
  if (auto period = system_period(table); !period.empty()) lines.push_back(std::move(period));
  if (const auto period = text_option(table.options, "mysql.period"); !period.empty())
    lines.push_back("PERIOD FOR " + period);
  auto out = "CREATE TABLE " + quote_table({table.name, table.schema}) + " (\n    " + join(lines, ",\n    ") + "\n)";
  auto options = render_options(table.options);
  const auto numbered = std::ranges::find_if(table.columns, [](const Column& column) {
    return column.identity && column.identity->start && *column.identity->start != 1;
  });
  if (numbered != table.columns.end() && !table.options.contains("mysql.auto_increment")) {
    options.push_back("AUTO_INCREMENT=" + std::to_string(*numbered->identity->start));
  }
  if (!table.comment.empty()) options.push_back("COMMENT=" + quote_text(table.comment));
  if (!options.empty()) out += " " + join(options, " ");
  if (has_option(table.options, "mysql.system_versioning")) out += " WITH SYSTEM VERSIONING";
  if (const auto by = text_option(table.options, "mysql.partition_by"); !by.empty()) out += "\nPARTITION BY " + by;
  return out;
}

}  // namespace migrate::mysql
