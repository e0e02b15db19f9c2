#include "dialects/mysql/effect.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "dialects/mysql/targets.hpp"
#include "dialects/mysql/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

/// The statement itself: behind parentheses, and on MariaDB behind `SET STATEMENT name = value FOR`.
Words statement_of(Words words) {
  while (words[0].is("(")) words = words.subspan(1);
  if (!words[0].is_word("set") || !words[1].is_word("statement")) return words;
  const auto begin = std::ranges::find_if(words, [](const Token& token) { return token.is_word("for"); });
  return begin == words.end() ? words : words.subspan(static_cast<std::size_t>(begin - words.begin()) + 1);
}

/// CREATE [OR REPLACE] TEMPORARY TABLE, DROP TEMPORARY TABLE.
bool is_about_temporary(Words words) {
  static constexpr auto between = std::to_array<std::string_view>({"or", "replace"});
  if (!words[0].is_word("create") && !words[0].is_word("drop")) return false;
  do words = words.subspan(1);
  while (is_one_of(words[0], between));
  return words[0].is_word("temporary");
}

/// SET autocommit = 1, SET @@session.autocommit = 1, among other settings or alone.
bool sets_autocommit(Words words) {
  if (!words[0].is_word("set")) return false;
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    const bool named = words[i].is_word("autocommit") || (words[i].is_word("@autocommit") && words[i - 1].is_word("@"));
    if (named && (words[i + 1].is("=") || words[i + 1].is(":="))) return true;
  }
  return false;
}

[[noreturn]] void refuse(const Statement& statement, const std::string& message, const std::string& hint) {
  DatabaseError error(message, hint, statement.where);
  error.statement = statement.sql;
  throw error;
}

void refuse_to_shut_out(const Statement& statement) {
  const auto text = with_opened_comments(statement.sql);
  const auto words = tokenize(text);
  if (words[0].is_word("use")) {
    refuse(statement, "USE leaves the database that the URL names, and with it the version table and the journal",
           "leave it out, and name tables elsewhere as `database`.`table`");
  }
  if (words[0].is_word("lock") && !words[1].is_word("instance")) {
    refuse(statement, "LOCK TABLES shuts out the journal, in which each statement is noted",
           "leave it and UNLOCK TABLES out: only one migration runs at a time");
  }
}

}  // namespace

Effect effect_of(std::string_view sql) {
  static constexpr auto rows = std::to_array<std::string_view>(
      {"insert", "update", "delete", "replace", "with", "select", "table", "values", "do", "call", "load", "begin",
       "commit", "rollback", "start", "savepoint", "release", "handler", "show"});
  static constexpr auto session = std::to_array<std::string_view>({"set", "use", "prepare", "deallocate", "unlock"});
  const auto text = with_opened_comments(sql);
  const auto tokens = tokenize(text);
  const auto words = statement_of(tokens);
  if (words[0].is_word("begin") && words[1].is_word("not")) return Effect::schema;  // MariaDB: BEGIN NOT ATOMIC … END
  if (is_one_of(words[0], session) || (words[0].is_word("drop") && words[1].is_word("prepare"))) return Effect::session;
  return is_one_of(words[0], rows) || is_about_temporary(words) ? Effect::rows : Effect::schema;
}

bool controls_transaction(std::string_view sql) {
  static constexpr auto verbs = std::to_array<std::string_view>({"begin", "commit", "rollback", "start", "xa"});
  const auto text = with_opened_comments(sql);
  const auto words = tokenize(text);
  if (sets_autocommit(words)) return true;
  if (!is_one_of(words[0], verbs)) return false;
  if (words[0].is_word("begin")) return !words[1].is_word("not");
  const bool to_savepoint = words[0].is_word("rollback") && (words[1].is_word("to") || words[1].is_word("work")) &&
                            (words[1].is_word("to") || words[2].is_word("to"));
  return !to_savepoint;
}

void refuse_unfit(std::span<const Statement> statements) {
  std::vector<TableName> temporary;
  for (const auto& statement : statements) {
    refuse_to_shut_out(statement);
    const auto text = with_opened_comments(statement.sql);
    const auto words = tokenize(text);
    const auto named = targets_of(statement.sql);
    const auto is_named = [&](const TableName& table) { return std::ranges::find(named, table) != named.end(); };
    if (words[0].is_word("drop")) {
      if (std::erase_if(temporary, is_named) > 0) continue;
    } else if (is_about_temporary(words)) {
      temporary.insert(temporary.end(), named.begin(), named.end());
    }
    if (statement.effect != Effect::schema || temporary.empty()) continue;
    refuse(statement,
           "the temporary table " + temporary.front().name +
               " has to outlive this statement, which commits by itself: " +
               "a run that goes on after an interruption would not have it",
           "drop it before this statement, or make it an ordinary table and drop that in the end");
  }
}

std::vector<std::string> single_drops(std::string_view sql) {
  const auto text = with_opened_comments(sql);
  const auto tokens = tokenize(text);
  Words rest(tokens);
  if (!rest[0].is_word("drop") || !(rest[1].is_word("table") || rest[1].is_word("tables") || rest[1].is_word("view")))
    return {};
  rest = rest.subspan(2);
  if (rest[0].is_word("if")) rest = rest.subspan(std::min<std::size_t>(2, rest.size() - 1));
  const auto head = text.substr(0, rest[0].offset);
  std::vector<std::pair<std::size_t, std::size_t>> names;
  for (;;) {
    const auto begin = rest[0].offset;
    const std::size_t taken = rest.size() > 2 && rest[1].is(".") ? 3 : 1;
    if (rest.size() <= taken) return {};
    names.emplace_back(begin, rest[taken - 1].end());
    rest = rest.subspan(taken);
    if (!rest[0].is(",")) break;
    rest = rest.subspan(1);
  }
  std::vector<std::string> out;
  for (const auto& [begin, end] : names)
    out.push_back(head + text.substr(begin, end - begin) + text.substr(names.back().second));
  return out;
}

}  // namespace migrate::mysql
