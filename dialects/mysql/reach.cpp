#include "dialects/mysql/reach.hpp"

#include <array>

#include "dialects/mysql/tokens.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

constexpr auto rows = std::to_array<std::string_view>(
    {"insert", "update", "delete", "replace", "with", "select", "table", "values", "load", "truncate", "do", "show"});
constexpr auto session = std::to_array<std::string_view>({"set", "prepare", "deallocate", "lock", "unlock", "analyze"});
constexpr auto schema =
    std::to_array<std::string_view>({"create", "alter", "drop", "rename", "grant", "revoke", "optimize"});
constexpr auto code = std::to_array<std::string_view>(
    {"trigger", "procedure", "function", "event", "package", "database", "schema", "server"});

/// CREATE TRIGGER, DROP DATABASE: what such a statement makes or takes away cannot be told by the names in it.
bool is_about_code(Words words) {
  // the kind stands before the name, behind OR REPLACE, DEFINER = root@localhost and the like
  for (std::size_t i = 1; i + 1 < words.size() && i < 12; ++i) {
    if (words[i].is_word("table") || words[i].is_word("view") || words[i].is_word("index")) return false;
    if (is_one_of(words[i], code))
      return !words[0].is_word("drop") || words[i].is_word("database") || words[i].is_word("schema");
  }
  return false;
}

}  // namespace

SqlReach reach(std::string_view sql) {
  const auto text = with_opened_comments(sql);
  const auto tokens = tokenize(text);
  SqlReach out;
  const bool changes_schema = is_one_of(tokens[0], schema);
  if (!changes_schema && !is_one_of(tokens[0], rows) && !is_one_of(tokens[0], session)) return out;
  if (changes_schema && is_about_code(tokens)) return out;
  out.anything = false;
  out.schema = changes_schema;
  for (const auto& token : tokens) {
    if (token.kind == TokenKind::word || token.kind == TokenKind::name) out.names.insert(lower(token.value()));
  }
  return out;
}

}  // namespace migrate::mysql
