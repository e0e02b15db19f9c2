// TOML to schema values: the one reader behind models, `models.file` and the operations of revision files.
//
// SchemaReader is the visitor of `fields` (include/migrate/detail/fields.hpp) that fills a value from a TOML table.
// Every error is a ConfigurationError with file, line and column; unknown keys are refused with the nearest known one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "migrate/detail/fields.hpp"
#include "src/base/text.hpp"
#include "src/base/toml.hpp"

namespace migrate {

struct SchemaDocument {
  Schema schema;
  /// It was read out of a database that takes foreign keys which refer to nothing, or to what does not fit.
  bool unchecked_foreign_keys = false;
};

/// A document as `migrate models` prints it: `format = 1`, [[table]], [[enum]], [[sequence]]. `name` stands in
/// messages. A document with a top-level `error` is the models library's own complaint and is thrown as one.
SchemaDocument read_document(std::string_view text, std::string_view name);
/// The schema of it alone.
Schema read_schema(std::string_view text, std::string_view name);

/// The values as `migrate models` and `migrate inspect` print them.
std::string write_schema(const Schema& schema);

class SchemaReader {
 public:
  SchemaReader(const TomlValue& value, std::string_view file, std::string what)
      : table_(value, file, std::move(what)) {}

  template <class T>
  void required(std::string_view key, T& member) {
    read(table_.require(key), key, member);
  }
  template <class T>
  void optional(std::string_view key, T& member, const T& otherwise = {}) {
    const auto* value = table_.find(key);
    if (value) {
      read(*value, key, member);
    } else {
      member = otherwise;
    }
  }
  void type(std::string_view key, Type& type, std::map<std::string, Type>& by_dialect);
  /// Takes the tables of this table that are named like a dialect: `sqlite.strict = true`.
  void options(Options& options);

  TomlTable& table() { return table_; }

  /// Reads a whole value of the vocabulary from a TOML table and refuses keys it does not have.
  template <class T>
  static T whole(const TomlValue& value, std::string_view file, std::string what) {
    T out{};
    SchemaReader reader(value, file, std::move(what));
    detail::fields(reader, out);
    reader.table_.finish();
    reader.check(out);
    if constexpr (requires { out.initially; }) reader.imply_deferrable(out.initially, out.deferrable);
    return out;
  }

  void read(const TomlValue& value, std::string_view key, bool& out);
  void read(const TomlValue& value, std::string_view key, int& out);
  void read(const TomlValue& value, std::string_view key, std::int64_t& out);
  void read(const TomlValue& value, std::string_view key, std::string& out);
  void read(const TomlValue& value, std::string_view key, Type& out);
  void read(const TomlValue& value, std::string_view key, Options& out);
  void read(const TomlValue& value, std::string_view key, std::map<std::string, std::string>& out);
  void read(const TomlValue& value, std::string_view key, std::optional<Identity>& out);
  void read(const TomlValue& value, std::string_view key, IndexColumn& out);

  template <detail::Spelled E>
  void read(const TomlValue& value, std::string_view key, E& out) {
    std::string text;
    read(value, key, text);
    const auto names = detail::spellings<E>();
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == lower(text)) return void(out = static_cast<E>(i));
    }
    fail_spelling(value, key, text, std::vector<std::string>(names.begin(), names.end()));
  }
  template <class T>
  void read(const TomlValue& value, std::string_view key, std::optional<T>& out) {
    read(value, key, out.emplace());
  }
  template <class T>
  void read(const TomlValue& value, std::string_view key, std::vector<T>& out) {
    const auto* items = std::get_if<TomlValue::Array>(&value.data);
    if (!items) table_.fail_type(value, key, "an array");
    for (const auto& item : *items) read(item, element_name(key), out.emplace_back());
  }
  template <class T>
  requires requires(SchemaReader& v, T& t) { detail::fields(v, t); }
  void read(const TomlValue& value, std::string_view key, T& out) {
    out = whole<T>(value, table_.file(), std::string(key));
  }

 private:
  static std::string element_name(std::string_view key);
  [[noreturn]] void fail_spelling(const TomlValue& value, std::string_view key, const std::string& text,
                                  std::vector<std::string> names) const;
  void check(const IndexColumn& element) const;
  template <class T>
  void check(const T&) const {}
  /// As in SQL: what is checked at the end of the transaction can be deferred.
  void imply_deferrable(Initially initially, bool& deferrable);

  TomlTable table_;
};

}  // namespace migrate
