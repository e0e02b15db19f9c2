#include "src/operations/read_operations.hpp"

#include <algorithm>

#include "src/operations/operation_fields.hpp"
#include "src/schema/read_toml.hpp"
#include "src/schema/type_text.hpp"

namespace migrate {
namespace {

/// The visitor of operation_fields.hpp that fills an operation from its table.
class OperationReader : public SchemaReader {
 public:
  using SchemaReader::SchemaReader;

  template <class T>
  void either(std::string_view key, std::string& name, std::optional<T>& whole) {
    const auto& value = table().require(key);
    if (std::holds_alternative<std::string>(value.data)) return read(value, key, name);
    name = whole.emplace(SchemaReader::whole<T>(value, table().file(), std::string(key))).name;
  }
  void body(const TableName& name, std::optional<Table>& definition) {
    if (!table().has("columns")) return;
    definition.emplace().name = name.name;
    definition->schema = name.schema;
    detail::table_body(*this, *definition);
  }
  void change(AlterColumn& o) {
    if (!table().has("column") && !table().has("set")) {
      required("from", o.from);
      required("to", o.to);
      o.column = o.from->name;
      return;
    }
    required("column", o.column);
    const auto& value = table().require("set");
    SchemaReader reader(value, table().file(), "set");
    detail::fields(reader, o.set);
    reader.table().finish();
    if (o.set == ColumnChange{})
      table().fail(value, "'set' changes nothing", "for example: set = { nullable = false }");
  }
  void constraint(DropConstraint& o) {
    optional("name", o.name);
    one_constraint<PrimaryKey>("primary_key", o);
    one_constraint<Unique>("unique", o);
    one_constraint<Check>("check", o);
    one_constraint<ForeignKey>("foreign_key", o);
    one_constraint<Exclusion>("exclude", o);
    if (o.name.empty() && !o.constraint) {
      throw ConfigurationError("drop_constraint says neither a 'name' nor a constraint",
                               "name = \"…\", or the whole of it: check = { expression = \"…\" }", table().where());
    }
  }
  void sql(Execute& o) {
    const auto& value = table().require("sql");
    if (std::holds_alternative<std::string>(value.data)) return text_of("default", value, o);
    TomlTable choices(value, table().file(), "sql");
    if (const auto* text = choices.find("default")) text_of("default", *text, o);
    for (const auto& dialect : dialect_prefixes()) {
      if (const auto* text = choices.find(dialect)) text_of(dialect, *text, o);
    }
    choices.finish();
  }
  void rows(BulkInsert& o);
  void list(Batch& o);

 private:
  template <class T>
  void one_constraint(std::string_view key, DropConstraint& o) {
    const auto* value = table().find(key);
    if (!value) return;
    if (o.constraint)
      table().fail(*value, "drop_constraint drops one constraint, and '" + std::string(key) + "' is a second");
    auto held = whole<T>(*value, table().file(), std::string(key));
    if (o.name.empty()) o.name = held.name;
    o.constraint = std::move(held);
  }
  void text_of(const std::string& dialect, const TomlValue& value, Execute& o) {
    read(value, "sql", o.sql[dialect]);
    o.where[dialect] = table().where(value);
  }
};

std::string bytes_of_hex(const TomlTable& table, const TomlValue& at, const std::string& hex) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto text = lower(hex);
  const auto wrong = text.find_first_not_of(digits);
  if (wrong != text.npos) table.fail(at, "'" + text.substr(wrong, 1) + "' is no hexadecimal digit");
  if (text.size() % 2 != 0) table.fail(at, "a byte has two hexadecimal digits, and the last one has one");
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    out += static_cast<char>(digits.find(text[i]) * 16 + digits.find(text[i + 1]));
  }
  return out;
}

/// What TOML has no value for: { null = true }, { sql = "…" }, { hex = "…" }.
Cell read_special_cell(TomlTable& row, const TomlValue& value, std::string_view column) {
  constexpr auto ways = "it is one of { null = true }, { sql = \"CURRENT_TIMESTAMP\" }, { hex = \"00ff\" }";
  TomlTable cell(value, row.file(), "the value of '" + std::string(column) + "'");
  const auto null = cell.boolean("null");
  const auto sql = cell.string("sql");
  const auto hex = cell.string("hex");
  cell.finish();
  if (int(null.has_value()) + int(sql.has_value()) + int(hex.has_value()) != 1) {
    row.fail(value, cell.what() + " says nothing, or more than one thing", ways);
  }
  if (sql) {
    if (trim(*sql).empty()) row.fail(*cell.find("sql"), "'sql' of " + cell.what() + " is empty", ways);
    return SqlCell{*sql};
  }
  if (hex) return BytesCell{bytes_of_hex(row, *cell.find("hex"), *hex)};
  if (!*null) row.fail(value, "'null' of " + cell.what() + " can only be true", ways);
  return NullCell{};
}

Cell read_cell(TomlTable& table, const TomlValue& value, std::string_view column) {
  if (const auto* held = std::get_if<bool>(&value.data)) return *held;
  if (const auto* held = std::get_if<std::int64_t>(&value.data)) return *held;
  if (const auto* held = std::get_if<double>(&value.data)) return *held;
  if (const auto* held = std::get_if<std::string>(&value.data)) return *held;
  if (const auto* held = std::get_if<TomlValue::Moment>(&value.data)) return replace_all(held->text, "T", " ");
  if (std::holds_alternative<TomlValue::Table>(value.data)) return read_special_cell(table, value, column);
  table.fail_type(value, column,
                  "a string, a number, a date, true or false, or { null = true }, { sql = … }, { hex = … }");
}

void OperationReader::rows(BulkInsert& o) {
  const auto& value = table().require("rows");
  const auto* items = std::get_if<TomlValue::Array>(&value.data);
  if (!items) table().fail_type(value, "rows", "an array of tables");
  for (const auto& item : *items) {
    TomlTable row(item, table().file(), "a row");
    auto& out = o.rows.emplace_back();
    o.lines.push_back(item.line);
    for (const auto& [column, cell] : row.entries()) out[column] = read_cell(row, cell, column);
  }
}

template <std::size_t... I>
AnyOperation make(std::size_t index, std::index_sequence<I...>) {
  AnyOperation out;
  ((index == I ? void(out.emplace<I>()) : void()), ...);
  return out;
}

Operation read_operation(const TomlValue& section, std::string_view file) {
  TomlTable head(section, file, "the operation");
  const auto kind = head.require_string("op");
  const auto found = std::ranges::find(detail::operation_names, kind);
  if (found == detail::operation_names.end()) {
    const std::vector<std::string> names(detail::operation_names.begin(), detail::operation_names.end());
    head.fail(*head.find("op"), "there is no operation '" + kind + "'" + did_you_mean(kind, names));
  }
  const auto index = static_cast<std::size_t>(found - detail::operation_names.begin());
  Operation out{make(index, std::make_index_sequence<std::variant_size_v<OperationVariant>>{}), head.where()};
  OperationReader reader(section, file, kind);
  reader.table().find("op");
  std::visit([&](auto& value) { detail::fields(reader, value); }, out.value);
  reader.table().finish();
  return out;
}

/// An operation of a batch is on the batch's table, which it need not repeat.
TomlValue with_table(const TomlValue& section, const TableName& table) {
  TomlValue out = section;
  auto* entries = std::get_if<TomlValue::Table>(&out.data);
  if (!entries) return out;
  const auto add = [&](const char* key, const std::string& text) {
    if (!text.empty() && std::ranges::find(*entries, key, &TomlEntry::key) == entries->end()) {
      entries->push_back({key, TomlValue{text, section.line, section.column}});
    }
  };
  add("table", table.name);
  add("schema", table.schema);
  return out;
}

void OperationReader::list(Batch& o) {
  const auto& value = table().require("operations");
  const auto* items = std::get_if<TomlValue::Array>(&value.data);
  if (!items) table().fail_type(value, "operations", "an array of operations");
  for (const auto& item : *items) {
    auto operation = read_operation(with_table(item, o.table), table().file());
    if (table_of(operation) != o.table)
      table().fail(item, "an operation of a batch is on the batch's own table, '" + o.table.name + "'");
    o.operations.push_back(std::move(operation));
  }
}

}  // namespace

std::vector<Operation> read_operations(const TomlValue& sections, std::string_view file) {
  const auto* items = std::get_if<TomlValue::Array>(&sections.data);
  if (!items) {
    throw ConfigurationError("operations are written as [[upgrade]] or [[downgrade]] sections", {},
                             {std::string(file), sections.line, sections.column});
  }
  std::vector<Operation> out;
  for (const auto& item : *items) out.push_back(read_operation(item, file));
  return out;
}

}  // namespace migrate
