// TOML text as plain values with positions, in the order of the file. The only door to toml++, which sorts keys and
// knows nothing of the keys that a format allows; TomlTable adds the typed, complaining access that formats need.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/base/error.hpp"

namespace migrate {

struct TomlEntry;

struct TomlValue {
  using Array = std::vector<TomlValue>;
  using Table = std::vector<TomlEntry>;
  /// A date or time, kept as its text.
  struct Moment {
    std::string text;
  };

  std::variant<bool, std::int64_t, double, std::string, Moment, Array, Table> data;
  std::size_t line = 0;
  std::size_t column = 0;

  /// "a string", "an array", … for messages.
  std::string_view type_name() const;
};

struct TomlEntry {
  std::string key;
  TomlValue value;
};

/// Parses a document; the result holds a Table. `file` stands in messages only.
/// Throws ConfigurationError with the position of what cannot be parsed.
TomlValue parse_toml(std::string_view text, std::string_view file);

/// Reads one table of a document: each key is asked for by its type, and `finish` refuses those nobody asked for,
/// naming the nearest one that exists. All errors are ConfigurationErrors with a position.
/// The value and the file name must outlive the reader.
class TomlTable {
 public:
  /// `what` names the table in messages: "column", "[database]". Throws where `value` is not a table.
  TomlTable(const TomlValue& value, std::string_view file, std::string what);

  bool has(std::string_view key) const { return peek(key) != nullptr; }
  /// The value of a key, marked as known; null where it is absent.
  const TomlValue* find(std::string_view key);
  const TomlValue& require(std::string_view key);

  std::optional<std::string> string(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  /// An array of strings; one string alone stands for an array of one.
  std::optional<std::vector<std::string>> strings(std::string_view key);
  std::string require_string(std::string_view key);

  /// What a key that the table does not have is, and where it belongs; empty: not known.
  using HintForKey = std::function<std::string(const TomlEntry&)>;
  /// Throws for the first key that nobody asked for.
  void finish(const HintForKey& hint_for = {}) const;
  /// The keys that were asked for.
  const std::vector<std::string>& known() const { return known_; }

  [[noreturn]] void fail(const TomlValue& at, const std::string& message, std::string hint = {}) const;
  [[noreturn]] void fail_type(const TomlValue& at, std::string_view key, std::string_view wanted) const;
  Where where(const TomlValue& at) const { return {std::string(file_), at.line, at.column}; }
  Where where() const { return where(value_); }
  std::string_view file() const { return file_; }
  const std::string& what() const { return what_; }
  const TomlValue::Table& entries() const { return table_; }

 private:
  const TomlValue* peek(std::string_view key) const;

  const TomlValue& value_;
  const TomlValue::Table& table_;
  std::string_view file_;
  std::string what_;
  std::vector<std::string> known_;
};

}  // namespace migrate
