#include "dialects/sqlite/confine.hpp"

#include <algorithm>
#include <array>

#include "dialects/sqlite/tokens.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

using Words = std::vector<Token>;

bool begins(const Words& tokens, std::string_view first, std::string_view second = {}) {
  return tokens.size() > 1 && tokens[0].is_keyword(first) && (second.empty() || tokens[1].is_keyword(second));
}

/// CREATE TEMP TABLE …, DROP TABLE temp.…: tables that go with the connection are no part of the schema.
bool is_temporary(const Words& tokens) {
  if (begins(tokens, "CREATE")) return tokens[1].is_keyword("TEMP") || tokens[1].is_keyword("TEMPORARY");
  return std::ranges::adjacent_find(tokens, [](const Token& a, const Token& b) {
           return a.is_name() && equal_ignoring_case(unquote_name(a.text), "temp") && b.is_op(".");
         }) != tokens.end();
}

std::string refusal_of_step(const Words& tokens) {
  for (const std::string_view word : {"CREATE", "DROP", "ALTER"}) {
    if (begins(tokens, word) && (word == "ALTER" || !is_temporary(tokens))) {
      return std::string(word) +
             " changes the schema: that is for operations of the revision, before or after the call";
    }
  }
  for (const std::string_view word : {"ATTACH", "DETACH", "VACUUM"}) {
    if (begins(tokens, word)) return std::string(word) + " is not possible inside the revision's transaction";
  }
  if (begins(tokens, "PRAGMA")) {
    return "PRAGMA changes the connection, not rows; to ask the catalog, select from pragma_table_info('…') and the "
           "like";
  }
  return {};
}

/// Those that a dump begins with, or that change what CREATE TABLE means; none of them touches a file.
constexpr std::array<std::string_view, 14> harmless_pragmas = {
    "foreign_keys",        "user_version", "application_id",     "encoding",
    "page_size",           "journal_mode", "legacy_alter_table", "recursive_triggers",
    "defer_foreign_keys",  "auto_vacuum",  "synchronous",        "ignore_check_constraints",
    "case_sensitive_like", "cache_size"};

std::string refusal_of_script(const Words& tokens) {
  for (const std::string_view word : {"ATTACH", "DETACH"}) {
    if (begins(tokens, word)) return std::string(word) + " reaches for another database";
  }
  if (begins(tokens, "VACUUM") && std::ranges::any_of(tokens, [](const Token& t) { return t.is_keyword("INTO"); })) {
    return "VACUUM INTO writes a file";
  }
  if (!begins(tokens, "PRAGMA")) return {};
  const bool qualified = tokens.size() > 3 && tokens[2].is_op(".");
  const auto name = lower(unquote_name(tokens[qualified ? 3 : 1].text));
  if (std::ranges::find(harmless_pragmas, name) != harmless_pragmas.end()) return {};
  return "PRAGMA " + name + " is none of those that only change this connection";
}

}  // namespace

std::string refusal(std::string_view sql, Confines confines) {
  const auto tokens = tokenize(sql);
  return confines == Confines::data_step ? refusal_of_step(tokens) : refusal_of_script(tokens);
}

}  // namespace migrate::sqlite
