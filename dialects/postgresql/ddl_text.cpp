#include "dialects/postgresql/ddl_text.hpp"

#include <algorithm>
#include <array>

#include "dialects/postgresql/scan.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

using Tokens = std::vector<SqlToken>;
using Kind = SqlToken::Kind;

bool opens(const SqlToken& token) { return token.is_symbol('(') || token.is_symbol('['); }
bool closes(const SqlToken& token) { return token.is_symbol(')') || token.is_symbol(']'); }
bool is_name(const SqlToken& token) { return token.kind == Kind::word || token.kind == Kind::quoted_name; }

/// Where the parenthesis that opens at `at` is closed; the number of tokens where it is not.
std::size_t closing(const Tokens& tokens, std::size_t at) {
  int depth = 0;
  for (; at < tokens.size(); ++at) {
    if (opens(tokens[at])) ++depth;
    if (closes(tokens[at]) && --depth == 0) return at;
  }
  return at;
}

bool is_wrapped(const Tokens& tokens) {
  return !tokens.empty() && tokens.front().is_symbol('(') && closing(tokens, 0) + 1 == tokens.size();
}

/// `lower(name)`, `pg_catalog.lower(name)`
bool is_call(const Tokens& tokens) {
  std::size_t at = 0;
  while (at + 2 < tokens.size() && is_name(tokens[at]) && tokens[at + 1].is_symbol('.')) at += 2;
  if (at + 1 >= tokens.size() || !is_name(tokens[at])) return false;
  return tokens[at + 1].is_symbol('(') && closing(tokens, at + 1) + 1 == tokens.size();
}

/// A constant at the beginning, and how many tokens it has; 0 where there is none.
std::size_t constant_length(const Tokens& tokens) {
  const std::size_t sign = !tokens.empty() && (tokens[0].is_symbol('-') || tokens[0].is_symbol('+')) ? 1 : 0;
  if (tokens.size() <= sign) return 0;
  const auto& first = tokens[sign];
  if (first.kind == Kind::number) return sign + 1;
  if (sign) return 0;
  if (first.kind == Kind::string) return 1;
  const auto word = upper(first.text);
  return first.kind == Kind::word && (word == "TRUE" || word == "FALSE" || word == "NULL") ? 1 : 0;
}

/// Whether what comes from `at` on is casts and nothing else: `::character varying(50)`, `::public.role[]`.
bool only_casts(const Tokens& tokens, std::size_t at) {
  if (at == tokens.size()) return true;
  if (!tokens[at].is_symbol(':')) return false;
  return std::all_of(tokens.begin() + static_cast<std::ptrdiff_t>(at), tokens.end(), [](const SqlToken& token) {
    return token.kind != Kind::string &&
           (token.kind != Kind::symbol || std::string_view(":.,()[]").find(token.text) != std::string_view::npos);
  });
}

Tokens unwrapped(Tokens tokens) {
  while (is_wrapped(tokens)) {
    tokens.erase(tokens.begin());
    tokens.pop_back();
  }
  return tokens;
}

}  // namespace

std::string in_parentheses(std::string_view sql) {
  const auto text = trim(sql);
  const auto tokens = scan(text);
  return is_wrapped(tokens) || is_call(tokens) ? std::string(text) : "(" + std::string(text) + ")";
}

bool needs_parentheses(std::string_view sql) {
  static constexpr auto words =
      std::to_array<std::string_view>({"AND", "AT", "BETWEEN", "COLLATE", "ILIKE", "IN", "IS", "ISNULL", "LIKE", "NOT",
                                       "NOTNULL", "OR", "OVERLAPS", "SIMILAR"});
  int depth = 0;
  for (const auto& token : scan(sql)) {
    if (opens(token)) ++depth;
    if (closes(token)) --depth;
    if (depth == 0 && token.kind == Kind::word && std::ranges::binary_search(words, upper(token.text))) return true;
  }
  return false;
}

bool is_constant(std::string_view sql) {
  const auto tokens = unwrapped(scan(sql));
  const auto length = constant_length(tokens);
  return length > 0 && only_casts(tokens, length);
}

bool is_null(std::string_view sql) {
  const auto tokens = unwrapped(scan(sql));
  return is_constant(sql) && equal_ignoring_case(tokens.front().text, "NULL");
}

std::string without_cast(std::string_view sql) {
  if (!is_constant(sql)) return std::string(sql);
  std::string out;
  const auto tokens = unwrapped(scan(sql));
  for (std::size_t i = 0; i < constant_length(tokens); ++i) out += tokens[i].text;
  return out;
}

bool mentions(std::string_view sql, std::string_view name) {
  return std::ranges::any_of(scan(sql), [&](const SqlToken& token) { return is_name(token) && folded(token) == name; });
}

std::vector<std::string> first_words(std::string_view sql, std::size_t count) {
  std::vector<std::string> out;
  for (const auto& token : scan(sql)) {
    if (out.size() == count || !is_name(token)) break;
    out.push_back(token.kind == Kind::word ? upper(token.text) : std::string(token.text));
  }
  return out;
}

}  // namespace migrate::postgresql
