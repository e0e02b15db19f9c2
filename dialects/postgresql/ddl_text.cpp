#include "dialects/postgresql/ddl_text.hpp"

#include <algorithm>
#include <array>

#include "src/base/text.hpp"
#include "src/schema/expression.hpp"

namespace migrate::postgresql {
namespace {

enum class Kind { word, name, string, number, open, close, op };
struct Token {
  Kind kind;
  std::string_view text;
};

/// Where a piece in quotes that begins at `at` ends. `backslash`: E'…'.
std::size_t end_of_quotes(std::string_view sql, std::size_t at, bool backslash) {
  const char quote = sql[at++];
  while (at < sql.size()) {
    if (backslash && sql[at] == '\\') {
      at += 2;
    } else if (sql[at] != quote) {
      ++at;
    } else if (at + 1 < sql.size() && sql[at + 1] == quote) {
      at += 2;
    } else {
      return at + 1;
    }
  }
  return sql.size();
}

std::size_t end_of_comment(std::string_view sql, std::size_t at) {
  if (sql[at] == '-') return std::min(sql.find('\n', at), sql.size());
  int depth = 0;
  while (at + 1 < sql.size()) {
    const auto two = sql.substr(at, 2);
    if (two == "/*") ++depth;
    if (two == "*/" && --depth == 0) return at + 2;
    at += two == "/*" || two == "*/" ? 2 : 1;
  }
  return sql.size();
}

/// The end of `$tag$ … $tag$` at `at`; `at` itself where no dollar quote begins there.
std::size_t end_of_dollars(std::string_view sql, std::size_t at) {
  auto end = at + 1;
  while (end < sql.size() && is_word_part(sql[end]) && sql[end] != '$') ++end;
  if (end >= sql.size() || sql[end] != '$') return at;
  const auto tag = sql.substr(at, end + 1 - at);
  const auto close = sql.find(tag, end + 1);
  return close == sql.npos ? sql.size() : close + tag.size();
}

Token token_at(std::string_view sql, std::size_t at) {
  const auto from = [&](Kind kind, std::size_t end) { return Token{kind, sql.substr(at, end - at)}; };
  const char c = sql[at];
  const auto end_of = [&](auto part) {
    auto end = at;
    while (end < sql.size() && part(sql[end])) ++end;
    return end;
  };
  if (c == '\'') return from(Kind::string, end_of_quotes(sql, at, false));
  if (c == '"') return from(Kind::name, end_of_quotes(sql, at, false));
  if (c == '$' && end_of_dollars(sql, at) > at) return from(Kind::string, end_of_dollars(sql, at));
  if (is_word_start(c)) {
    const auto end = end_of(is_word_part);
    const bool prefix = end == at + 1 && end < sql.size() && sql[end] == '\'';
    if (prefix && std::string_view("eEbBxXnN").find(c) != std::string_view::npos)
      return from(Kind::string, end_of_quotes(sql, end, c == 'e' || c == 'E'));
    return from(Kind::word, end);
  }
  const auto digit = [](char d) { return d >= '0' && d <= '9'; };
  if (digit(c) || (c == '.' && at + 1 < sql.size() && digit(sql[at + 1])))
    return from(Kind::number, end_of([&](char d) { return is_word_part(d) || d == '.'; }));
  if (c == '(' || c == '[') return from(Kind::open, at + 1);
  if (c == ')' || c == ']') return from(Kind::close, at + 1);
  if (sql.substr(at, 2) == "::") return from(Kind::op, at + 2);
  return from(Kind::op, at + 1);
}

std::vector<Token> tokens_of(std::string_view sql) {
  std::vector<Token> out;
  for (std::size_t at = 0; at < sql.size();) {
    const auto two = sql.substr(at, 2);
    if (std::string_view(" \t\r\n\f\v").find(sql[at]) != std::string_view::npos) {
      ++at;
    } else if (two == "--" || two == "/*") {
      at = end_of_comment(sql, at);
    } else {
      out.push_back(token_at(sql, at));
      at += out.back().text.size();
    }
  }
  return out;
}

/// Where the parenthesis that opens at `at` is closed; the number of tokens where it is not.
std::size_t closing(const std::vector<Token>& tokens, std::size_t at) {
  int depth = 0;
  for (; at < tokens.size(); ++at) {
    if (tokens[at].kind == Kind::open) ++depth;
    if (tokens[at].kind == Kind::close && --depth == 0) return at;
  }
  return at;
}

bool is_wrapped(const std::vector<Token>& tokens) {
  return !tokens.empty() && tokens.front().text == "(" && closing(tokens, 0) + 1 == tokens.size();
}

/// `lower(name)`, `pg_catalog.lower(name)`
bool is_call(const std::vector<Token>& tokens) {
  std::size_t at = 0;
  const auto named = [&] {
    return at < tokens.size() && (tokens[at].kind == Kind::word || tokens[at].kind == Kind::name);
  };
  if (!named()) return false;
  ++at;
  while (at + 1 < tokens.size() && tokens[at].text == ".") {
    ++at;
    if (!named()) return false;
    ++at;
  }
  return at < tokens.size() && tokens[at].text == "(" && closing(tokens, at) + 1 == tokens.size();
}

/// A constant at the beginning, and how many tokens it has; 0 where there is none.
std::size_t constant_length(const std::vector<Token>& tokens) {
  const std::size_t sign = !tokens.empty() && (tokens[0].text == "-" || tokens[0].text == "+") ? 1 : 0;
  if (tokens.size() <= sign) return 0;
  const auto& first = tokens[sign];
  if (first.kind == Kind::number) return sign + 1;
  if (sign) return 0;
  if (first.kind == Kind::string) return 1;
  const auto word = upper(first.text);
  return first.kind == Kind::word && (word == "TRUE" || word == "FALSE" || word == "NULL") ? 1 : 0;
}

/// Whether what comes from `at` on is casts and nothing else: `::character varying(50)`, `::public.role[]`.
bool only_casts(const std::vector<Token>& tokens, std::size_t at) {
  if (at == tokens.size()) return true;
  if (tokens[at].text != "::") return false;
  for (; at < tokens.size(); ++at) {
    const auto& token = tokens[at];
    const bool operation = token.kind == Kind::op && token.text != "::" && token.text != "." && token.text != ",";
    if (operation || token.kind == Kind::string) return false;
  }
  return true;
}

std::vector<Token> unwrapped(std::vector<Token> tokens) {
  while (is_wrapped(tokens)) {
    tokens.erase(tokens.begin());
    tokens.pop_back();
  }
  return tokens;
}

}  // namespace

bool is_wrapped(std::string_view sql) { return is_wrapped(tokens_of(sql)); }

std::string in_parentheses(std::string_view sql) {
  const auto text = trim(sql);
  const auto tokens = tokens_of(text);
  return is_wrapped(tokens) || is_call(tokens) ? std::string(text) : "(" + std::string(text) + ")";
}

bool needs_parentheses(std::string_view sql) {
  static constexpr auto words =
      std::to_array<std::string_view>({"AND", "AT", "BETWEEN", "COLLATE", "ILIKE", "IN", "IS", "ISNULL", "LIKE", "NOT",
                                       "NOTNULL", "OR", "OVERLAPS", "SIMILAR"});
  int depth = 0;
  for (const auto& token : tokens_of(sql)) {
    if (token.kind == Kind::open) ++depth;
    if (token.kind == Kind::close) --depth;
    if (depth == 0 && token.kind == Kind::word && std::ranges::binary_search(words, upper(token.text))) return true;
  }
  return false;
}

bool is_constant(std::string_view sql) {
  const auto tokens = unwrapped(tokens_of(sql));
  const auto length = constant_length(tokens);
  return length > 0 && only_casts(tokens, length);
}

bool is_null(std::string_view sql) {
  const auto tokens = unwrapped(tokens_of(sql));
  return is_constant(sql) && equal_ignoring_case(tokens.front().text, "NULL");
}

std::string without_cast(std::string_view sql) {
  if (!is_constant(sql)) return std::string(sql);
  std::string out;
  const auto tokens = unwrapped(tokens_of(sql));
  for (std::size_t i = 0; i < constant_length(tokens); ++i) out += tokens[i].text;
  return out;
}

bool mentions(std::string_view sql, std::string_view name) {
  return std::ranges::any_of(tokens_of(sql), [&](const Token& token) {
    if (token.kind == Kind::word) return lower(token.text) == name;
    if (token.kind != Kind::name || token.text.size() < 2) return false;
    return replace_all(std::string(token.text.substr(1, token.text.size() - 2)), "\"\"", "\"") == name;
  });
}

std::vector<std::string> first_words(std::string_view sql, std::size_t count) {
  std::vector<std::string> out;
  for (const auto& token : tokens_of(sql)) {
    if (out.size() == count || (token.kind != Kind::word && token.kind != Kind::name)) break;
    out.push_back(token.kind == Kind::word ? upper(token.text) : std::string(token.text));
  }
  return out;
}

}  // namespace migrate::postgresql
