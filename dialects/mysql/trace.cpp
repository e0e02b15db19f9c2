// What the catalog says of the things that a statement changes, as one short text (Dialect::trace).
#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "dialects/mysql/render.hpp"
#include "dialects/mysql/targets.hpp"
#include "dialects/mysql/text.hpp"
#include "src/base/digest.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "src/schema/expression.hpp"

namespace migrate::mysql {
namespace {

/// The counter goes on with the rows that others insert.
std::string without_counter(std::string text) {
  constexpr std::string_view words = " AUTO_INCREMENT=";
  const auto at = text.find(words);
  if (at == text.npos) return text;
  const auto end = text.find_first_not_of("0123456789", at + words.size());
  return text.erase(at, (end == text.npos ? text.size() : end) - at);
}

std::string text_of(Connection& connection, const std::string& sql) {
  std::string out;
  try {
    for (const auto& row : connection.query(sql)) {
      for (const auto& cell : row) out += cell.value_or("NULL") + "\x1f";
      out += "\n";
    }
  } catch (const DatabaseError& error) {
    // there is no such table, or no such database
    if (error.sqlstate != "42S02" && error.sqlstate != "42000") throw;
    return "none";
  }
  return without_counter(out);
}

/// Everything that a database holds, for a statement of which nobody knows what it changes.
std::string text_of_all(Connection& connection) {
  static constexpr auto questions = std::to_array<std::string_view>({
      "SELECT table_schema, table_name, table_type, engine, row_format, table_collation, create_options, table_comment "
      "FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1, 2",
      "SELECT table_name, column_name, ordinal_position, column_default, is_nullable, column_type, collation_name, "
      "column_key, extra, generation_expression, column_comment FROM information_schema.columns WHERE table_schema = "
      "DATABASE() ORDER BY 1, 3",
      "SELECT table_name, index_name, seq_in_index, column_name, non_unique, sub_part, index_type, index_comment FROM "
      "information_schema.statistics WHERE table_schema = DATABASE() ORDER BY 1, 2, 3",
      "SELECT table_name, constraint_name, constraint_type FROM information_schema.table_constraints WHERE "
      "table_schema = DATABASE() ORDER BY 1, 2, 3",
      "SELECT table_name, view_definition, security_type FROM information_schema.views WHERE table_schema = DATABASE() "
      "ORDER BY 1",
      "SELECT trigger_name, event_object_table, event_manipulation, action_timing, action_statement FROM "
      "information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1",
      "SELECT routine_name, routine_type, routine_definition FROM information_schema.routines WHERE routine_schema = "
      "DATABASE() ORDER BY 1, 2",
      "SELECT event_name, event_definition, status FROM information_schema.events WHERE event_schema = DATABASE() "
      "ORDER BY 1",
      "SELECT default_character_set_name, default_collation_name FROM information_schema.schemata WHERE schema_name = "
      "DATABASE()",
  });
  std::string out;
  for (const auto question : questions) out += text_of(connection, std::string(question)) + "\n";
  return out;
}

/// What the catalog says of one kind of thing; `{}` is the name of the one that a statement is about.
struct Inquiry {
  std::string_view kinds;
  std::string_view sql;
};
constexpr auto inquiries = std::to_array<Inquiry>({
    {"trigger",
     "SELECT trigger_schema, event_object_table, event_manipulation, action_timing, action_statement, definer FROM "
     "information_schema.triggers WHERE trigger_name = {} ORDER BY 1, 2"},
    {"procedure function package",
     "SELECT routine_schema, routine_type, routine_definition, routine_comment, security_type, sql_data_access, "
     "definer "
     "FROM information_schema.routines WHERE routine_name = {} ORDER BY 1, 2"},
    {"function", "SELECT name, dl FROM mysql.func WHERE name = {}"},
    {"event",
     "SELECT event_schema, event_definition, status, interval_value, interval_field, execute_at, event_comment FROM "
     "information_schema.events WHERE event_name = {} ORDER BY 1"},
    {"server", "SELECT * FROM mysql.servers WHERE server_name = {}"},
    {"user role grant revoke", "SELECT user, host FROM mysql.user ORDER BY 1, 2"},
    {"user role grant revoke", "SELECT * FROM mysql.roles_mapping ORDER BY 1, 2, 3"},
    {"user role grant revoke", "SELECT * FROM mysql.role_edges ORDER BY 1, 2, 3, 4"},
    {"grant revoke", "SELECT * FROM information_schema.user_privileges ORDER BY 1, 3, 4"},
    {"grant revoke", "SELECT * FROM information_schema.schema_privileges ORDER BY 1, 3, 4"},
    {"grant revoke", "SELECT * FROM information_schema.table_privileges ORDER BY 1, 3, 4, 5"},
    {"grant revoke", "SELECT * FROM information_schema.column_privileges ORDER BY 1, 3, 4, 5, 6"},
    {"grant revoke",
     "SELECT host, db, user, routine_name, routine_type, proc_priv FROM mysql.procs_priv ORDER BY 1, 2, "
     "3, 4, 5"},
});

std::string text_of_subject(Connection& connection, const Subject& subject) {
  std::string out;
  for (const auto& inquiry : inquiries) {
    if (inquiry.kinds.find(subject.kind) == inquiry.kinds.npos) continue;
    std::string sql(inquiry.sql);
    if (const auto at = sql.find("{}"); at != sql.npos) sql.replace(at, 2, quote_text(subject.name));
    out += text_of(connection, sql) + "\n";
  }
  return out;
}

/// Whether two of the tables look alike but for their names.
bool have_alike(Connection& connection, std::span<const std::string> names) {
  std::set<std::string> seen, texts;
  for (const auto& name : names) {
    if (!seen.insert(name).second) continue;
    auto text = text_of(connection, "SHOW CREATE TABLE " + quote_name(name));
    const auto begin = text.find('('), end = text.rfind(')');
    if (begin == text.npos || end == text.npos) continue;  // no table
    if (!texts.insert(text.substr(begin, end - begin)).second) return true;
  }
  return false;
}

}  // namespace

std::string trace(Connection& connection, const Statement& statement) {
  if (statement.tables.empty()) {
    const auto subject = subject_of(statement.sql);
    return digest(subject.kind.empty() ? text_of_all(connection) : text_of_subject(connection, subject));
  }
  std::string out;
  for (const auto& table : statement.tables) {
    out += text_of(connection, table.name.empty() ? "SHOW CREATE DATABASE " + quote_name(table.schema)
                                                  : "SHOW CREATE TABLE " + quote_table(table));
  }
  return digest(out);
}

bool leaves_no_trace(Connection& connection, std::string_view sql) {
  const auto words = identifiers(sql);
  const auto is = [&](std::size_t at, std::string_view word) {
    return at < words.size() && equal_ignoring_case(words[at], word);
  };
  const auto has = [&](std::string_view word) {
    return std::ranges::any_of(words, [&](const auto& one) { return equal_ignoring_case(one, word); });
  };
  if (is(0, "truncate")) return true;
  if (is(0, "alter")) return has("partition") && (has("exchange") || has("truncate"));
  return is(0, "rename") && have_alike(connection, std::span(words).subspan(1));
}

}  // namespace migrate::mysql
