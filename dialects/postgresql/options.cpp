#include "dialects/postgresql/options.hpp"

#include <algorithm>
#include <span>

#include "dialects/postgresql/dotted.hpp"
#include "dialects/postgresql/inherited.hpp"
#include "dialects/postgresql/tokens.hpp"
#include "src/base/text.hpp"

namespace migrate::postgresql {
namespace {

const std::vector<std::string>& known_options(OptionPlace place) {
  static const std::vector<std::string> table{
      "postgresql.unlogged", "postgresql.tablespace",      "postgresql.partition_by",  "postgresql.partition_of",
      "postgresql.inherits", "postgresql.partition_bound", "postgresql.access_method", "postgresql.with.fillfactor"};
  static const std::vector<std::string> column{"postgresql.storage",
                                               "postgresql.compression",
                                               "postgresql.serial",
                                               "postgresql.virtual",
                                               "postgresql.not_null_name",
                                               "postgresql.not_null_not_valid",
                                               "postgresql.not_null_no_inherit",
                                               inherited_option};
  static const std::vector<std::string> key{"postgresql.tablespace", "postgresql.without_overlaps",
                                            "postgresql.with.fillfactor"};
  static const std::vector<std::string> index{"postgresql.tablespace"};
  static const std::vector<std::string> foreign_key{"postgresql.on_delete_columns", "postgresql.not_enforced",
                                                    "postgresql.period"};
  static const std::vector<std::string> check{"postgresql.not_enforced"};
  switch (place) {
    case OptionPlace::table: return table;
    case OptionPlace::column: return column;
    case OptionPlace::key: return key;
    case OptionPlace::index: return index;
    case OptionPlace::foreign_key: return foreign_key;
    default: return check;
  }
}

bool is_parameter(std::string_view key) { return key.starts_with("postgresql.with."); }

std::string value_text(const OptionValue& value) {
  if (const auto* held = std::get_if<bool>(&value)) return *held ? "true" : "false";
  if (const auto* held = std::get_if<std::int64_t>(&value)) return std::to_string(*held);
  return std::get<std::string>(value);
}

/// The words of a clause, whatever their case and white space.
std::string words(const std::string& text) {
  std::string out;
  for (const auto& token : tokenize(text)) out += token.text + '\0';
  return out;
}

std::map<std::string, std::string> meaningful(const Options& options) {
  std::map<std::string, std::string> out;
  for (const auto& [key, value] : options) {
    if (!key.starts_with("postgresql.") || key == inherited_option) continue;
    if (value == OptionValue(std::string()) || (value == OptionValue(false) && !is_parameter(key))) continue;
    out[key] = is_parameter(key) ? lower(value_text(value)) : words(value_text(value));
  }
  return out;
}

constexpr const char* parent_keys[] = {"postgresql.partition_of", "postgresql.inherits"};

/// `app.hero, "a b"`
std::vector<TableName> names_in(const std::string& text) {
  std::vector<TableName> out;
  TableName name;
  for (const auto& token : tokenize(text)) {
    if (token.is_op(".")) {
      name.schema = std::move(name.name);
    } else if (token.is_op(",") || token.kind == TokenKind::end) {
      out.push_back(std::exchange(name, {}));
    } else {
      name.name = token.text;
    }
  }
  return out;
}

}  // namespace

std::string keep_own_options(Options& options, OptionPlace place) {
  std::erase_if(options, [](const auto& option) { return !option.first.starts_with("postgresql."); });
  options.erase("postgresql.invalid");
  const auto& known = known_options(place);
  const bool parameters = place == OptionPlace::table || place == OptionPlace::key;
  for (auto& [key, value] : options) {
    if (value == OptionValue(std::string()) && !is_parameter(key)) value = false;  // said, and none
    if ((parameters && is_parameter(key)) || std::ranges::find(known, key) != known.end()) continue;
    return "PostgreSQL has no option '" + key + "' here" + did_you_mean(key, known);
  }
  return {};
}

bool has_flag(const Options& options, const std::string& key) {
  const auto found = options.find(key);
  return found != options.end() && found->second == OptionValue(true);
}

bool is_storage_of_column(std::string_view key) {
  return key == "postgresql.storage" || key == "postgresql.compression";
}

bool same_options(const Options& current, const Options& wanted) {
  auto held = meaningful(current);
  std::erase_if(held, [&](const auto& option) {
    return (option.first == "postgresql.tablespace" || is_parameter(option.first)) && !wanted.contains(option.first);
  });
  return held == meaningful(wanted);
}

std::vector<TableName> parents_of(const Table& table) {
  std::vector<TableName> out;
  for (const char* key : parent_keys) {
    const auto found = table.options.find(key);
    const auto* text = found == table.options.end() ? nullptr : std::get_if<std::string>(&found->second);
    if (text) std::ranges::move(names_in(*text), std::back_inserter(out));
  }
  return out;
}

void rename_parent(Options& options, const TableName& from, const std::string& to) {
  for (const char* key : parent_keys) {
    const auto found = options.find(key);
    auto* text = found == options.end() ? nullptr : std::get_if<std::string>(&found->second);
    if (!text) continue;
    std::vector<std::string> names;
    for (auto& name : names_in(*text)) {
      if (name == from) name.name = to;
      names.push_back(dotted(name.schema, name.name));
    }
    *text = join(names, ", ");
  }
}

}  // namespace migrate::postgresql
