#include "src/schema/read_toml.hpp"

#include <algorithm>

#include "migrate/detail/write_toml.hpp"
#include "src/schema/type_text.hpp"

namespace migrate {
namespace {

OptionValue read_option(TomlTable& table, const TomlValue& value, std::string_view key) {
  if (const auto* truth = std::get_if<bool>(&value.data)) return *truth;
  if (const auto* number = std::get_if<std::int64_t>(&value.data)) return *number;
  if (const auto* text = std::get_if<std::string>(&value.data)) return *text;
  table.fail_type(value, key, "true, false, an integer or a string");
}

void read_dialect_options(TomlTable& table, const std::string& dialect, const TomlValue& value, Options& options) {
  const auto* entries = std::get_if<TomlValue::Table>(&value.data);
  if (!entries) table.fail_type(value, dialect, "a table: " + dialect + ".option = value");
  for (const auto& [key, held] : *entries) options[dialect + "." + key] = read_option(table, held, key);
}

template <class T>
void read_section(TomlTable& document, std::string_view key, std::vector<T>& out) {
  const auto* value = document.find(key);
  if (!value) return;
  const auto* items = std::get_if<TomlValue::Array>(&value->data);
  if (!items) document.fail_type(*value, key, "[[" + std::string(key) + "]]");
  for (const auto& item : *items) out.push_back(SchemaReader::whole<T>(item, document.file(), std::string(key)));
}

}  // namespace

SchemaDocument read_document(std::string_view text, std::string_view name) {
  const auto document = parse_toml(text, name);
  TomlTable table(document, name, "the document");
  const auto format = table.integer("format");
  if (auto complaint = table.string("error")) throw ConfigurationError(*complaint, {}, {std::string(name), 0, 0});
  if (!format) table.fail(document, "the document has no 'format'", "its first line is: format = 1");
  if (*format != 1) {
    table.fail(*table.find("format"),
               "the document has format " + std::to_string(*format) + ", and this migrate reads format 1",
               *format > 1 ? "it was made by a newer migrate: use that one" : "");
  }
  SchemaDocument out;
  out.unchecked_foreign_keys = table.boolean("unchecked_foreign_keys").value_or(false);
  read_section(table, "enum", out.schema.enums);
  read_section(table, "sequence", out.schema.sequences);
  read_section(table, "table", out.schema.tables);
  table.finish();
  return out;
}

Schema read_schema(std::string_view text, std::string_view name) { return read_document(text, name).schema; }

std::string write_schema(const Schema& schema) { return detail::toml_document(schema); }

void SchemaReader::type(std::string_view key, Type& type, std::map<std::string, Type>& by_dialect) {
  const auto& value = table_.require(key);
  if (!std::holds_alternative<TomlValue::Table>(value.data)) return read(value, key, type);
  TomlTable choices(value, table_.file(), "type");
  read(choices.require("default"), "default", type);
  for (const auto& dialect : dialect_prefixes()) {
    if (const auto* other = choices.find(dialect)) read(*other, dialect, by_dialect[dialect]);
  }
  choices.finish();
}

void SchemaReader::options(Options& options) {
  for (const auto& dialect : dialect_prefixes()) {
    if (const auto* value = table_.find(dialect)) read_dialect_options(table_, dialect, *value, options);
  }
}

void SchemaReader::read(const TomlValue& value, std::string_view key, bool& out) {
  const auto* held = std::get_if<bool>(&value.data);
  if (!held) table_.fail_type(value, key, "true or false");
  out = *held;
}

void SchemaReader::read(const TomlValue& value, std::string_view key, int& out) {
  std::int64_t wide = 0;
  read(value, key, wide);
  out = static_cast<int>(wide);
  if (out != wide) table_.fail(value, "'" + std::string(key) + "' is too large");
}

void SchemaReader::read(const TomlValue& value, std::string_view key, std::int64_t& out) {
  const auto* held = std::get_if<std::int64_t>(&value.data);
  if (!held) table_.fail_type(value, key, "an integer");
  out = *held;
}

void SchemaReader::read(const TomlValue& value, std::string_view key, std::string& out) {
  const auto* held = std::get_if<std::string>(&value.data);
  if (!held) table_.fail_type(value, key, "a string");
  out = *held;
}

void SchemaReader::read(const TomlValue& value, std::string_view key, Type& out) {
  std::string text;
  read(value, key, text);
  try {
    out = parse_type(text);
  } catch (const ConfigurationError& error) {
    table_.fail(value, error.what(), error.hint);
  }
}

void SchemaReader::read(const TomlValue& value, std::string_view key, Options& out) {
  TomlTable choices(value, table_.file(), std::string(key));
  for (const auto& dialect : dialect_prefixes()) {
    if (const auto* held = choices.find(dialect)) read_dialect_options(choices, dialect, *held, out);
  }
  choices.finish();
}

void SchemaReader::read(const TomlValue& value, std::string_view key, std::map<std::string, std::string>& out) {
  const auto* entries = std::get_if<TomlValue::Table>(&value.data);
  if (!entries) table_.fail_type(value, key, "a table");
  for (const auto& [name, held] : *entries) read(held, name, out[name]);
}

void SchemaReader::read(const TomlValue& value, std::string_view key, std::optional<Identity>& out) {
  if (const auto* truth = std::get_if<bool>(&value.data)) {
    out = *truth ? std::optional(Identity{}) : std::nullopt;
    return;
  }
  out = whole<Identity>(value, table_.file(), std::string(key));
}

void SchemaReader::read(const TomlValue& value, std::string_view key, IndexColumn& out) {
  if (const auto* name = std::get_if<std::string>(&value.data)) {
    out.column = *name;
    return;
  }
  out = whole<IndexColumn>(value, table_.file(), std::string(key));
}

std::string SchemaReader::element_name(std::string_view key) {
  if (key == "indexes") return "index";
  return std::string(key.ends_with('s') ? key.substr(0, key.size() - 1) : key);
}

void SchemaReader::fail_spelling(const TomlValue& value, std::string_view key, const std::string& text,
                                 std::vector<std::string> names) const {
  std::erase(names, "");
  table_.fail(value, "'" + std::string(key) + "' cannot be '" + text + "'" + did_you_mean(text, names),
              "one of: " + join(names, ", "));
}

void SchemaReader::imply_deferrable(Initially initially, bool& deferrable) {
  if (initially != Initially::deferred || deferrable) return;
  if (const auto* said = table_.find("deferrable")) {
    table_.fail(*said, "what is initially deferred cannot be deferrable = false",
                "leave `deferrable` out, which then goes without saying, or leave `initially` out");
  }
  deferrable = true;
}

void SchemaReader::check(const IndexColumn& element) const {
  if (element.column.empty() != element.expression.empty()) return;
  throw ConfigurationError("an element of 'columns' names a column or an expression, one of them", {}, table_.where());
}

}  // namespace migrate
