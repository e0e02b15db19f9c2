#include "tests/support/schema_cases.hpp"

#include <algorithm>
#include <filesystem>

#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/operations/describe.hpp"
#include "src/operations/read_operations.hpp"
#include "src/schema/read_toml.hpp"

namespace migrate::test {
namespace {

/// Reads one [[case]] as it stands for one dialect.
class CaseReader {
 public:
  CaseReader(const TomlValue& value, std::string_view file, std::string_view dialect)
      : table_(value, file, "case"), dialect_(dialect) {}

  bool is_ours() {
    const auto dialects = table_.strings("dialects").value_or(std::vector<std::string>());
    return std::ranges::find(dialects, dialect_) != dialects.end();
  }

  SchemaCase read() {
    SchemaCase out;
    out.name = table_.require_string("name");
    out.where = table_.where();
    out.database = text("database");
    out.models = models();
    read_settings(out.options);
    if (const auto* value = of_dialect("operations")) out.operations = list(*value);
    if (const auto* value = table_.find("upgrade")) out.upgrade = read_operations(*value, table_.file());
    out.after = text("after");
    out.refused = text("refused");
    out.rows = rows("rows");
    out.rows_back = rows("rows_back");
    if (const auto* value = of_dialect("rebuilt")) out.rebuilt = std::get<bool>(value->data);
    out.only_compared = table_.boolean("only_compared").value_or(false);
    table_.finish();
    return out;
  }

 private:
  const TomlValue* of_dialect(std::string_view key) {
    const auto* value = table_.find(key);
    if (!value || !std::holds_alternative<TomlValue::Table>(value->data)) return value;
    const TomlValue* otherwise = nullptr;
    for (const auto& [name, held] : std::get<TomlValue::Table>(value->data)) {
      if (name == dialect_) return &held;
      if (name == "default") otherwise = &held;
    }
    return otherwise;
  }
  std::string text(std::string_view key) {
    const auto* value = of_dialect(key);
    return value ? std::get<std::string>(value->data) : "";
  }
  static std::vector<std::string> list(const TomlValue& value) {
    std::vector<std::string> out;
    for (const auto& item : std::get<TomlValue::Array>(value.data)) out.push_back(std::get<std::string>(item.data));
    return out;
  }

  Schema models() {
    Schema out;
    const auto section = [&]<class T>(std::string_view key, std::vector<T>& things) {
      const auto* value = table_.find(key);
      if (!value) return;
      for (const auto& item : std::get<TomlValue::Array>(value->data)) {
        things.push_back(SchemaReader::whole<T>(item, table_.file(), std::string(key)));
      }
    };
    section("enum", out.enums);
    section("sequence", out.sequences);
    section("table", out.tables);
    return out;
  }

  void read_settings(AutogenerateOptions& options) {
    options.own_tables = {"migrate_version"};
    const auto* value = table_.find("settings");
    if (!value) return;
    TomlTable settings(*value, table_.file(), "settings");
    const auto set = [&](std::string_view key, std::vector<std::string>& patterns) {
      if (auto given = settings.strings(key)) patterns = std::move(*given);
    };
    set("schemas", options.schemas);
    set("exclude_tables", options.exclude_tables);
    set("include_tables", options.filter.include_tables);
    set("exclude_columns", options.filter.exclude_columns);
    set("exclude_indexes", options.filter.exclude_indexes);
    set("exclude_uniques", options.filter.exclude_uniques);
    set("exclude_checks", options.filter.exclude_checks);
    set("exclude_foreign_keys", options.filter.exclude_foreign_keys);
    settings.finish();
  }

  TableRows rows(std::string_view key) {
    TableRows out;
    const auto* value = table_.find(key);
    if (!value) return out;
    for (const auto& [name, held] : std::get<TomlValue::Table>(value->data)) std::ranges::sort(out[name] = list(held));
    return out;
  }

  TomlTable table_;
  std::string_view dialect_;
};

void read_file_of_cases(const std::filesystem::path& path, std::string_view dialect, std::vector<SchemaCase>& out) {
  const auto name = path.filename().string();
  const auto document = parse_toml(read_file(path), name);
  TomlTable table(document, name, "the file");
  for (const auto& value : std::get<TomlValue::Array>(table.require("case").data)) {
    CaseReader reader(value, name, dialect);
    if (reader.is_ours()) out.push_back(reader.read());
  }
  table.finish();
}

}  // namespace

std::vector<SchemaCase> read_schema_cases(const std::string& folder, std::string_view dialect) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(MIGRATE_SOURCE_DIR "/tests/cases/" + folder)) {
    if (entry.path().extension() == ".toml") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<SchemaCase> out;
  for (const auto& path : paths) read_file_of_cases(path, dialect, out);
  return out;
}

Schema sorted(Schema schema) {
  for (auto& table : schema.tables) {
    std::ranges::sort(table.columns, {}, &Column::name);
    const auto first = [](const auto& constraint) { return describe(Constraint(constraint)); };
    std::ranges::stable_sort(table.uniques, {}, first);
    std::ranges::stable_sort(table.checks, {}, first);
    std::ranges::stable_sort(table.foreign_keys, {}, first);
    std::ranges::stable_sort(table.indexes, {}, &Index::name);
  }
  return schema;
}

}  // namespace migrate::test
