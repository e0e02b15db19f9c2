// Which configuration a database has: the root's sections, over them those of the chosen environment, over them what
// [database.NAME] says, and over that what the environment says of the database.
#include <algorithm>

#include "src/base/text.hpp"
#include "src/config/sections.hpp"

namespace migrate {
namespace {

class DatabasesReader {
 public:
  DatabasesReader(TomlTable& root, const ConfigRequest& request)
      : root_(root), request_(request), databases_(named_databases(root)) {
    for (const auto& database : databases_) names_.push_back(database.key);
  }

  /// Reads every environment, so that a typo in one that is not chosen is found too.
  std::vector<Config> read(Config config) {
    const auto chosen = !request_.env.empty() ? request_.env : request_.environment("MIGRATE_ENV").value_or("");
    std::vector<std::string> environments;
    std::optional<Config> overridden;
    TomlValue::Table overrides;
    if (const auto* value = root_.find("env")) {
      const TomlTable all(*value, root_.file(), "[env]");
      for (const auto& [name, body] : all.entries()) {
        environments.push_back(name);
        TomlTable table(body, root_.file(), "[env." + name + "]");
        Config one = config;
        read_sections(table, "env." + name + ".", request_.environment, one);
        const auto databases = overrides_of(table, name, one);
        finish_sections(table, "env." + name + ".", request_.environment);
        if (name == chosen) overridden = std::move(one), overrides = databases;
      }
    }
    if (overridden) {
      config = std::move(*overridden);
      config.environment = chosen;
    } else if (!chosen.empty()) {
      no_such_environment(chosen, environments);
    }
    return databases_of(config, overrides);
  }

 private:
  /// What an environment says of the databases; whether it can be read is found out at once.
  TomlValue::Table overrides_of(TomlTable& table, const std::string& environment, const Config& config) const {
    auto out = named_databases(table);
    for (const auto& [name, value] : out) {
      const auto section = "env." + environment + ".database." + name;
      if (std::ranges::find(names_, name) == names_.end()) {
        throw ConfigurationError(
            "[" + section + "] overrides a database that does not exist" + did_you_mean(name, names_),
            "outside of [env] the file needs a section [database." + name + "]", table.where(value));
      }
      Config scratch = config;
      read_database_section(value, root_.file(), section, request_.environment, scratch);
    }
    return out;
  }

  std::vector<Config> databases_of(const Config& config, const TomlValue::Table& overrides) const {
    std::vector<Config> out;
    if (databases_.empty() || config.database.url) out.push_back(config);
    for (const auto& [name, value] : databases_) {
      if (name == config.database_name && !out.empty()) {
        throw ConfigurationError("[database] has a url, and with it the name '" + name + "' already",
                                 "call [database." + name + "] otherwise, or take the url out of [database]",
                                 root_.where(value));
      }
      Config one = config;
      one.database_name = name;
      one.database.url.reset();
      read_database_section(value, root_.file(), "database." + name, request_.environment, one);
      const auto found = std::ranges::find(overrides, name, &TomlEntry::key);
      if (found != overrides.end()) {
        const auto section = "env." + config.environment + ".database." + name;
        read_database_section(found->value, root_.file(), section, request_.environment, one);
      }
      out.push_back(std::move(one));
    }
    std::vector<std::string> version_tables;
    for (const auto& one : out) version_tables.push_back(one.database.version_table);
    for (auto& one : out) one.version_tables = version_tables;
    return out;
  }

  [[noreturn]] void no_such_environment(const std::string& chosen, const std::vector<std::string>& names) const {
    throw ConfigurationError(
        "there is no environment '" + chosen + "'" + did_you_mean(chosen, names),
        names.empty() ? "the file has no [env.NAME] section" : "the file has: " + join(names, ", "),
        {std::string(root_.file())});
  }

  TomlTable& root_;
  const ConfigRequest& request_;
  TomlValue::Table databases_;
  std::vector<std::string> names_;
};

}  // namespace

std::vector<Config> parse_all_databases(std::string_view text, const std::filesystem::path& file,
                                        const ConfigRequest& request) {
  const std::string name = file.string();
  const TomlValue document = parse_toml(text, name);
  TomlTable root(document, name, "migrate.toml");
  Config config;
  config.file = file;
  config.folder = file.parent_path();
  config.database.url_folder = config.folder;
  config.revisions.directories = {resolve(config, "migrations")};
  read_sections(root, "", request.environment, config);
  auto out = DatabasesReader(root, request).read(std::move(config));
  finish_sections(root, "", request.environment);
  return out;
}

}  // namespace migrate
