// migrate.toml as a plain value: what a project says about its database, models and revisions. It is read once and
// holds no behaviour; migrate.toml.example explains every key.
//
// A text with a variable that is not set, or a URL that cannot be parsed, is an error only for the command that needs
// it: `migrate heads` works without a database.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dialects/url.hpp"
#include "migrate/migration.hpp"
#include "src/base/environment.hpp"
#include "src/base/error.hpp"
#include "src/schema/filter.hpp"
#include "src/schema/naming.hpp"

namespace migrate {

/// A text of the configuration and where it stands. What is wrong with it is told when it is asked for.
struct Setting {
  std::string text;  ///< with its variables replaced
  Where where;
  std::optional<ConfigurationError> problem;

  /// The text; throws the problem, if there is one.
  const std::string& get() const;
};

/// Where the models' metadata comes from: exactly one of the five.
struct ModelsSetting {
  enum class Kind { library, command, file, database, sql };
  Kind kind = Kind::library;
  std::vector<Setting> texts;  ///< the path or paths, the command with its arguments, or the URL
  Where where;
};

/// A command that runs when a revision file was written, with {path} in its words for the file.
struct PostWriteHook {
  std::vector<std::string> command;
  Where where;
};

struct Config {
  std::filesystem::path file;    ///< migrate.toml; empty where there is none
  std::filesystem::path folder;  ///< its folder, from which relative paths count; empty: the working directory
  std::string environment;       ///< the name of the chosen [env.NAME]; empty: none
  /// The name of the [database.NAME] that this is the configuration of; the plain [database] is called "default".
  std::string database_name = "default";

  struct {
    std::optional<Setting> url;
    std::filesystem::path url_folder;  ///< from which the path of a database file counts
    std::string version_table = "migrate_version";
    std::string version_table_schema;
    std::string role;         ///< PostgreSQL: SET ROLE after connecting
    std::string search_path;  ///< PostgreSQL: in place of the account's own
  } database;
  /// The version tables of all databases of the file, which may be one and the same database.
  std::vector<std::string> version_tables{"migrate_version"};

  std::optional<ModelsSetting> models;
  std::vector<Setting> models_build;                    ///< a program and its arguments that make the models; or none
  std::chrono::milliseconds models_time_limit{10'000};  ///< of a library or a command
  std::optional<Setting> steps_library;                 ///< `[steps] library`, where it is not that of the models

  struct {
    std::vector<std::filesystem::path> directories;  ///< from the working directory; new revisions go into the first
    bool recursive = false;                          ///< the folders below them count too
    std::string file_template = "{revision}_{slug}";
    Where file_template_where;
    std::size_t truncate_slug_length = 40;
    std::string timezone = "UTC";  ///< of the dates in file names
    Where timezone_where;
    std::vector<PostWriteHook> post_write_hooks;
  } revisions;

  struct {
    std::vector<std::string> schemas;         ///< that are managed; none: the default one
    std::vector<std::string> exclude_tables;  ///< names with * and ?
    Filter filter;
    NamingTemplates naming;
    bool warn_without_primary_key = true;
  } autogenerate;

  struct {
    TransactionMode transaction = TransactionMode::per_revision;
    std::chrono::milliseconds lock_timeout{60'000};
    std::chrono::milliseconds lock_attempt{3'000};   ///< PostgreSQL: how long a statement waits at a time
    std::chrono::milliseconds statement_timeout{0};  ///< 0: as the server has it
    bool sqlite_edit_in_place = true;
  } apply;
};

struct ConfigRequest {
  std::string file;  ///< --config; empty: MIGRATE_CONFIG, else migrate.toml in the working directory
  std::string env;   ///< --env; empty: MIGRATE_ENV
  std::string url;   ///< --url; goes before everything else
  Environment environment = process_environment();
  bool may_be_missing = false;  ///< a default file that is not there gives the defaults
  std::string database{};       ///< --database; empty: the only one
};

/// Reads the file, the `.env` beside it, and the chosen environment's overrides; the result is that of the wanted
/// database. Throws ConfigurationError with file, line and column, also where there are several databases and none is
/// asked for: it lists them.
Config load_config(const ConfigRequest& request);

/// The configuration of each database of the file, in its order: what --all-databases works through.
std::vector<Config> load_all_databases(const ConfigRequest& request);

/// The migrate.toml of the project that the folder lies in, relative as the folder is; empty where there is none above
/// it, up to the folder that has a `.git`.
std::filesystem::path config_above(const std::filesystem::path& folder);

/// Reads a text that is at hand.
Config parse_config(std::string_view text, const std::filesystem::path& file, const ConfigRequest& request);
std::vector<Config> parse_all_databases(std::string_view text, const std::filesystem::path& file,
                                        const ConfigRequest& request);

/// The database's URL, with a file's path from the working directory. Throws where there is none or it is wrong.
Url database_url(const Config& config);

/// The database that the models are those of: `models.database`.
Url models_url(const Config& config, const Setting& setting);

/// The library that has the data steps: [steps] library, or else that of the models. Throws where there is none.
std::filesystem::path steps_library(const Config& config);

/// Where the metadata comes from; throws, with the five ways to say it, where the file says nothing.
const ModelsSetting& models_setting(const Config& config);

/// The folders with revision files: the configured ones, with `recursive` all those below them too, each once. Links to
/// folders are not followed, and folders whose names begin with a dot are left out.
std::vector<std::filesystem::path> revision_folders(const Config& config);

/// The folder of that name that new revisions may go into, or where it is empty the first one. Throws UsageError, with
/// the folders there are, for one whose revisions would not be found.
std::filesystem::path folder_for_new_revisions(const Config& config, const std::string& wanted);

/// A path of the configuration, from the working directory.
std::filesystem::path resolve(const Config& config, const std::filesystem::path& path);

}  // namespace migrate
