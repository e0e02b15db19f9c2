#include "dialects/sqlite/types.hpp"

#include <charconv>
#include <vector>

#include "dialects/sqlite/tokens.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::sqlite {
namespace {

std::string with_numbers(std::string name, const Type& type) {
  if (!type.length) return name;
  name += "(" + std::to_string(*type.length);
  if (type.scale) name += "," + std::to_string(*type.scale);
  return name + ")";
}

std::string declared_native(const Type& type) {
  if (type.dialect == "sqlite") return type.name;
  throw ConfigurationError(
      "SQLite cannot have the type '" + type.dialect + ":" + type.name + "'",
      "give it one of its own: type = { default = \"" + type.dialect + ":" + type.name + "\", sqlite = \"text\" }");
}

/// `name [( number [, number] )]` and nothing else, no comment either.
struct PlainType {
  std::string name;
  std::vector<int> numbers;
};

std::optional<int> read_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<PlainType> read_plain(std::string_view text) {
  const Token name = next_token(text, 0);
  if (name.kind != TokenKind::word || name.offset != 0) return std::nullopt;
  if (text.find("/*") != text.npos || text.find("--") != text.npos) return std::nullopt;
  PlainType out{upper(name.text), {}};
  std::string_view expected = "(";
  for (Token token = next_token(text, name.end()); token.kind != TokenKind::end;) {
    if (!token.is_op(expected)) return std::nullopt;
    token = next_token(text, token.end());
    if (expected == "(" || expected == ",") {
      const auto number = read_number(token.text);
      if (!number || out.numbers.size() == 2) return std::nullopt;
      out.numbers.push_back(*number);
      token = next_token(text, token.end());
      expected = token.is_op(",") ? "," : ")";
    } else {
      expected = "nothing";
    }
  }
  return expected == "(" || expected == "nothing" ? std::optional(std::move(out)) : std::nullopt;
}

struct Known {
  std::string_view name;
  TypeKind kind;
  std::size_t least_numbers;
  std::size_t most_numbers;
};

constexpr Known known_types[] = {
    {"BOOLEAN", TypeKind::boolean, 0, 0}, {"SMALLINT", TypeKind::smallint, 0, 0},
    {"INTEGER", TypeKind::integer, 0, 0}, {"BIGINT", TypeKind::bigint, 0, 0},
    {"REAL", TypeKind::real, 0, 0},       {"DOUBLE", TypeKind::double_precision, 0, 0},
    {"NUMERIC", TypeKind::numeric, 0, 2}, {"VARCHAR", TypeKind::varchar, 0, 1},
    {"CHAR", TypeKind::character, 1, 1},  {"TEXT", TypeKind::text, 0, 0},
    {"BINARY", TypeKind::binary, 1, 1},   {"VARBINARY", TypeKind::varbinary, 1, 1},
    {"BLOB", TypeKind::blob, 0, 0},       {"DATE", TypeKind::date, 0, 0},
    {"TIME", TypeKind::time, 0, 0},       {"DATETIME", TypeKind::timestamp, 0, 0},
    {"JSON", TypeKind::json, 0, 0},
};

}  // namespace

Affinity affinity_of(std::string_view declared_type) {
  const std::string type = upper(declared_type);
  const auto has = [&](std::string_view part) { return type.find(part) != type.npos; };
  if (has("INT")) return Affinity::integer;
  if (has("CHAR") || has("CLOB") || has("TEXT")) return Affinity::text;
  if (type.empty() || has("BLOB")) return Affinity::blob;
  if (has("REAL") || has("FLOA") || has("DOUB")) return Affinity::real;
  return Affinity::numeric;
}

std::string declared_type(const Type& type) {
  switch (type.kind) {
    case TypeKind::uuid: return "CHAR(32)";
    case TypeKind::timestamptz:
    case TypeKind::interval: return "DATETIME";  // what SQLAlchemy makes of an Interval: an offset from 1970
    case TypeKind::native: return declared_native(type);
    case TypeKind::enumeration:
      throw ConfigurationError(
          "SQLite has no enum types, and the values of 'enum(" + type.name + ")' are not known here",
          "write varchar(n), with n the length of the longest value");
    default: break;
  }
  for (const Known& known : known_types) {
    if (known.kind == type.kind) return with_numbers(std::string(known.name), type);
  }
  return {};
}

Type read_type(std::string_view declared_type) {
  Type out;
  if (const auto plain = read_plain(declared_type)) {
    for (const Known& known : known_types) {
      const std::size_t count = plain->numbers.size();
      if (known.name != plain->name || count < known.least_numbers || count > known.most_numbers) continue;
      out.kind = known.kind;
      if (count > 0) out.length = plain->numbers[0];
      if (count > 1) out.scale = plain->numbers[1];
      return out;
    }
  }
  out.kind = TypeKind::native;
  out.name = std::string(declared_type);
  out.dialect = "sqlite";
  return out;
}

}  // namespace migrate::sqlite
