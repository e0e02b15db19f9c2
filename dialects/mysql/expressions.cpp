#include "dialects/mysql/expressions.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <vector>

#include "dialects/mysql/text.hpp"
#include "dialects/mysql/tokens.hpp"
#include "dialects/mysql/types.hpp"
#include "src/base/hex.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

/// Whether the first token is the introducer of a character set in which the second one, a string, is the same text.
/// MySQL writes that of the column beside which the string stands, from the next ALTER on.
bool is_idle_introducer(const Token& token, const Token& string) {
  if (string.kind != TokenKind::string || token.kind != TokenKind::word || !token.text.starts_with('_')) return false;
  if (token.is_word("_utf8mb4") || token.is_word("_utf8mb3") || token.is_word("_utf8")) return true;
  static constexpr auto other = std::to_array<std::string_view>({"_binary", "_ucs2", "_utf16", "_utf16le", "_utf32"});
  return std::ranges::none_of(other, [&](auto name) { return token.is_word(name); }) &&
         std::ranges::all_of(string.value(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// `-(9)`, as MySQL writes -9 until the next ALTER.
bool is_number_in_parentheses(const std::vector<Token>& tokens, std::size_t at) {
  return at > 0 && at + 2 < tokens.size() && tokens[at - 1].is("-") && tokens[at].is("(") &&
         tokens[at + 1].kind == TokenKind::number && tokens[at + 2].is(")");
}

/// Bytes that are no text, and would not be kept as such in a file.
bool is_binary(std::string_view value) {
  return std::ranges::any_of(
      value, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t'; });
}

std::string spelt(const Token& token) {
  if (token.kind != TokenKind::string) return std::string(token.text);
  return constant_text(token.value());
}

/// Where the quotes of the text are themselves escaped, as MySQL's catalogs have them.
bool is_escaped(std::string_view text) {
  const auto quote = text.find('\'');
  return quote != text.npos && quote > 0 && text[quote - 1] == '\\';
}

/// Every token in our spelling, with the white space that was between them.
std::string respelt(std::string_view text, std::string_view database) {
  const auto tokens = tokenize(text);
  std::string out;
  std::size_t copied = 0;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const auto& token = tokens[i];
    out += text.substr(copied, token.offset - copied);
    copied = token.end();
    if (is_idle_introducer(token, tokens[i + 1])) continue;
    if (is_number_in_parentheses(tokens, i)) {
      out += tokens[i + 1].text;
      copied = tokens[i += 2].end();
      continue;
    }
    const bool names_database =
        token.kind == TokenKind::name && !database.empty() && tokens[i + 1].is(".") && token.value() == database;
    if (names_database) {
      copied = tokens[++i].end();
      continue;
    }
    out += spelt(token);
  }
  return out;
}

bool is_numeric(const Type& type) {
  switch (type.kind) {
    case TypeKind::boolean:
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint:
    case TypeKind::real:
    case TypeKind::double_precision:
    case TypeKind::numeric: return true;
    case TypeKind::native: break;
    default: return false;
  }
  constexpr auto names = std::to_array<std::string_view>(
      {"tinyint", "smallint", "mediumint", "int", "bigint", "float", "double", "decimal", "year"});
  return std::ranges::any_of(names, [&](auto name) { return type.name.starts_with(name); });
}

std::string signless(std::string_view text, bool& negative) {
  text = trim(text);
  negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return std::string(trim(text));
}

/// `00.50` as `.5`, `7.0` as `7`: a decimal number's value as text. Texts that are none stay.
std::string number_text(std::string_view text) {
  bool negative = false;
  auto digits = signless(text, negative);
  if (digits.empty() || digits.find_first_not_of("0123456789.") != digits.npos) return std::string(text);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.find('.') != digits.npos) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.')) digits.pop_back();
  }
  if (digits.empty()) return "0";
  return (negative ? "-" : "") + digits;
}

std::string raw_default(const std::string& text, const Type& type) {
  const bool bits = text.starts_with("b'") && type.kind == TypeKind::native;
  const bool bytes = type.kind == TypeKind::binary || type.kind == TypeKind::varbinary;
  if (is_numeric(type) || bits) return text;
  if (bytes && text.starts_with("0x")) return "x'" + lower(text.substr(2)) + "'";
  return constant_text(text);
}

/// A number or a text without anything special in it, as most defaults are: they need no reading.
bool is_plain_constant(std::string_view sql) {
  if (sql.empty()) return false;
  if (sql.find_first_not_of("0123456789.") == sql.npos) return true;
  const auto usual = [](char c) { return c >= ' ' && c <= '~'; };
  return sql.size() > 1 && sql.front() == '\'' && sql.find_first_of("'\\", 1) == sql.size() - 1 &&
         std::ranges::all_of(sql, usual);
}

/// In hexadecimal where it is not all plain characters; a binary(n) is filled up with zeros, which say nothing.
std::string bytes_constant(std::string value, const Type& type) {
  if (type.kind == TypeKind::binary) value.erase(value.find_last_not_of('\0') + 1);
  const bool plain = std::ranges::all_of(value, [](char c) { return c >= ' ' && c <= '~'; });
  return plain ? quote_text(value) : "x'" + hexadecimal(value) + "'";
}

/// The bytes that pairs of digits say.
std::string bytes_of(std::string_view digits) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out += static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1]));
  return out;
}

std::vector<Token> without_end(std::string_view sql) {
  auto out = tokenize(sql);
  out.pop_back();
  return out;
}

}  // namespace

std::string constant_text(std::string_view value) {
  return is_binary(value) ? "x'" + hexadecimal(value) + "'" : quote_text(value);
}

std::string_view bare(std::string_view sql) {
  for (;;) {
    sql = trim(sql);
    if (!sql.starts_with('(') || !sql.ends_with(')')) return sql;
    int depth = 0;
    for (const auto& token : tokenize(sql)) {
      if (token.is("(")) ++depth;
      if (token.is(")") && --depth == 0 && token.end() != sql.size()) return sql;
    }
    if (depth != 0) return sql;
    sql = sql.substr(1, sql.size() - 2);
  }
}

std::string catalog_expression(std::string_view text, std::string_view database) {
  const auto plain = is_escaped(text) ? without_escapes(text) : std::string(text);
  return std::string(bare(respelt(plain, database)));
}

bool is_constant(std::string_view sql) {
  auto tokens = without_end(sql);
  if (!tokens.empty() && (tokens[0].is("-") || tokens[0].is("+"))) tokens.erase(tokens.begin());
  const bool introduced = tokens.size() == 2 && tokens[0].text.starts_with('_') && tokens[1].kind == TokenKind::string;
  if (introduced) return true;
  return tokens.size() == 1 && (tokens[0].kind == TokenKind::string || tokens[0].kind == TokenKind::number ||
                                tokens[0].is_word("null") || tokens[0].is_word("true") || tokens[0].is_word("false"));
}

std::optional<std::string> current_timestamp(std::string_view sql) {
  const auto tokens = without_end(bare(sql));
  constexpr auto words = std::to_array<std::string_view>({"current_timestamp", "now", "localtime", "localtimestamp"});
  const bool named = !tokens.empty() && std::ranges::any_of(words, [&](auto word) { return tokens[0].is_word(word); });
  if (!named) return std::nullopt;
  const bool alone = tokens.size() == 1 && !tokens[0].is_word("now");
  const bool closed = tokens.size() >= 3 && tokens[1].is("(") && tokens.back().is(")");
  if (alone || (closed && tokens.size() == 3)) return "CURRENT_TIMESTAMP";
  if (!closed || tokens.size() != 4 || tokens[2].kind != TokenKind::number) return std::nullopt;
  return tokens[2].text == "0" ? "CURRENT_TIMESTAMP" : "CURRENT_TIMESTAMP(" + std::string(tokens[2].text) + ")";
}

std::optional<std::string> catalog_default(const Server& server, const std::optional<std::string>& text,
                                           const Type& type, bool generated, std::string_view database) {
  if (!text || (server.mariadb && *text == "NULL")) return std::nullopt;
  if (server.mariadb && is_plain_constant(*text)) return text;
  if (!server.mariadb && !generated) {  // before 8.0.13 nothing else says that it is the time
    if (text->starts_with("CURRENT_TIMESTAMP")) return current_timestamp(*text);
    return raw_default(*text, type);
  }
  if (auto now = current_timestamp(*text)) return now;
  auto out = catalog_expression(*text, database);
  if (is_constant(out) && server.mariadb) return out;
  return "(" + out + ")";
}

std::string written_default(std::string_view sql, std::string* on_update) {
  if (is_plain_constant(sql)) return std::string(sql);
  const auto tokens = tokenize(sql);
  for (std::size_t i = 0; on_update && i + 2 < tokens.size(); ++i) {
    if (!tokens[i].is_word("on") || !tokens[i + 1].is_word("update")) continue;
    const auto moment = sql.substr(tokens[i + 1].end());
    *on_update = current_timestamp(moment).value_or(std::string(trim(moment)));
    sql = sql.substr(0, tokens[i].offset);
    break;
  }
  sql = trim(sql);
  if (auto now = current_timestamp(sql)) return *now;
  if (sql.empty()) return {};
  const auto word = lower(bare(sql));
  if (word == "true" || word == "false") return word == "true" ? "1" : "0";
  if (is_constant(sql) || (sql.starts_with('(') && bare(sql) != sql)) return std::string(sql);
  return "(" + std::string(sql) + ")";
}

std::string canonical_expression(std::string_view sql) {
  std::string out;
  for (const auto& token : without_end(bare(sql))) {
    if (!out.empty()) out += ' ';
    if (const auto now = token.kind == TokenKind::word ? current_timestamp(token.text) : std::nullopt) {
      out += "current_timestamp";
    } else if (token.is("!=")) {
      out += "<>";
    } else if (token.kind == TokenKind::string) {
      out += quote_text(token.value());
    } else {
      out += lower(token.value());
    }
  }
  return out;
}

std::string canonical_default(std::string_view sql, const Type& type) {
  if (const auto now = current_timestamp(sql)) return *now;
  const auto written = written_default(sql);
  const auto text = bare(written);
  const auto tokens = without_end(text);
  if (!is_constant(text)) return canonical_expression(text);
  const bool string = tokens.size() == 1 && tokens[0].kind == TokenKind::string;
  if (string && holds_bytes(type)) return bytes_constant(tokens[0].value(), type);
  if (string && is_binary(tokens[0].value())) return constant_text(tokens[0].value());
  if (is_numeric(type)) return number_text(string ? tokens[0].value() : text);
  if (tokens[0].kind == TokenKind::number) {
    const auto spelt_number = lower(tokens[0].text);  // 0x6162 and x'6162' are one value
    const bool hexadecimal_text = spelt_number.starts_with("0x") || spelt_number.starts_with("x'");
    if (hexadecimal_text && holds_bytes(type)) {
      const auto digits = std::string_view(spelt_number).substr(2);
      return bytes_constant(bytes_of(digits.substr(0, digits.find('\''))), type);
    }
    if (spelt_number.starts_with("0x")) return "x'" + spelt_number.substr(2) + "'";
    return spelt_number.ends_with('\'') ? spelt_number : quote_text(std::string(text));
  }
  return canonical_expression(text);
}

}  // namespace migrate::mysql
