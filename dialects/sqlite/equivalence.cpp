#include "dialects/sqlite/equivalence.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "dialects/sqlite/tokens.hpp"
#include "dialects/sqlite/types.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

using sqlite::Token;
using sqlite::TokenKind;
using Words = std::vector<std::string>;

/// Words that are values; quoted they would be names.
bool is_value_keyword(const Token& token) {
  static constexpr std::array<std::string_view, 6> words = {"NULL",         "TRUE",         "FALSE",
                                                            "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"};
  return std::ranges::any_of(words, [&](std::string_view word) { return token.is_keyword(word); });
}

/// A number in one spelling: `0x10` and `16`, `1.50` and `1.5`, but not `1` and `1.0`.
std::string canonical_number(std::string_view text) {
  const std::string digits = lower(replace_all(std::string(text), "_", ""));
  const bool hex = digits.starts_with("0x");
  std::uint64_t whole = 0;
  const char* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data() + (hex ? 2 : 0), end, whole, hex ? 16 : 10);
  if (parsed.ec == std::errc{} && parsed.ptr == end) return std::to_string(whole);
  double value = 0;
  const auto real = std::from_chars(digits.data(), end, value);
  if (real.ec != std::errc{} || real.ptr != end) return digits;
  std::array<char, 64> buffer{};
  const auto printed = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return "real " + std::string(buffer.data(), printed.ptr);
}

std::string canonical_token(const Token& token) {
  switch (token.kind) {
    case TokenKind::word: return is_value_keyword(token) ? "keyword " + upper(token.text) : lower(token.text);
    case TokenKind::quoted_name: return lower(sqlite::unquote_name(token.text));
    case TokenKind::number: return "number " + canonical_number(token.text);
    case TokenKind::blob: return "blob " + lower(token.text);
    case TokenKind::op:
      if (token.text == "<>") return "!=";
      if (token.text == "==") return "=";
      break;
    default: break;
  }
  return token.kind == TokenKind::string ? "string " + std::string(token.text) : std::string(token.text);
}

/// Whether the first word is a parenthesis that the last one closes.
bool is_wrapped(const Words& words) {
  if (words.size() < 3 || words.front() != "(") return false;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "(") ++depth;
    if (words[i] == ")" && --depth == 0) return i + 1 == words.size();
  }
  return false;
}

Words canonical_words(std::string_view sql) {
  Words out;
  for (const Token& token : sqlite::tokenize(sql)) {
    if (token.kind != TokenKind::end) out.push_back(canonical_token(token));
  }
  while (is_wrapped(out)) {
    out.erase(out.begin());
    out.pop_back();
  }
  return out;
}

/// A default alone is more lenient than an expression: any word is a string, `+` means nothing, truth is a number.
Words canonical_default(const std::optional<std::string>& sql) {
  if (!sql) return {};
  Words words = canonical_words(*sql);
  if (words.size() == 2 && words[0] == "+") words.erase(words.begin());
  if (words.size() != 1) return words;
  const Token token = [&] {
    for (std::size_t at = 0;;) {
      const Token next = sqlite::next_token(*sql, at);
      if (!next.is_op("(") && !next.is_op("+")) return next;
      at = next.end();
    }
  }();
  if (token.is_keyword("NULL")) return {};
  if (token.is_keyword("TRUE")) return {"number 1"};
  if (token.is_keyword("FALSE")) return {"number 0"};
  if (token.is_name() && !is_value_keyword(token)) return {"string " + sqlite::unquote_name(token.text)};
  return words;
}

/// `1` and `1.0` are stored as the same value by a column of a numeric affinity.
void forget_real(Words& words) {
  for (auto& word : words) {
    if (!word.starts_with("number real ")) continue;
    const std::string digits = word.substr(std::string_view("number real ").size());
    if (digits.find_first_not_of("0123456789") == digits.npos) word = "number " + digits;
  }
}

/// The words of a type in one spelling. SQLAlchemy writes a Float as FLOAT, others as DOUBLE PRECISION.
std::string canonical_type(const Type& type) {
  const std::string declared = sqlite::declared_type(type);
  Words words;
  for (const Token& token : sqlite::tokenize(declared)) words.push_back(lower(sqlite::unquote_name(token.text)));
  const std::string out = std::string(trim(join(words, " ")));
  if (out == "int") return "integer";
  if (out == "float" || out == "double precision") return "double";
  return out;
}

bool is_comparable(const Type& type) {
  return type.kind != TypeKind::enumeration && (type.kind != TypeKind::native || type.dialect == "sqlite");
}

bool is_true(const Options& options, const std::string& key) {
  const auto found = options.find(key);
  return found != options.end() && found->second == OptionValue(true);
}

/// The options that say something: those of SQLite, without the ones that say what holds anyway.
Options meaningful(const Options& options) {
  Options out;
  for (const auto& [key, value] : options) {
    if (!key.starts_with("sqlite.") || value == OptionValue(false)) continue;
    const auto* text = std::get_if<std::string>(&value);
    if (text && equal_ignoring_case(*text, "abort") && key.ends_with("on_conflict")) continue;
    out[key] = text ? OptionValue(lower(*text)) : value;
  }
  return out;
}

}  // namespace

std::string SqliteEquivalence::key(std::string_view name) const { return lower(name); }

bool SqliteEquivalence::same_type(const Table&, const Column& current, const Column& wanted) const {
  // INT and INTEGER differ only here: the one makes an alias of the rowid
  if (current.identity.has_value() != wanted.identity.has_value()) return current.type == wanted.type;
  if (current.identity) return true;
  if (current.type == wanted.type) return true;
  if (!is_comparable(current.type) || !is_comparable(wanted.type)) return false;
  return canonical_type(current.type) == canonical_type(wanted.type);
}

bool SqliteEquivalence::same_default(const Table&, const Column& current, const Column& wanted) const {
  if (current.default_sql == wanted.default_sql) return true;
  Words a = canonical_default(current.default_sql);
  Words b = canonical_default(wanted.default_sql);
  const auto affinity =
      is_comparable(current.type) ? sqlite::affinity_of(sqlite::declared_type(current.type)) : sqlite::Affinity::blob;
  if (affinity != sqlite::Affinity::text && affinity != sqlite::Affinity::blob) forget_real(a), forget_real(b);
  return a == b;
}

bool SqliteEquivalence::same_expression(const Table&, std::string_view current, std::string_view wanted) const {
  return current == wanted || canonical_words(current) == canonical_words(wanted);
}

bool SqliteEquivalence::same_identity(const Table&, const Column& current, const Column& wanted) const {
  return current.identity.has_value() == wanted.identity.has_value();
}

bool SqliteEquivalence::same_nullability(const Table& table, const Column& current, const Column& wanted) const {
  if (current.nullable == wanted.nullable || current.identity || wanted.identity) return true;
  // the key of a WITHOUT ROWID table is NOT NULL without saying so
  if (!is_true(table.options, "sqlite.without_rowid") || !table.primary_key) return false;
  return std::ranges::any_of(table.primary_key->columns,
                             [&](const IndexColumn& key) { return equal_ignoring_case(key.column, current.name); });
}

bool SqliteEquivalence::same_collation(std::string_view current, std::string_view wanted) const {
  const auto named = [](std::string_view name) { return name.empty() ? "BINARY" : name; };
  return equal_ignoring_case(named(current), named(wanted));
}

bool SqliteEquivalence::same_options(const Options& current, const Options& wanted) const {
  return meaningful(current) == meaningful(wanted);
}

}  // namespace migrate
