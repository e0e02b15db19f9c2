#include "dialects/postgresql/confine.hpp"

#include <algorithm>
#include <array>

#include "dialects/postgresql/scan.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

bool begins(const std::vector<SqlToken>& words, std::string_view first, std::string_view second = {}) {
  return !words.empty() && words[0].is(first) && (second.empty() || (words.size() > 1 && words[1].is(second)));
}

/// CREATE TEMP TABLE …: tables that go with the session are no part of the schema.
bool is_temporary(const std::vector<SqlToken>& words) {
  return words.size() > 1 &&
         (words[1].is("temp") || words[1].is("temporary") || words[1].is("local") || words[1].is("global"));
}

/// DROP TABLE of a temporary table cannot be told from one of another; pg_temp in front of its name says it.
bool names_temporary(const std::vector<SqlToken>& words) {
  return std::ranges::any_of(words, [](const SqlToken& word) { return word.is("pg_temp"); });
}

std::string refusal_of_step(const std::vector<SqlToken>& words) {
  for (const std::string_view word : {"create", "drop", "alter", "comment", "grant", "revoke", "security", "import"}) {
    if (begins(words, word) && !is_temporary(words) && !names_temporary(words)) {
      return upper(word) + " changes the schema: that is for operations of the revision, before or after the call";
    }
  }
  for (const std::string_view word : {"vacuum", "reindex", "cluster", "checkpoint", "load"}) {
    if (begins(words, word)) return upper(word) + " is not possible inside the revision's transaction";
  }
  for (const std::string_view word : {"set", "reset", "discard"}) {
    if (begins(words, word)) return upper(word) + " changes the session, not rows";
  }
  if (begins(words, "copy")) return "COPY reads or writes files of the server, or a stream that nobody sends";
  return {};
}

/// What a script of a schema does to the whole server would stay when its private database is gone.
std::string refusal_of_script(const std::vector<SqlToken>& words) {
  constexpr auto of_the_server =
      std::to_array<std::string_view>({"database", "role", "user", "group", "tablespace", "subscription", "system"});
  for (const std::string_view word : {"create", "drop", "alter"}) {
    if (!begins(words, word) || words.size() < 2) continue;
    for (const auto object : of_the_server) {
      const bool mapping = object == "user" && words.size() > 2 && words[2].is("mapping");
      if (words[1].is(object) && !mapping) {
        return upper(word) + " " + upper(object) + " changes the server, not the schema";
      }
    }
  }
  if (begins(words, "copy")) return "COPY reads or writes files of the server, or a stream that nobody sends";
  if (begins(words, "load")) return "LOAD changes the server, not the schema";
  return {};
}

}  // namespace

std::string refusal(std::string_view sql, Confines confines) {
  const auto words = scan(sql);
  return confines == Confines::data_step ? refusal_of_step(words) : refusal_of_script(words);
}

}  // namespace migrate::postgresql
