#include "src/base/toml.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#define TOML_ENABLE_FORMATTERS 1
#include <toml++/toml.h>

#include "src/base/text.hpp"
#include "src/base/toml_hints.hpp"

namespace migrate {
namespace {

TomlValue convert(toml::node& node);

/// Takes the texts out of the table, in the order of the file.
TomlValue::Table convert_table(toml::table& table) {
  struct Entry {
    const toml::key* key;
    toml::node* node;
  };
  std::vector<Entry> entries;
  entries.reserve(table.size());
  for (auto&& [key, node] : table) entries.push_back({&key, &node});
  std::ranges::stable_sort(entries, {}, [](const Entry& entry) { return entry.key->source().begin; });
  TomlValue::Table out;
  out.reserve(entries.size());
  for (const auto& [key, node] : entries) {
    auto& entry = out.emplace_back(TomlEntry{std::string(key->str()), convert(*node)});
    // a table made by a dotted key or a heading has no place of its own: the key's serves
    if (entry.value.line != 0) continue;
    entry.value.line = key->source().begin.line;
    entry.value.column = key->source().begin.column;
  }
  return out;
}

template <class T>
TomlValue::Moment moment(const T& value) {
  std::ostringstream out;
  out << value;
  return {out.str()};
}

TomlValue convert(toml::node& node) {
  TomlValue out;
  out.line = node.source().begin.line;
  out.column = node.source().begin.column;
  switch (node.type()) {
    case toml::node_type::table: out.data = convert_table(*node.as_table()); break;
    case toml::node_type::array: {
      TomlValue::Array items;
      items.reserve(node.as_array()->size());
      for (auto& item : *node.as_array()) items.push_back(convert(item));
      out.data = std::move(items);
      break;
    }
    case toml::node_type::string: out.data = std::move(node.as_string()->get()); break;
    case toml::node_type::integer: out.data = node.as_integer()->get(); break;
    case toml::node_type::floating_point: out.data = node.as_floating_point()->get(); break;
    case toml::node_type::boolean: out.data = node.as_boolean()->get(); break;
    case toml::node_type::date: out.data = moment(node.as_date()->get()); break;
    case toml::node_type::time: out.data = moment(node.as_time()->get()); break;
    case toml::node_type::date_time: out.data = moment(node.as_date_time()->get()); break;
    case toml::node_type::none: break;
  }
  return out;
}

/// A number, a truth or a moment as it was written, more or less; nothing for what has parts.
std::string plain_text(const TomlValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value.data)) return std::to_string(*number);
  if (const auto* truth = std::get_if<bool>(&value.data)) return *truth ? "true" : "false";
  if (const auto* moment = std::get_if<TomlValue::Moment>(&value.data)) return moment->text;
  if (const auto* number = std::get_if<double>(&value.data)) {
    std::ostringstream out;
    out << *number;
    return out.str();
  }
  return {};
}

std::string spelt_truth(std::string_view word) {
  constexpr std::array yes{"true", "yes", "on", "1"};
  constexpr std::array no{"false", "no", "off", "0"};
  const auto among = [&](const auto& words) { return std::ranges::find(words, lower(word)) != words.end(); };
  return among(yes) ? "true" : among(no) ? "false" : "";
}

/// The value that has another type than the wanted one, as a value of the wanted one; empty where it cannot be.
std::string spelling_of_type(const TomlValue& value, std::string_view wanted) {
  const auto* text = std::get_if<std::string>(&value.data);
  const auto plain = text ? *text : plain_text(value);
  if (wanted == "true or false") return spelt_truth(plain);
  if (wanted == "an integer") {
    const bool number = !plain.empty() && plain.size() < 18 && plain.find_first_not_of("0123456789") == plain.npos;
    return number ? plain : "";
  }
  if (wanted == "an array of strings" && !plain.empty()) return "[\"" + plain + "\"]";
  if (wanted.starts_with("a string")) {
    const auto* items = std::get_if<TomlValue::Array>(&value.data);
    const auto* only = items && items->size() == 1 ? std::get_if<std::string>(&items->front().data) : nullptr;
    if (only) return only->find("://") == std::string::npos ? "\"" + *only + "\"" : "\"…\"";
    return plain.empty() ? "" : "\"" + plain + "\"";
  }
  return {};
}

}  // namespace

std::string_view TomlValue::type_name() const {
  constexpr std::string_view names[] = {"a boolean", "an integer", "a number", "a string",
                                        "a date",    "an array",   "a table"};
  return names[data.index()];
}

TomlValue parse_toml(std::string_view text, std::string_view file) {
  try {
    toml::table table = toml::parse(text, file);
    TomlValue out;
    out.line = out.column = 1;
    out.data = convert_table(table);
    return out;
  } catch (const toml::parse_error& error) {
    const auto& at = error.source().begin;
    auto mistake = toml_mistake(text, at.line, error.description());
    if (mistake.message.empty()) mistake.message = error.description();
    throw ConfigurationError(mistake.message, mistake.hint, {std::string(file), at.line, at.column});
  }
}

TomlTable::TomlTable(const TomlValue& value, std::string_view file, std::string what)
    : value_(value),
      table_([&]() -> const TomlValue::Table& {
        if (const auto* table = std::get_if<TomlValue::Table>(&value.data)) return *table;
        throw ConfigurationError(what + " must be a table, not " + std::string(value.type_name()), {},
                                 {std::string(file), value.line, value.column});
      }()),
      file_(file),
      what_(std::move(what)) {
  known_.reserve(16);  // about as many as a table of any format has
}

const TomlValue* TomlTable::peek(std::string_view key) const {
  const auto found = std::ranges::find(table_, key, &TomlEntry::key);
  return found == table_.end() ? nullptr : &found->value;
}

const TomlValue* TomlTable::find(std::string_view key) {
  known_.emplace_back(key);
  return peek(key);
}

const TomlValue& TomlTable::require(std::string_view key) {
  if (const auto* found = find(key)) return *found;
  std::vector<std::string> present;
  for (const auto& [name, value] : table_) present.push_back(name);
  const auto near = nearest(key, present);
  fail(value_, what_ + " has no '" + std::string(key) + "'" + (near ? "; it has '" + *near + "'" : ""));
}

std::optional<std::string> TomlTable::string(std::string_view key) {
  const auto* value = find(key);
  if (!value) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&value->data)) return *text;
  fail_type(*value, key, "a string");
}

std::optional<std::int64_t> TomlTable::integer(std::string_view key) {
  const auto* value = find(key);
  if (!value) return std::nullopt;
  if (const auto* number = std::get_if<std::int64_t>(&value->data)) return *number;
  fail_type(*value, key, "an integer");
}

std::optional<bool> TomlTable::boolean(std::string_view key) {
  const auto* value = find(key);
  if (!value) return std::nullopt;
  if (const auto* truth = std::get_if<bool>(&value->data)) return *truth;
  fail_type(*value, key, "true or false");
}

std::optional<std::vector<std::string>> TomlTable::strings(std::string_view key) {
  const auto* value = find(key);
  if (!value) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&value->data)) return std::vector{*text};
  const auto* items = std::get_if<TomlValue::Array>(&value->data);
  if (!items) fail_type(*value, key, "a string or an array of strings");
  std::vector<std::string> out;
  for (const auto& item : *items) {
    const auto* text = std::get_if<std::string>(&item.data);
    if (!text) fail_type(item, key, "an array of strings");
    out.push_back(*text);
  }
  return out;
}

std::string TomlTable::require_string(std::string_view key) {
  require(key);
  return *string(key);
}

void TomlTable::finish(const HintForKey& hint_for) const {
  for (const auto& entry : table_) {
    const auto& [key, value] = entry;
    if (std::ranges::find(known_, key) == known_.end()) {
      const auto hint = hint_for ? hint_for(entry) : std::string();
      if (did_you_mean(key, known_).empty() && !hint.empty()) fail(value, what_ + " has no key '" + key + "'", hint);
      const std::set<std::string> keys(known_.begin(), known_.end());
      fail(value, what_ + " has no key '" + key + "'" + did_you_mean(key, known_),
           keys.empty() ? "" : "its keys: " + join(std::vector<std::string>(keys.begin(), keys.end()), ", "));
    }
  }
}

void TomlTable::fail(const TomlValue& at, const std::string& message, std::string hint) const {
  throw ConfigurationError(message, std::move(hint), where(at));
}

void TomlTable::fail_type(const TomlValue& at, std::string_view key, std::string_view wanted) const {
  const auto value = spelling_of_type(at, wanted);
  fail(at,
       "'" + std::string(key) + "' of " + what_ + " must be " + std::string(wanted) + ", not " +
           std::string(at.type_name()),
       value.empty() ? "" : "write " + std::string(key) + " = " + value);
}

}  // namespace migrate
