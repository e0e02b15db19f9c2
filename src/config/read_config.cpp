#include <algorithm>
#include <array>

#include "src/base/file_template.hpp"
#include "src/base/text.hpp"
#include "src/base/time_zone.hpp"
#include "src/config/duration.hpp"
#include "src/config/keys.hpp"
#include "src/config/sections.hpp"
#include "src/config/substitute.hpp"

namespace migrate {
namespace {

/// A table below [database] is a database of its own, unless it is one of the keys.
bool names_a_database(const TomlEntry& entry) {
  static const std::vector<std::string> keys{"url", "version_table", "version_table_schema", "role", "search_path"};
  return std::holds_alternative<TomlValue::Table>(entry.value.data) && std::ranges::find(keys, entry.key) == keys.end();
}

class ConfigReader {
 public:
  ConfigReader(std::string_view file, const Environment& environment) : file_(file), environment_(environment) {}

  /// The sections that may stand in the root and in an environment.
  void sections(TomlTable& root, const std::string& prefix, Config& config) const {
    section(root, prefix, "database", [&](TomlTable& table) {
      database(table, config);
      for (const auto& entry : table.entries()) {
        if (names_a_database(entry)) table.find(entry.key);
      }
    });
    other_sections(root, prefix, config);
  }

  void named_database(const TomlValue& value, const std::string& name, Config& config) const {
    TomlTable table(value, file_, "[" + name + "]");
    database(table, config);
    other_sections(table, name + ".", config);
    table.finish([&](const TomlEntry& entry) { return where_key_belongs(entry, name + ".", section_keys()); });
  }

  /// Each section's keys: those that are asked for when an empty one is read.
  SectionKeys section_keys() const {
    SectionKeys out;
    Config scratch;
    const TomlValue empty{TomlValue::Table{}};
    const auto keys_of = [&](const std::string& name, auto read) {
      TomlTable table(empty, file_, name);
      (this->*read)(table, scratch);
      out[name] = table.known();
    };
    keys_of("database", &ConfigReader::database);
    keys_of("models", &ConfigReader::models);
    keys_of("steps", &ConfigReader::steps);
    keys_of("revisions", &ConfigReader::revisions);
    keys_of("autogenerate", &ConfigReader::autogenerate);
    keys_of("apply", &ConfigReader::apply);
    return out;
  }

 private:
  void other_sections(TomlTable& root, const std::string& prefix, Config& config) const {
    section(root, prefix, "models", [&](TomlTable& table) { models(table, config); });
    section(root, prefix, "steps", [&](TomlTable& table) { steps(table, config); });
    section(root, prefix, "revisions", [&](TomlTable& table) { revisions(table, config); });
    section(root, prefix, "autogenerate", [&](TomlTable& table) { autogenerate(table, config); });
    section(root, prefix, "apply", [&](TomlTable& table) { apply(table, config); });
  }

  template <class Read>
  void section(TomlTable& root, const std::string& prefix, std::string_view name, Read read) const {
    const auto* value = root.find(name);
    if (!value) return;
    TomlTable table(*value, file_, "[" + prefix + std::string(name) + "]");
    read(table);
    table.finish([&](const TomlEntry& entry) { return where_key_belongs(entry, prefix, section_keys()); });
  }

  Setting setting(const std::string& text, const Where& where) const {
    try {
      return {substitute(text, environment_, where), where, std::nullopt};
    } catch (const ConfigurationError& error) {
      return {"", where, error};
    }
  }

  /// A text that every command may need: what is wrong with it is told at once.
  std::optional<Setting> text(TomlTable& table, std::string_view key) const {
    const auto value = table.string(key);
    if (!value) return std::nullopt;
    auto out = setting(*value, table.where(*table.find(key)));
    out.get();
    return out;
  }

  void set(TomlTable& table, std::string_view key, std::string& member) const {
    if (const auto value = text(table, key)) member = value->text;
  }

  void set(TomlTable& table, std::string_view key, std::chrono::milliseconds& member) const {
    refuse_number_for_duration(table, key);
    const auto value = text(table, key);
    if (!value) return;
    const auto duration = parse_duration(value->text);
    if (!duration)
      throw ConfigurationError("'" + value->text + "' is no duration", duration_hint(value->text), value->where);
    member = *duration;
  }

  /// `lock_timeout = 10`
  static void refuse_number_for_duration(TomlTable& table, std::string_view key) {
    const auto* value = table.find(key);
    const auto* number = value ? std::get_if<std::int64_t>(&value->data) : nullptr;
    if (!number) return;
    table.fail(
        *value, "'" + std::string(key) + "' of " + table.what() + " must be a string with a unit, not an integer",
        "write " + std::string(key) + " = \"" + std::to_string(*number) + "s\" for seconds; the units are ms, s, m, h");
  }

  /// A string or an array of strings, each with its place.
  std::optional<std::vector<Setting>> texts(TomlTable& table, std::string_view key) const {
    const auto strings = table.strings(key);
    if (!strings) return std::nullopt;
    const auto& value = *table.find(key);
    const auto* items = std::get_if<TomlValue::Array>(&value.data);
    if (strings->empty()) table.fail(value, "'" + std::string(key) + "' of " + table.what() + " is empty");
    std::vector<Setting> out;
    for (std::size_t i = 0; i < strings->size(); ++i) {
      out.push_back(setting((*strings)[i], table.where(items ? (*items)[i] : value)));
    }
    return out;
  }

  void database(TomlTable& table, Config& config) const {
    if (const auto url = table.string("url")) config.database.url = setting(*url, table.where(*table.find("url")));
    set(table, "version_table", config.database.version_table);
    set(table, "version_table_schema", config.database.version_table_schema);
    set(table, "role", config.database.role);
    set(table, "search_path", config.database.search_path);
    if (config.database.version_table.empty()) table.fail(*table.find("version_table"), "'version_table' is empty");
  }

  void models(TomlTable& table, Config& config) const {
    using Kind = ModelsSetting::Kind;
    std::string first;
    for (const auto& [key, kind] : {std::pair{"library", Kind::library},
                                    {"command", Kind::command},
                                    {"file", Kind::file},
                                    {"database", Kind::database},
                                    {"sql", Kind::sql}}) {
      const auto* value = table.find(key);
      if (!value) continue;
      if (!first.empty()) {
        table.fail(*value, table.what() + " has both '" + first + "' and '" + key + "'",
                   "say one of library, command, file, database, sql");
      }
      if (kind != Kind::command && kind != Kind::sql) (void)table.string(key);
      config.models = ModelsSetting{kind, *texts(table, key), table.where(*value)};
      first = key;
    }
    if (auto build = texts(table, "build")) config.models_build = std::move(*build);
    set(table, "time_limit", config.models_time_limit);
  }

  void steps(TomlTable& table, Config& config) const {
    const auto library = table.string("library");
    if (library) config.steps_library = setting(*library, table.where(*table.find("library")));
  }

  void revisions(TomlTable& table, Config& config) const {
    if (const auto directories = texts(table, "directory")) {
      config.revisions.directories.clear();
      for (const auto& directory : *directories) {
        if (directory.get().empty()) {
          throw ConfigurationError("'directory' of " + table.what() + " is empty", {}, directory.where);
        }
        config.revisions.directories.push_back(resolve(config, directory.text));
      }
    }
    if (const auto recursive = table.boolean("recursive")) config.revisions.recursive = *recursive;
    if (const auto name = text(table, "file_template")) {
      config.revisions.file_template = name->text;
      config.revisions.file_template_where = name->where;
      at_place(name->where, [&] { check_file_template(name->text); });
    }
    if (const auto zone = text(table, "timezone")) {
      config.revisions.timezone = zone->text;
      config.revisions.timezone_where = zone->where;
      at_place(zone->where, [&] { (void)civil_time({}, zone->text); });
    }
    if (const auto* hooks = table.find("post_write_hooks")) post_write_hooks(table, *hooks, config);
    if (const auto length = table.integer("truncate_slug_length")) {
      if (*length < 1 || *length > 200) {
        table.fail(*table.find("truncate_slug_length"), "'truncate_slug_length' must be from 1 to 200");
      }
      config.revisions.truncate_slug_length = static_cast<std::size_t>(*length);
    }
  }

  /// What is wrong with a value is told at once, and where it stands.
  template <class Check>
  static void at_place(const Where& where, Check check) {
    try {
      check();
    } catch (ConfigurationError& error) {
      error.where = where;
      throw;
    }
  }

  /// Another word in braces may be the hook's own, but one of these was meant for the file.
  static void check_hook_word(const Setting& word) {
    for (const std::string_view wrong :
         {"{file}", "{filename}", "{file_path}", "{PATH}", "{revision}", "REVISION_SCRIPT_FILENAME"}) {
      if (word.text.find(wrong) == word.text.npos) continue;
      throw ConfigurationError("a hook knows no " + std::string(wrong), "{path} stands for the file that was written",
                               word.where);
    }
  }

  /// An array of commands, each an array of words.
  void post_write_hooks(TomlTable& table, const TomlValue& value, Config& config) const {
    constexpr std::string_view example = "post_write_hooks = [[\"git\", \"add\", \"{path}\"]]";
    const auto* hooks = std::get_if<TomlValue::Array>(&value.data);
    if (!hooks) table.fail_type(value, "post_write_hooks", example);
    config.revisions.post_write_hooks.clear();
    for (const auto& hook : *hooks) {
      const auto* words = std::get_if<TomlValue::Array>(&hook.data);
      if (!words || words->empty()) {
        table.fail(hook, "a hook is " + std::string(hook.type_name()) + ", and not a list of words",
                   "several hooks are a list of lists: " + std::string(example));
      }
      auto& out = config.revisions.post_write_hooks.emplace_back(PostWriteHook{{}, table.where(hook)});
      for (const auto& word : *words) {
        const auto* text = std::get_if<std::string>(&word.data);
        if (!text) table.fail(word, "a word of a hook is no text", std::string(example));
        const auto& taken = setting(*text, table.where(word));
        out.command.push_back(taken.get());
        check_hook_word(taken);
      }
    }
  }

  void patterns(TomlTable& table, std::string_view key, std::vector<std::string>& out) const {
    const auto* value = table.find(key);
    if (!value) return;
    out.clear();
    const auto* items = std::get_if<TomlValue::Array>(&value->data);
    if (items && items->empty()) return;
    const auto given = texts(table, key);
    for (const auto& pattern : *given) {
      refuse_commas(table, key, pattern);
      out.push_back(pattern.get());
    }
  }

  /// "a, b" is one name, which no table has.
  static void refuse_commas(const TomlTable& table, std::string_view key, const Setting& pattern) {
    if (pattern.text.find(',') == pattern.text.npos) return;
    std::string list;
    for (const auto& name : split(pattern.text, ','))
      list += (list.empty() ? "\"" : ", \"") + std::string(trim(name)) + "\"";
    throw ConfigurationError("'" + std::string(key) + "' of " + table.what() + " has several names in one text",
                             "write " + std::string(key) + " = [" + list + "]; a comma that belongs to a name is a ?",
                             pattern.where);
  }

  void autogenerate(TomlTable& table, Config& config) const {
    auto& filter = config.autogenerate.filter;
    patterns(table, "schemas", config.autogenerate.schemas);
    patterns(table, "exclude_tables", config.autogenerate.exclude_tables);
    patterns(table, "include_tables", filter.include_tables);
    patterns(table, "exclude_columns", filter.exclude_columns);
    patterns(table, "exclude_indexes", filter.exclude_indexes);
    patterns(table, "exclude_uniques", filter.exclude_uniques);
    patterns(table, "exclude_checks", filter.exclude_checks);
    patterns(table, "exclude_foreign_keys", filter.exclude_foreign_keys);
    if (const auto* value = table.find("naming")) naming(*value, config);
    const auto warn = table.boolean("warn_without_primary_key");
    if (warn) config.autogenerate.warn_without_primary_key = *warn;
  }

  void naming(const TomlValue& value, Config& config) const {
    struct Rule {
      std::string_view key;
      std::string& text;
      std::vector<std::string> tokens;
    };
    auto& names = config.autogenerate.naming;
    TomlTable table(value, file_, "naming");
    for (const auto& rule :
         {Rule{"pk", names.pk, {"table"}}, Rule{"uq", names.uq, {"table", "columns"}},
          Rule{"ix", names.ix, {"table", "columns"}}, Rule{"fk", names.fk, {"table", "columns", "referred"}},
          Rule{"ck", names.ck, {"table", "columns"}}}) {
      const auto text = table.string(rule.key);
      if (!text) continue;
      check_tokens(table, rule.key, *text, rule.tokens);
      rule.text = *text;
    }
    table.finish();
  }

  void check_tokens(TomlTable& table, std::string_view key, std::string_view text,
                    const std::vector<std::string>& tokens) const {
    const auto& at = *table.find(key);
    for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
      const auto close = text.find('}', open);
      if (close == text.npos) table.fail(at, "'{' has no closing '}' in '" + std::string(text) + "'");
      const auto token = text.substr(open + 1, close - open - 1);
      if (std::ranges::find(tokens, token) != tokens.end()) continue;
      table.fail(at,
                 "a name of kind '" + std::string(key) + "' knows no {" + std::string(token) + "}" +
                     did_you_mean(token, tokens),
                 "it knows {" + join(tokens, "}, {") + "}");
    }
    if (text.find("{table}") == text.npos)
      table.fail(at, "'" + std::string(text) + "' would give every table the same name");
  }

  void apply(TomlTable& table, Config& config) const {
    if (const auto policy = text(table, "transaction")) config.apply.transaction = transaction_policy(*policy);
    if (const auto edit = table.boolean("sqlite_edit_in_place")) config.apply.sqlite_edit_in_place = *edit;
    set(table, "lock_timeout", config.apply.lock_timeout);
    set(table, "lock_attempt", config.apply.lock_attempt);
    set(table, "statement_timeout", config.apply.statement_timeout);
  }

  static TransactionMode transaction_policy(const Setting& setting) {
    const std::vector<std::string> names{"per-revision", "all", "none"};
    const auto found = std::ranges::find(names, setting.text);
    if (found != names.end()) return static_cast<TransactionMode>(found - names.begin());
    throw ConfigurationError(
        "there is no transaction policy '" + setting.text + "'" + did_you_mean(setting.text, names),
        "it is per-revision, all or none", setting.where);
  }

  std::string_view file_;
  const Environment& environment_;
};

}  // namespace

void read_sections(TomlTable& root, const std::string& prefix, const Environment& environment, Config& config) {
  ConfigReader(root.file(), environment).sections(root, prefix, config);
}

void read_database_section(const TomlValue& value, std::string_view file, const std::string& name,
                           const Environment& environment, Config& config) {
  ConfigReader(file, environment).named_database(value, name, config);
}

void finish_sections(const TomlTable& table, const std::string& prefix, const Environment& environment) {
  table.finish([&](const TomlEntry& entry) {
    return where_key_belongs(entry, prefix, ConfigReader(table.file(), environment).section_keys());
  });
}

TomlValue::Table named_databases(TomlTable& root) {
  const auto* value = root.find("database");
  if (!value) return {};
  TomlValue::Table out;
  for (const auto& entry : std::get<TomlValue::Table>(value->data)) {
    if (names_a_database(entry)) out.push_back(entry);
  }
  return out;
}

}  // namespace migrate
