#include "dialects/postgresql/effect.hpp"

#include <algorithm>
#include <array>

#include "dialects/postgresql/scan.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

constexpr std::size_t enough = 2'000;  // for the first words, behind comments

template <std::size_t N>
bool is_one_of(const SqlToken& token, const std::array<std::string_view, N>& words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return token.is(word); });
}

/// SELECT set_config(…), as dumps begin with it, and nothing from any table.
bool only_sets(const std::vector<SqlToken>& tokens) {
  const auto has = [&](std::string_view word) {
    return std::ranges::any_of(tokens, [&](const SqlToken& token) { return token.is(word); });
  };
  return tokens[0].is("select") && has("set_config") && !has("from") && !has("into");
}

}  // namespace

Effect effect_of(std::string_view sql) {
  static constexpr auto verbs = std::to_array<std::string_view>(
      {"set", "reset", "discard", "listen", "unlisten", "load", "prepare", "deallocate"});
  const auto tokens = scan(sql.substr(0, enough));
  if (tokens.empty()) return Effect::schema;
  if (tokens[0].is("set") && tokens.size() > 1 && (tokens[1].is("constraints") || tokens[1].is("transaction")))
    return Effect::schema;
  return is_one_of(tokens[0], verbs) || only_sets(tokens) ? Effect::session : Effect::schema;
}

bool touches_settings(std::string_view sql) {
  static constexpr auto verbs = std::to_array<std::string_view>({"set", "reset", "discard", "do", "call"});
  constexpr std::size_t longest = 100'000;  // a dump of rows sets nothing in its middle
  const auto tokens = scan(sql.substr(0, enough));
  if (!tokens.empty() && is_one_of(tokens[0], verbs)) return true;
  const auto text = lower(sql.substr(0, longest));
  static constexpr auto marks = std::to_array<std::string_view>(
      {"search_path", "set_config", "set role", "set local role", "set session", "reset all", "discard"});
  return std::ranges::any_of(marks, [&](std::string_view mark) { return text.find(mark) != text.npos; });
}

bool controls_transaction(std::string_view sql) {
  static constexpr auto verbs =
      std::to_array<std::string_view>({"abort", "begin", "commit", "end", "rollback", "start"});
  const auto tokens = scan(sql.substr(0, enough));
  if (tokens.empty()) return false;
  if (tokens[0].is("prepare") && tokens.size() > 1 && tokens[1].is("transaction")) return true;
  return is_one_of(tokens[0], verbs);
}

}  // namespace migrate::postgresql
