#include "dialects/mysql/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dialects/data.hpp"
#include "dialects/mysql/foreign.hpp"
#include "dialects/split.hpp"
#include "src/base/error.hpp"
#include "src/base/hex.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

constexpr ScriptSyntax syntax{.backslash_escapes = true,
                              .double_quoted_strings = true,
                              .backquoted_names = true,
                              .hash_comments = true,
                              .dash_comment_needs_space = true,
                              .executable_comments = true,
                              .delimiter_command = true};

constexpr ScriptSyntax with(CompoundBodies bodies) {
  auto out = syntax;
  out.compound_bodies = bodies;
  return out;
}

std::string constant(const SqlValue& value) {
  return std::visit(Overloaded{
                        [](const SqlNull&) { return std::string("NULL"); },
                        [](bool held) { return std::string(held ? "1" : "0"); },
                        [](std::int64_t held) { return std::to_string(held); },
                        [](double held) { return fmt::format("{:.17e}", held); },
                        [](const std::string& held) { return "_utf8mb4 x'" + hexadecimal(held) + "'"; },
                        [](const SqlBlob& held) { return "x'" + hexadecimal(held.bytes) + "'"; },
                    },
                    value);
}

}  // namespace

/// Always in backticks: the reserved words differ between the servers and grow with each version, and SHOW CREATE TABLE
/// writes them so too.
std::string quote_name(std::string_view name) {
  std::string out = "`";
  for (const char c : name) {
    if (c == '`') out += '`';
    out += c;
  }
  return out + "`";
}

std::string quote_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += c;
    out += c;
  }
  return out + "'";
}

std::string quote_table(const TableName& table) {
  return (table.schema.empty() ? "" : quote_name(table.schema) + ".") + quote_name(table.name);
}

std::string with_parameters(std::string_view sql, std::span<const SqlValue> values) {
  const auto places = parameter_places(sql, syntax);
  if (places.size() != values.size()) {
    DatabaseError error(fmt::format("the statement has {}, and was given {}", count_of(places.size(), "parameter"),
                                    count_of(values.size(), "value")));
    error.statement = sql;
    throw error;
  }
  std::string out;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    out.append(sql.substr(begin, places[i] - begin)).append(constant(values[i]));
    begin = places[i] + 1;
  }
  return out.append(sql.substr(begin));
}

std::vector<ScriptStatement> split(std::string_view script) {
  return split_script(script, with(CompoundBodies::refused));
}

std::string with_delimiters(std::string_view script) {
  return migrate::with_delimiters(script, with(CompoundBodies::recognized));
}

std::vector<std::size_t> inner_lines(std::string_view script) {
  return migrate::inner_lines(script, with(CompoundBodies::recognized));
}

bool is_torn_by_client(std::string_view sql) {
  auto of_client = syntax;
  of_client.delimiter_in_executable = true;
  return split_script(sql, of_client).size() > 1;
}

}  // namespace migrate::mysql
