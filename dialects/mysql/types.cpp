#include "dialects/mysql/types.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "dialects/mysql/text.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

/// A type's text taken apart: `int(11) unsigned` is `int`, 11, unsigned.
struct TypeText {
  std::string name;                    ///< words in lower case, single spaces
  std::vector<std::string> arguments;  ///< numbers, or the values of strings
  bool strings = false;
  bool is_unsigned = false, zerofill = false;
};

bool is_type_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The value of the string constant that begins at `at`, which moves behind it.
std::string take_string(std::string_view text, std::size_t& at) {
  const char quote = text[at++];
  std::string out;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) {
      constexpr std::string_view letters = "0nrtbZ", meant("\0\n\r\t\b\x1a", 6);
      const auto letter = letters.find(text[++at]);
      out += letter == letters.npos ? text[at] : meant[letter];
    } else if (text[at] != quote) {
      out += text[at];
    } else if (at + 1 < text.size() && text[at + 1] == quote) {
      out += text[++at];
    } else {
      ++at;
      break;
    }
  }
  return out;
}

void read_arguments(std::string_view text, std::size_t& at, TypeText& out) {
  std::string number;
  const auto end_number = [&] {
    if (!number.empty()) out.arguments.push_back(std::exchange(number, {}));
  };
  while (at < text.size() && text[at] != ')') {
    if (text[at] == '\'' || text[at] == '"') {
      out.strings = true;
      out.arguments.push_back(take_string(text, at));
      continue;
    }
    if (text[at] == ',')
      end_number();
    else if (!is_type_space(text[at]))
      number += text[at];
    ++at;
  }
  end_number();
  if (at < text.size()) ++at;
}

TypeText take_apart(std::string_view text) {
  TypeText out;
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    if (is_type_space(text[at])) {
      ++at;
    } else if (text[at] == '(') {
      read_arguments(text, ++at, out);
    } else {
      const auto begin = at;
      while (at < text.size() && !is_type_space(text[at]) && text[at] != '(') ++at;
      words.push_back(lower(text.substr(begin, at - begin)));
    }
  }
  const auto take = [&](std::string_view word) { return std::erase(words, word) > 0; };
  out.zerofill = take("zerofill");
  out.is_unsigned = take("unsigned") || out.zerofill;
  take("signed");
  out.name = join(words, " ");
  return out;
}

constexpr auto aliases = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"integer", "int"},
    {"int1", "tinyint"},
    {"int2", "smallint"},
    {"int3", "mediumint"},
    {"middleint", "mediumint"},
    {"int4", "int"},
    {"int8", "bigint"},
    {"float4", "float"},
    {"float8", "double"},
    {"double precision", "double"},
    {"real", "double"},
    {"dec", "decimal"},
    {"numeric", "decimal"},
    {"fixed", "decimal"},
    {"character", "char"},
    {"character varying", "varchar"},
    {"char varying", "varchar"},
    {"varcharacter", "varchar"},
    {"char byte", "binary"},
    {"long", "mediumtext"},
    {"long varchar", "mediumtext"},
    {"long char varying", "mediumtext"},
    {"long varbinary", "mediumblob"},
    {"geomcollection", "geometrycollection"},
});

bool is_integer(std::string_view name) {
  constexpr auto names = std::to_array<std::string_view>({"tinyint", "smallint", "mediumint", "int", "bigint"});
  return std::ranges::find(names, name) != names.end();
}

/// The name and arguments that the catalogs show; display widths of integers are none of them but for tinyint(1), and
/// but for zerofill, which shows them.
void use_own_name(TypeText& type) {
  auto& arguments = type.arguments;
  const auto found = std::ranges::find(aliases, type.name, &std::pair<std::string_view, std::string_view>::first);
  if (found != aliases.end()) type.name = found->second;
  if (type.name == "bool" || type.name == "boolean") {
    type.name = "tinyint";
    arguments = {"1"};
  }
  const bool flag = type.name == "tinyint" && !type.is_unsigned && arguments == std::vector<std::string>{"1"};
  if (is_integer(type.name) && !type.zerofill && !flag) arguments.clear();
  if (type.name == "float" && arguments.size() == 1) {
    if (arguments[0].size() > 2 || (arguments[0].size() == 2 && arguments[0] > "24")) type.name = "double";
    arguments.clear();
  }
  if (type.name == "decimal") {
    if (arguments.empty()) arguments.emplace_back("10");
    if (arguments.size() == 1) arguments.emplace_back("0");
  }
  if (type.name == "year") arguments.clear();
  const bool clock = type.name == "time" || type.name == "datetime" || type.name == "timestamp";
  if (clock && arguments == std::vector<std::string>{"0"}) arguments.clear();
  const bool one = type.name == "char" || type.name == "binary" || type.name == "bit";
  if (one && arguments.empty()) arguments.emplace_back("1");
}

std::string formatted(const TypeText& type) {
  std::string out = type.name;
  if (!type.arguments.empty()) {
    std::vector<std::string> shown;
    for (const auto& argument : type.arguments) shown.push_back(type.strings ? quote_text(argument) : argument);
    out += "(" + join(shown, ",") + ")";
  }
  return out + (type.is_unsigned ? " unsigned" : "") + (type.zerofill ? " zerofill" : "");
}

std::optional<int> size_in(std::string_view text) {
  int out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && out >= 0 ? std::optional(out) : std::nullopt;
}

struct Known {
  TypeKind kind;
  std::string_view name;
  std::size_t arguments = 0;
};

constexpr auto known_types = std::to_array<Known>({
    {TypeKind::boolean, "tinyint", 1},
    {TypeKind::smallint, "smallint"},
    {TypeKind::integer, "int"},
    {TypeKind::bigint, "bigint"},
    {TypeKind::real, "float"},
    {TypeKind::double_precision, "double"},
    {TypeKind::numeric, "decimal", 2},
    {TypeKind::varchar, "varchar", 1},
    {TypeKind::character, "char", 1},
    {TypeKind::text, "text"},
    {TypeKind::binary, "binary", 1},
    {TypeKind::varbinary, "varbinary", 1},
    {TypeKind::blob, "blob"},
    {TypeKind::date, "date"},
    {TypeKind::uuid, "uuid"},
    {TypeKind::json, "json"},
});

Type type_of_kind(TypeKind kind) {
  Type out;
  out.kind = kind;
  return out;
}

Type native(std::string text) {
  Type out = type_of_kind(TypeKind::native);
  out.name = std::move(text);
  out.dialect = "mysql";
  return out;
}

/// The neutral type that says the same, if there is one.
std::optional<Type> neutral(const TypeText& type) {
  if (type.is_unsigned || type.strings) return std::nullopt;
  const auto found = std::ranges::find_if(known_types, [&](const Known& known) {
    return known.name == type.name && known.arguments == type.arguments.size();
  });
  if (found == known_types.end()) return std::nullopt;
  Type out = type_of_kind(found->kind);
  if (out.kind == TypeKind::boolean) return out;
  if (found->arguments > 0 && !(out.length = size_in(type.arguments[0]))) return std::nullopt;
  if (found->arguments > 1 && !(out.scale = size_in(type.arguments[1]))) return std::nullopt;
  return out;
}

[[noreturn]] void no_such_type(const Type& type) {
  if (type.kind == TypeKind::enumeration) {
    throw ConfigurationError("the values of 'enum(" + type.name + ")' are not known here",
                             "on MySQL and MariaDB an enum is a type with its values: mysql:enum('a','b')");
  }
  throw ConfigurationError(
      "MySQL and MariaDB cannot have the type '" + type.dialect + ":" + type.name + "'",
      "give it one of its own: type = { default = \"" + type.dialect + ":" + type.name + "\", mysql = \"text\" }");
}

std::string word_at(std::string_view text, std::size_t at) {
  while (at < text.size() && (is_type_space(text[at]) || text[at] == '=')) ++at;
  auto end = at;
  while (end < text.size() && !is_type_space(text[end])) ++end;
  return lower(text.substr(at, end - at));
}

/// The place of words behind the type, or npos: not in the values of an enum.
std::size_t find_behind_type(std::string_view folded, std::string_view words) {
  const auto closing = folded.rfind(')');
  return folded.find(words, closing == folded.npos ? 0 : closing);
}

}  // namespace

Type type_of(std::string_view column_type) {
  auto type = take_apart(column_type);
  use_own_name(type);
  if (auto found = neutral(type)) return *found;
  return native(formatted(type));
}

Type canonical(const Type& type) {
  switch (type.kind) {
    case TypeKind::native: return type.dialect == "mysql" ? type_of(type.name) : type;
    case TypeKind::enumeration:
    case TypeKind::uuid:
    case TypeKind::json:
    case TypeKind::boolean:
    case TypeKind::integer:
    case TypeKind::bigint:
    case TypeKind::time:
    case TypeKind::timestamp: return type;
    case TypeKind::timestamptz:
    case TypeKind::interval: return type_of_kind(TypeKind::timestamp);
    default: break;
  }
  const auto known = std::ranges::find(known_types, type.kind, &Known::kind);
  const std::size_t said = (type.length ? 1U : 0U) + (type.scale ? 1U : 0U);
  if (known != known_types.end() && known->arguments == said) return type;  // nothing is left to be filled in
  return type_of(sql_of(type, {}));
}

std::string sql_of(const Type& type, const Server& server) {
  switch (type.kind) {
    case TypeKind::native:
      if (type.dialect != "mysql") no_such_type(type);
      return type.name;
    case TypeKind::enumeration: no_such_type(type);
    case TypeKind::boolean: return "tinyint(1)";
    case TypeKind::varchar: return "varchar(" + std::to_string(type.length.value_or(255)) + ")";
    case TypeKind::time: return "time(6)";
    case TypeKind::timestamp:
    case TypeKind::timestamptz:
    case TypeKind::interval: return "datetime(6)";  // what SQLAlchemy makes of an Interval: an offset from 1970
    case TypeKind::uuid: return server.uuid_type() ? "uuid" : "char(32)";
    default: break;
  }
  const auto found = std::ranges::find(known_types, type.kind, &Known::kind);
  std::string out(found->name);
  if (!type.length) return out;
  return out + "(" + std::to_string(*type.length) + (type.scale ? "," + std::to_string(*type.scale) : "") + ")";
}

bool says_no_digits(const Type& type) { return type.kind == TypeKind::timestamp || type.kind == TypeKind::time; }

bool is_moment_of(const Type& type, const Type& neutral) {
  if (type.kind != TypeKind::native || type.dialect != "mysql") return type == neutral;
  const auto name = std::string_view(type.name).substr(0, type.name.find('('));
  return neutral.kind == TypeKind::time ? name == "time" : name == "datetime" || name == "timestamp";
}

std::string digits_of(const Type& type) {
  if (type.kind == TypeKind::timestamp) return "(6)";
  const auto open = type.name.find('(');
  const bool clock = type.kind == TypeKind::native && open != std::string::npos &&
                     (type.name.starts_with("datetime(") || type.name.starts_with("timestamp("));
  return clock ? type.name.substr(open) : "";
}

bool holds_bytes(const Type& type) {
  return type.kind == TypeKind::binary || type.kind == TypeKind::varbinary || type.kind == TypeKind::blob ||
         (type.kind == TypeKind::native && type.name.ends_with("blob"));
}

Type enum_of(const std::vector<std::string>& values) {
  return native(formatted(TypeText{.name = "enum", .arguments = values, .strings = true}));
}

std::vector<std::string> values_of(const Type& type) {
  if (type.kind != TypeKind::native) return {};
  auto text = take_apart(type.name);
  return text.strings ? std::move(text.arguments) : std::vector<std::string>{};
}

Charset take_charset(Type& type) {
  Charset out;
  if (type.kind != TypeKind::native || type.dialect != "mysql") return out;
  const auto folded = lower(type.name);
  std::size_t end = folded.size();
  for (const std::string_view words : {" character set ", " charset "}) {
    const auto at = find_behind_type(folded, words);
    if (at == folded.npos) continue;
    out.charset = word_at(folded, at + words.size());
    end = std::min(end, at);
  }
  if (const auto at = find_behind_type(folded, " collate "); at != folded.npos) {
    out.collation = word_at(folded, at + 9);
    end = std::min(end, at);
  }
  type.name.erase(end);
  return out;
}

}  // namespace migrate::mysql
