#include "dialects/postgresql/types.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "dialects/postgresql/dotted.hpp"
#include "dialects/postgresql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

/// A type's text taken apart: `timestamp`, `3`, with `without time zone` gone into the name.
struct TypeText {
  std::string name;       ///< words in lower case, single spaces; quoted parts as they are
  std::string arguments;  ///< without parentheses and white space
  bool has_arguments = false;
  bool array = false;
};

bool is_type_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// `integer[3]`, `integer[][]` and `integer ARRAY[3]` are all one type: PostgreSQL keeps neither number nor
/// dimensions.
bool take_array(std::string& name) {
  bool found = false;
  while (name.ends_with(']')) {
    const auto open = name.rfind('[');
    if (open == name.npos) break;
    name = std::string(trim(std::string_view(name).substr(0, open)));
    found = true;
  }
  if (name.ends_with(" array")) {
    name.erase(name.size() - 6);
    found = true;
  }
  return found;
}

TypeText take_apart(std::string_view text) {
  TypeText out;
  int depth = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"') {
      const auto length = quoted_length(text.substr(i));
      (depth ? out.arguments : out.name) += text.substr(i, length);
      i += length;
      continue;
    }
    ++i;
    if (c == '(' && depth++ == 0) {
      out.has_arguments = true;
    } else if (c == ')' && --depth == 0) {
      if (i < text.size() && !is_type_space(text[i])) out.name += ' ';
    } else if (depth > 0) {
      if (!is_type_space(c)) out.arguments += c;
    } else if (!is_type_space(c)) {
      out.name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!out.name.empty() && out.name.back() != ' ') {
      out.name += ' ';
    }
  }
  out.name = std::string(trim(out.name));
  out.array = take_array(out.name);
  if (out.name.starts_with("pg_catalog.")) out.name.erase(0, 11);
  return out;
}

constexpr auto aliases = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"bool", "boolean"},
    {"int2", "smallint"},
    {"int", "integer"},
    {"int4", "integer"},
    {"int8", "bigint"},
    {"float4", "real"},
    {"float8", "double precision"},
    {"decimal", "numeric"},
    {"dec", "numeric"},
    {"varchar", "character varying"},
    {"char varying", "character varying"},
    {"national character varying", "character varying"},
    {"national char varying", "character varying"},
    {"nchar varying", "character varying"},
    {"char", "character"},
    {"nchar", "character"},
    {"national character", "character"},
    {"national char", "character"},
    {"varbit", "bit varying"},
    {"time", "time without time zone"},
    {"timetz", "time with time zone"},
    {"timestamp", "timestamp without time zone"},
    {"timestamptz", "timestamp with time zone"},
});

/// The name and arguments that format_type() shows.
void use_own_name(TypeText& type) {
  const auto found = std::ranges::find(aliases, type.name, &std::pair<std::string_view, std::string_view>::first);
  if (found != aliases.end()) type.name = found->second;
  if (type.name == "float") {  // https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
    type.name = type.has_arguments && type.arguments.size() <= 2 && std::stoi("0" + type.arguments) <= 24
                    ? "real"
                    : "double precision";
    type.has_arguments = false;
    type.arguments.clear();
  }
  if (type.name == "bpchar" && type.has_arguments) type.name = "character";
  if ((type.name == "character" || type.name == "bit") && !type.has_arguments) {
    type.has_arguments = true;
    type.arguments = "1";
  }
  if (type.name == "numeric" && type.has_arguments && type.arguments.find(',') == type.arguments.npos) {
    type.arguments += ",0";
  }
}

/// The words before the arguments, where more come after them: `timestamp(3) without time zone`.
std::string formatted(const TypeText& type) {
  std::string out = type.name;
  if (type.has_arguments) {
    const bool clock = out.ends_with(" time zone");
    out.insert(clock ? out.find(' ') : out.size(), "(" + type.arguments + ")");
  }
  return out + (type.array ? "[]" : "");
}

std::optional<int> size_in(std::string_view text) {
  int out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && out >= 0 ? std::optional(out) : std::nullopt;
}

struct Known {
  TypeKind kind;
  std::string_view own;     ///< as format_type() prints it
  std::string_view short_;  ///< as people write it
};

constexpr auto known_types = std::to_array<Known>({
    {TypeKind::boolean, "boolean", "boolean"},
    {TypeKind::smallint, "smallint", "smallint"},
    {TypeKind::integer, "integer", "integer"},
    {TypeKind::bigint, "bigint", "bigint"},
    {TypeKind::real, "real", "real"},
    {TypeKind::double_precision, "double precision", "double precision"},
    {TypeKind::numeric, "numeric", "numeric"},
    {TypeKind::varchar, "character varying", "varchar"},
    {TypeKind::character, "character", "char"},
    {TypeKind::text, "text", "text"},
    {TypeKind::blob, "bytea", "bytea"},
    {TypeKind::binary, "bytea", "bytea"},
    {TypeKind::varbinary, "bytea", "bytea"},
    {TypeKind::date, "date", "date"},
    {TypeKind::time, "time without time zone", "time"},
    {TypeKind::timestamp, "timestamp without time zone", "timestamp"},
    {TypeKind::timestamptz, "timestamp with time zone", "timestamptz"},
    {TypeKind::interval, "interval", "interval"},
    {TypeKind::uuid, "uuid", "uuid"},
    {TypeKind::json, "json", "json"},
});

Type plain(TypeKind kind) {
  Type out;
  out.kind = kind;
  return out;
}

/// The neutral type that says the same, if there is one.
std::optional<Type> neutral(const TypeText& type) {
  if (type.array) return std::nullopt;
  const auto found = std::ranges::find(known_types, type.name, &Known::own);
  if (found == known_types.end()) return std::nullopt;
  Type out = plain(found->kind);
  if (!type.has_arguments) return out;
  const auto comma = type.arguments.find(',');
  out.length = size_in(type.arguments.substr(0, comma));
  if (comma != type.arguments.npos) out.scale = size_in(type.arguments.substr(comma + 1));
  const bool numeric = out.kind == TypeKind::numeric;
  const bool sized = numeric || out.kind == TypeKind::varchar || out.kind == TypeKind::character;
  if (!sized || !out.length || numeric != out.scale.has_value()) return std::nullopt;
  return out;
}

Type native(std::string text) {
  Type out = plain(TypeKind::native);
  out.name = std::move(text);
  out.dialect = "postgresql";
  return out;
}

}  // namespace

Type type_of(std::string_view text) {
  auto type = take_apart(text);
  use_own_name(type);
  if (auto found = neutral(type)) return *found;
  return native(formatted(type));
}

Type canonical(const Type& type) {
  switch (type.kind) {
    case TypeKind::enumeration: return enum_type(enum_name(type));
    case TypeKind::native: return type.dialect == "postgresql" ? type_of(type.name) : type;
    default: return type_of(sql_of(type));
  }
}

std::string sql_of(const Type& type) {
  if (type.kind == TypeKind::enumeration) return quote_table(enum_name(type));
  if (type.kind == TypeKind::native) {
    if (type.dialect == "postgresql") return type.name;
    throw ConfigurationError("PostgreSQL cannot have the type '" + type.dialect + ":" + type.name + "'",
                             "give it one of its own: type = { default = \"" + type.dialect + ":" + type.name +
                                 "\", postgresql = \"text\" }");
  }
  const auto found = std::ranges::find(known_types, type.kind, &Known::kind);
  std::string out(found->short_);
  if (!type.length || out == "bytea") return out;
  return out + "(" + std::to_string(*type.length) + (type.scale ? "," + std::to_string(*type.scale) : "") + ")";
}

std::string collation_sql(std::string_view collation) {
  return collation.starts_with('"') ? std::string(collation) : quote_name(collation);
}

TableName enum_name(const Type& type) {
  auto parts = split_dotted(type.name);
  if (parts.size() == 1) return {std::move(parts[0]), {}};
  return {std::move(parts[1]), std::move(parts[0])};
}

Type enum_type(const TableName& name) {
  Type out = plain(TypeKind::enumeration);
  out.name = dotted(name.schema, name.name);
  return out;
}

}  // namespace migrate::postgresql
