// What a column's default and type mean.
#include <array>
#include <vector>

#include "dialects/sqlite/canonical.hpp"
#include "dialects/sqlite/canonical_number.hpp"
#include "dialects/sqlite/tokens.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

/// A literal behind signs and in parentheses, if that is all there is.
struct Literal {
  bool negative = false;
  Token token;
};

std::optional<Literal> read_literal(const std::vector<Token>& tokens) {
  std::size_t first = 0, last = tokens.size() - 1;  // the last token is the end of the text
  Literal out;
  while (first + 1 < last) {
    if (tokens[first].is_op("(") && tokens[last - 1].is_op(")")) {
      ++first, --last;
    } else if (tokens[first].is_op("-") || tokens[first].is_op("+")) {
      out.negative = out.negative != tokens[first].is_op("-");
      ++first;
    } else {
      return std::nullopt;
    }
  }
  if (first + 1 != last) return std::nullopt;
  out.token = tokens[first];
  return out;
}

std::string signed_text(bool negative, std::string number) {
  const bool is_negative = negative != number.starts_with('-');
  if (number.starts_with('-')) number.erase(0, 1);
  return is_negative && number != "0" ? "-" + number : number;
}

std::string kept_number(const Literal& literal, std::string_view digits, Affinity affinity) {
  switch (affinity) {
    case Affinity::text: return quote_text(signed_text(literal.negative, canonical_number(digits)));
    case Affinity::blob: return signed_text(literal.negative, canonical_number(digits));
    default: return signed_text(literal.negative, number_value(digits));
  }
}

std::string kept_text(const std::string& text, Affinity affinity) {
  const bool wants_number = affinity != Affinity::text && affinity != Affinity::blob;
  if (!wants_number || !is_number_text(text)) return quote_text(text);
  auto digits = trim(text);
  const bool negative = digits.front() == '-';
  if (negative || digits.front() == '+') digits.remove_prefix(1);
  return signed_text(negative, number_value(digits));
}

bool is_clock(const Token& token) {
  return token.is_keyword("CURRENT_DATE") || token.is_keyword("CURRENT_TIME") || token.is_keyword("CURRENT_TIMESTAMP");
}

struct Synonym {
  std::string_view name, means;
};
constexpr auto synonyms = std::to_array<Synonym>({
    {"int", "integer"},
    {"int4", "integer"},
    {"int2", "smallint"},
    {"int8", "bigint"},
    {"big int", "bigint"},
    {"bool", "boolean"},
    {"real", "double"},
    {"float", "double"},
    {"float4", "double"},
    {"float8", "double"},
    {"double precision", "double"},
    {"decimal", "numeric"},
    {"dec", "numeric"},
    {"character varying", "varchar"},
    {"char varying", "varchar"},
    {"varying character", "varchar"},
    {"nvarchar", "varchar"},
    {"national character varying", "varchar"},
    {"character", "char"},
    {"nchar", "char"},
    {"native character", "char"},
    {"national character", "char"},
    {"clob", "text"},
    {"timestamp", "datetime"},
    {"timestamptz", "datetime"},
    {"timestamp without time zone", "datetime"},
    {"timestamp with time zone", "datetime"},
    {"time without time zone", "time"},
});

}  // namespace

std::string canonical_default(const std::optional<std::string>& sql, Affinity affinity) {
  if (!sql) return "null";
  static const Table nothing;  // a default can name no column
  const auto literal = read_literal(tokenize(*sql));
  if (!literal) return canonical_expression(*sql, &nothing);
  const auto& token = literal->token;
  if (token.kind == TokenKind::number) return kept_number(*literal, token.text, affinity);
  if (token.is_keyword("TRUE")) return kept_number(*literal, "1", affinity);
  if (token.is_keyword("FALSE")) return kept_number(*literal, "0", affinity);
  if (token.is_keyword("NULL") || is_clock(token) || literal->negative) return canonical_expression(*sql, &nothing);
  return token.is_name() ? kept_text(unquote_name(token.text), affinity) : canonical_expression(*sql, &nothing);
}

std::string canonical_type(std::string_view declared_type) {
  std::vector<std::string> words, numbers;
  bool inside = false;
  for (const Token& token : tokenize(declared_type)) {
    if (token.kind == TokenKind::end || token.is_op(",")) continue;
    if (token.is_op("(") || token.is_op(")")) {
      inside = token.is_op("(");
    } else {
      (inside ? numbers : words).push_back(lower(unquote_name(token.text)));
    }
  }
  auto name = join(words, " ");
  for (const auto& synonym : synonyms) {
    if (name == synonym.name) name = synonym.means;
  }
  if (name == "double") numbers.clear();  // a precision in bits, which SQLite has only one of
  if (name == "numeric" && numbers.size() == 2 && numbers[1] == "0") numbers.pop_back();
  return numbers.empty() ? name : name + "(" + join(numbers, ",") + ")";
}

}  // namespace migrate::sqlite
