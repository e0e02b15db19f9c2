#include "src/config/config.hpp"

#include "src/base/files.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

/// Whether it is the database of a plain [database].
bool has_default_name(const Config& config) {
  static const Config defaults;
  return config.database_name == defaults.database_name;
}

/// DATABASE_URL serves where the file says nothing.
void serve_url(Config& config, const ConfigRequest& request) {
  if (config.database.url) return;
  const auto url = request.environment("DATABASE_URL");
  if (url && !url->empty()) config.database.url = Setting{*url, {"DATABASE_URL"}, std::nullopt};
}

/// The configuration of the database that is asked for.
Config chosen(std::vector<Config> databases, const ConfigRequest& request) {
  std::vector<std::string> names;
  for (auto& config : databases) {
    if (config.database_name == request.database) return std::move(config);
    names.push_back(config.database_name);
  }
  const Where where{databases.front().file.string()};
  if (!request.database.empty()) {
    throw ConfigurationError("there is no database '" + request.database + "'" + did_you_mean(request.database, names),
                             "there is: " + join(names, ", ") + "; a section [database.NAME] makes one", where);
  }
  if (databases.size() == 1) return std::move(databases.front());
  throw ConfigurationError("there are several databases: " + join(names, ", "),
                           "say which: --database " + names.front() + ", or --all-databases", where);
}

Url resolved_url(const Setting& setting, const std::filesystem::path& folder) {
  try {
    Url url = parse_url(setting.get());
    if (names_a_file(url)) url.database = (folder / url.database).lexically_normal().string();
    return url;
  } catch (ConfigurationError& error) {
    if (error.where.file.empty()) error.where = setting.where;
    throw;
  }
}

ConfigurationError missing_file(const std::filesystem::path& file, bool named) {
  const auto message = "there is no " + file.string() + " (looked for " +
                       std::filesystem::absolute(file).lexically_normal().string() + ")";
  if (named) return ConfigurationError(message, "correct --config or MIGRATE_CONFIG, which name it");
  const auto above = config_above(".");
  if (above.empty()) return ConfigurationError(message, "`migrate init` makes one here; --config names one elsewhere");
  return ConfigurationError(message,
                            above.string() + " is there: add --config " + above.string() + ", or go to its folder");
}

}  // namespace

std::filesystem::path config_above(const std::filesystem::path& folder) {
  std::error_code ignored;
  auto path = std::filesystem::absolute(folder, ignored).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  for (auto up = folder / "..";; up /= "..") {
    const bool project_ends = std::filesystem::exists(path / ".git", ignored);
    if (project_ends || path == path.parent_path()) return {};
    path = path.parent_path();
    if (std::filesystem::is_regular_file(up / "migrate.toml", ignored)) return (up / "migrate.toml").lexically_normal();
  }
}

const std::string& Setting::get() const {
  if (problem) throw *problem;
  return text;
}

std::vector<Config> load_all_databases(const ConfigRequest& request) {
  std::filesystem::path file = request.file;
  if (file.empty()) file = request.environment("MIGRATE_CONFIG").value_or("");
  const bool named = !file.empty();
  if (!named) file = "migrate.toml";

  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    throw ConfigurationError("the configuration " + file.string() + " is a folder",
                             "name the file: --config " + (file / "migrate.toml").string());
  }
  const auto text = read_file_if_exists(file);
  if (!text) {
    if (named || !request.may_be_missing) throw missing_file(file, named);
    Config config;
    config.revisions.directories = {"migrations"};
    serve_url(config, request);
    return {config};
  }
  ConfigRequest with_env_file = request;
  const auto env_file = file.parent_path() / ".env";
  if (const auto variables = read_file_if_exists(env_file)) {
    with_env_file.environment = with_fallback(request.environment, parse_env_file(*variables, env_file.string()));
  }
  auto out = parse_all_databases(*text, file, with_env_file);
  // DATABASE_URL means the database, where there is but one
  if (out.size() == 1 && has_default_name(out.front())) serve_url(out.front(), with_env_file);
  return out;
}

Config load_config(const ConfigRequest& request) {
  auto config = chosen(load_all_databases(request), request);
  if (request.url.empty()) return config;
  config.database.url = Setting{request.url, {"--url"}, std::nullopt};
  config.database.url_folder.clear();
  return config;
}

Config parse_config(std::string_view text, const std::filesystem::path& file, const ConfigRequest& request) {
  return chosen(parse_all_databases(text, file, request), request);
}

Url database_url(const Config& config) {
  if (!config.database.url) {
    throw ConfigurationError(
        has_default_name(config) ? "no database is named" : "the database " + config.database_name + " has no url",
        has_default_name(config) ? "set `url` in [database] of migrate.toml, or DATABASE_URL, or give --url"
                                 : "set `url` in [database." + config.database_name + "], or give --url",
        {config.file.string()});
  }
  return resolved_url(*config.database.url, config.database.url_folder);
}

Url models_url(const Config& config, const Setting& setting) { return resolved_url(setting, config.folder); }

std::filesystem::path steps_library(const Config& config) {
  if (config.steps_library) return resolve(config, config.steps_library->get());
  if (config.models && config.models->kind == ModelsSetting::Kind::library) {
    return resolve(config, config.models->texts.front().get());
  }
  throw ConfigurationError(config.models ? "data steps are in a models library, and here the models come from elsewhere"
                                         : "migrate.toml names no library that could have data steps",
                           "set `library` in [steps] to the library that migrate_add_models() builds of them",
                           config.models ? config.models->where : Where{config.file.string()});
}

const ModelsSetting& models_setting(const Config& config) {
  if (config.models) return *config.models;
  throw ConfigurationError("migrate.toml does not say where the models are",
                           "set `library`, `command`, `file`, `database` or `sql` in [models]", {config.file.string()});
}

std::filesystem::path resolve(const Config& config, const std::filesystem::path& path) {
  return (config.folder / path).lexically_normal();
}

}  // namespace migrate
