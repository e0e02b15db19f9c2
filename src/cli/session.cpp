#include "src/cli/session.hpp"

#include <filesystem>

#include "dialects/registry/registry.hpp"
#include "src/cli/progress.hpp"
#include "src/cli/version.hpp"
#include "src/revisions/load_graph.hpp"
#include "src/steps/runners.hpp"

namespace migrate {
namespace {

/// The data steps of the library that migrate.toml names, which is looked at when a revision calls one.
class ConfiguredSteps final : public StepRunner {
 public:
  explicit ConfiguredSteps(const Config& config) : config_(config) {}

  std::string source() const override { return library_ ? library_->source() : "the models library"; }
  const std::vector<StepInfo>& steps() override { return library().steps(); }
  void run(const std::string& name, StepDatabase& database) override { library().run(name, database); }

 private:
  StepRunner& library() {
    if (!library_) library_ = steps_of_library(steps_library(config_), config_.models_time_limit);
    return *library_;
  }

  const Config& config_;
  std::unique_ptr<StepRunner> library_;
};

}  // namespace

const Config& Session::load(bool may_be_missing) {
  if (!config_) {
    config_ =
        load_config({globals_.config, globals_.env, globals_.url, environment_, may_be_missing, globals_.database});
  }
  return *config_;
}

const Config& Session::config() { return load(false); }

const Config& Session::config_or_defaults() { return load(!globals_.url.empty()); }

const Graph& Session::graph() {
  if (!graph_) graph_ = load_graph(revision_folders(config()));
  return *graph_;
}

const Url& Session::url() {
  if (!url_) url_ = database_url(config());
  return *url_;
}

const Dialect& Session::dialect() { return find_dialect(url()); }

bool Session::database_is_absent() { return names_a_file(url()) && !std::filesystem::exists(url().database); }

Connection& Session::connection(Absent absent) {
  if (connection_) return *connection_;
  ConnectOptions options;
  options.lock_timeout = config().apply.lock_timeout;
  options.may_create = absent == Absent::create;
  options.edit_in_place = config().apply.sqlite_edit_in_place;
  options.lock_attempt = config().apply.lock_attempt;
  options.statement_timeout = config().apply.statement_timeout;
  options.role = config().database.role;
  options.search_path = config().database.search_path;
  options.on_notice = [this](const std::string& notice) { out_.detail("  -- " + notice); };
  const std::filesystem::path file = url().database;
  const bool folder_exists = file.parent_path().empty() || std::filesystem::is_directory(file.parent_path());
  if (absent == Absent::empty && database_is_absent() && folder_exists) {
    out_.info(file.string() + " does not exist: looking at an empty database");
    Url memory = url();
    memory.database.clear();
    connection_ = dialect().connect(memory, options);
  } else {
    connection_ = dialect().connect(url(), options);
  }
  return *connection_;
}

StepRunner& Session::steps() {
  if (!steps_) steps_ = std::make_unique<ConfiguredSteps>(config());
  return *steps_;
}

EngineOptions Session::engine_options() {
  EngineOptions options;
  options.transaction = config().apply.transaction;
  options.lock_timeout = config().apply.lock_timeout;
  options.version_table = {config().database.version_table, config().database.version_table_schema};
  options.journal_table.schema = config().database.version_table_schema;
  options.tool_version = tool_version();
  options.callbacks = progress_to(out_);
  options.variables = parse_variables(globals_.variables, environment_);
  HiddenValues hidden;
  for (const auto& [key, value] : options.variables) hidden.add(value, "${x." + key + "}");
  out_.hide(hidden);
  options.steps = &steps();
  options.verdicts = verdicts_;
  options.missing = missing_;
  options.settings = {config().database.role, config().database.search_path};
  return options;
}

Engine& Session::engine(Absent absent) {
  if (!engine_) engine_.emplace(dialect(), connection(absent), url(), graph(), engine_options());
  return *engine_;
}

}  // namespace migrate
