#include "dialects/mysql/targets.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "dialects/mysql/tokens.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

/// `name` or `schema.name`; moves behind it.
std::optional<TableName> take_name(Words& rest) {
  const auto take = [&]() -> std::optional<std::string> {
    if (rest[0].kind != TokenKind::word && rest[0].kind != TokenKind::name) return std::nullopt;
    auto out = rest[0].value();
    rest = rest.subspan(1);
    return out;
  };
  auto name = take();
  if (!name) return std::nullopt;
  if (!rest[0].is(".")) return TableName{*name, ""};
  rest = rest.subspan(1);
  auto second = take();
  if (!second) return std::nullopt;
  return TableName{*second, *name};
}

/// `IF EXISTS`, `IF NOT EXISTS`.
void skip_condition(Words& rest) {
  if (!rest[0].is_word("if")) return;
  while (rest.size() > 1 && !rest[0].is_word("exists")) rest = rest.subspan(1);
  if (rest.size() > 1) rest = rest.subspan(1);
}

/// A list of names; of a RENAME, each with its new one.
std::vector<TableName> take_names(Words rest) {
  std::vector<TableName> out;
  while (auto name = take_name(rest)) {
    out.push_back(std::move(*name));
    if (!rest[0].is(",") && !rest[0].is_word("to")) break;
    rest = rest.subspan(1);
  }
  return out;
}

std::vector<TableName> take_one(Words rest) {
  auto name = take_name(rest);
  return name ? std::vector{std::move(*name)} : std::vector<TableName>{};
}

/// Behind CREATE INDEX and DROP INDEX: the name of the index, its method, ON, the table.
std::vector<TableName> table_of_index(Words rest) {
  while (rest.size() > 1 && !rest[0].is_word("on") && !rest[0].is("(")) rest = rest.subspan(1);
  return rest[0].is_word("on") ? take_one(rest.subspan(1)) : std::vector<TableName>{};
}

}  // namespace

std::vector<TableName> targets_of(std::string_view sql) {
  static constexpr auto verbs = std::to_array<std::string_view>({"create", "alter", "drop", "rename", "truncate"});
  static constexpr auto relations = std::to_array<std::string_view>({"table", "tables", "view", "sequence"});
  static constexpr auto databases = std::to_array<std::string_view>({"database", "schema"});
  static constexpr auto others = std::to_array<std::string_view>(
      {"trigger", "procedure", "function", "event", "user", "role", "server", "tablespace", "package", "on"});
  const auto text = with_opened_comments(sql);
  const auto tokens = tokenize(text);
  if (!is_one_of(tokens[0], verbs)) return {};
  Words rest(tokens);
  const bool truncates = tokens[0].is_word("truncate"),
             several = tokens[0].is_word("drop") || tokens[0].is_word("rename");
  rest = rest.subspan(1);
  if (truncates && !rest[0].is_word("table")) return take_one(rest);
  // OR REPLACE, TEMPORARY, UNIQUE, ALGORITHM = MERGE, DEFINER = root@localhost and the like stand before the kind
  for (; rest.size() > 1; rest = rest.subspan(1)) {
    const auto& kind = rest[0];
    if (is_one_of(kind, others)) return {};
    const bool index = kind.is_word("index"), database = is_one_of(kind, databases);
    if (!index && !database && !is_one_of(kind, relations)) continue;
    rest = rest.subspan(1);
    skip_condition(rest);
    if (index) return table_of_index(rest);
    auto out = several ? take_names(rest) : take_one(rest);
    if (database && !out.empty()) out = {TableName{"", out[0].name}};
    return out;
  }
  return {};
}

Subject subject_of(std::string_view sql) {
  static constexpr auto verbs =
      std::to_array<std::string_view>({"create", "alter", "drop", "rename", "grant", "revoke"});
  static constexpr auto kinds = std::to_array<std::string_view>(
      {"trigger", "procedure", "function", "package", "event", "server", "user", "role", "grant", "revoke"});
  const auto text = with_opened_comments(sql);
  const auto tokens = tokenize(text);
  if (!is_one_of(tokens[0], verbs)) return {};
  auto rest = Words(tokens);
  while (rest.size() > 1 && !is_one_of(rest[0], kinds)) rest = rest.subspan(1);
  Subject out{lower(rest[0].text), ""};
  if (rest.size() == 1) return out;
  rest = rest.subspan(1);
  if (rest[0].is_word("body")) rest = rest.subspan(1);
  skip_condition(rest);
  if (const auto name = take_name(rest)) out.name = name->name;
  return out;
}

}  // namespace migrate::mysql
