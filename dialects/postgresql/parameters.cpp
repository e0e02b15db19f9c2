#include "dialects/postgresql/parameters.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "dialects/parameter_count.hpp"
#include "dialects/postgresql/scan.hpp"
#include "src/base/error.hpp"
#include "src/base/hex.hpp"
#include "src/operations/operation.hpp"

namespace migrate::postgresql {
namespace {

/// Of pg_type.dat: these never change.
enum TypeOid : std::uint32_t {
  bool_oid = 16,
  bytea_oid = 17,
  int8_oid = 20,
  int2_oid = 21,
  int4_oid = 23,
  oid_oid = 26,
  float4_oid = 700,
  float8_oid = 701
};

int hex_digit(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

/// Both of the server's forms: "\x0aff" and, where bytea_output says so, "a\\\377"
/// (https://www.postgresql.org/docs/current/datatype-binary.html).
std::string bytes_of(std::string_view text) {
  std::string out;
  if (text.starts_with("\\x")) {
    out.reserve(text.size() / 2);
    for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
      out += static_cast<char>(hex_digit(text[i]) * 16 + hex_digit(text[i + 1]));
    }
    return out;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
    } else if (i + 3 < text.size() && text[i + 1] != '\\') {
      out += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
      i += 3;
    } else {
      out += '\\';
      ++i;
    }
  }
  return out;
}

std::string double_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  return fmt::format("{}", number);
}

std::string checked_text(const std::string& text) {
  if (text.find('\0') != text.npos) {
    throw DatabaseError("a text with a zero byte cannot be stored: PostgreSQL's texts cannot hold it",
                        "take it out, or store the bytes in a bytea column");
  }
  return text;
}

std::optional<std::string> text_of(const SqlValue& value) {
  return std::visit(Overloaded{
                        [](SqlNull) { return std::optional<std::string>(); },
                        [](bool truth) { return std::optional<std::string>(truth ? "true" : "false"); },
                        [](std::int64_t number) { return std::optional<std::string>(std::to_string(number)); },
                        [](double number) { return std::optional<std::string>(double_text(number)); },
                        [](const std::string& text) { return std::optional<std::string>(checked_text(text)); },
                        [](const SqlBlob& blob) { return std::optional<std::string>("\\x" + hexadecimal(blob.bytes)); },
                    },
                    value);
}

}  // namespace

NumberedStatement number_places(std::string_view sql) {
  NumberedStatement out;
  std::size_t copied = 0;
  const auto tokens = scan(sql);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!tokens[i].is_symbol('?')) continue;
    out.sql += sql.substr(copied, tokens[i].offset - copied);
    copied = tokens[i].offset + 1;
    const bool doubled =
        i + 1 < tokens.size() && tokens[i + 1].is_symbol('?') && tokens[i + 1].offset == tokens[i].offset + 1;
    if (doubled) {
      out.sql += '?';
      ++copied;
      ++i;
    } else {
      out.sql += "$" + std::to_string(++out.places);
    }
  }
  out.sql += sql.substr(copied);
  return out;
}

std::string numbered(std::string_view sql, std::size_t values) {
  auto statement = number_places(sql);
  require_parameter_count(sql, statement.places, values,
                          "each ? takes one value; an operator like jsonb's ? is written ??");
  return std::move(statement.sql);
}

std::vector<std::optional<std::string>> texts_of(std::span<const SqlValue> values) {
  std::vector<std::optional<std::string>> out;
  out.reserve(values.size());
  for (const auto& value : values) out.push_back(text_of(value));
  return out;
}

SqlValue value_of(std::uint32_t type, std::string_view text) {
  switch (type) {
    case bool_oid: return text == "t";
    case bytea_oid: return SqlBlob{bytes_of(text)};
    case int8_oid:
    case int4_oid:
    case int2_oid:
    case oid_oid: {
      std::int64_t number = 0;
      std::from_chars(text.data(), text.data() + text.size(), number);
      return number;
    }
    case float4_oid:
    case float8_oid: {
      double number = 0;  // also NaN and Infinity, whatever the locale
      std::from_chars(text.data(), text.data() + text.size(), number);
      return number;
    }
    default: return std::string(text);
  }
}

}  // namespace migrate::postgresql
