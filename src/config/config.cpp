#include "src/config/config.hpp"

#include "src/base/files.hpp"

namespace migrate {
namespace {

/// --url goes before the file; DATABASE_URL serves where the file says nothing.
void choose_url(Config& config, const ConfigRequest& request) {
  if (!request.url.empty()) {
    config.database.url = Setting{request.url, {"--url"}, std::nullopt};
    config.database.url_folder.clear();
    return;
  }
  if (config.database.url) return;
  const auto url = request.environment("DATABASE_URL");
  if (url && !url->empty()) config.database.url = Setting{*url, {"DATABASE_URL"}, std::nullopt};
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

ConfigurationError missing_file(const std::filesystem::path& file) {
  return ConfigurationError("there is no " + file.string() + " (looked for " +
                                std::filesystem::absolute(file).lexically_normal().string() + ")",
                            "`migrate init` makes one here; --config names one elsewhere");
}

}  // namespace

const std::string& Setting::get() const {
  if (problem) throw *problem;
  return text;
}

Config load_config(const ConfigRequest& request) {
  std::filesystem::path file = request.file;
  if (file.empty()) file = request.environment("MIGRATE_CONFIG").value_or("");
  const bool named = !file.empty();
  if (!named) file = "migrate.toml";

  const auto text = read_file_if_exists(file);
  if (!text) {
    if (named || !request.may_be_missing) throw missing_file(file);
    Config config;
    config.revisions.directories = {"migrations"};
    choose_url(config, request);
    return config;
  }
  ConfigRequest with_env_file = request;
  const auto env_file = file.parent_path() / ".env";
  if (const auto variables = read_file_if_exists(env_file)) {
    with_env_file.environment = with_fallback(request.environment, parse_env_file(*variables, env_file.string()));
  }
  Config config = parse_config(*text, file, with_env_file);
  choose_url(config, with_env_file);
  return config;
}

Url database_url(const Config& config) {
  if (!config.database.url) {
    throw ConfigurationError("no database is named",
                             "set `url` in [database] of migrate.toml, or DATABASE_URL, or give --url",
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
