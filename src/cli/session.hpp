// What a command works with: the output, the configuration, the revisions, the database. Each part is made when it is
// first asked for, so that a command pays for, and fails by, only what it needs.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "dialects/dialect.hpp"
#include "src/base/environment.hpp"
#include "src/base/json.hpp"
#include "src/base/output.hpp"
#include "src/cli/globals.hpp"
#include "src/config/config.hpp"
#include "src/engine/engine.hpp"
#include "src/revisions/graph.hpp"

namespace migrate {

/// What becomes of a database file that does not exist.
enum class Absent {
  error,
  create,
  empty,  ///< nothing is made: the command looks at an empty database, and says so
};

class Session {
 public:
  Session(const Globals& globals, Output& out, const Environment& environment)
      : globals_(globals), out_(out), environment_(environment) {}
  /// One of several that a command is run for: its configuration is at hand, and its JSON goes into `documents`.
  Session(const Globals& globals, Output& out, const Environment& environment, Config config,
          std::vector<Json>& documents)
      : globals_(globals), out_(out), environment_(environment), config_(std::move(config)), documents_(&documents) {}

  Output& out() { return out_; }
  const Environment& environment() const { return environment_; }
  bool json() const { return globals_.json(); }
  bool verbose() const { return globals_.verbosity() == Verbosity::verbose; }

  /// Whether the same command is run for other databases too.
  bool one_of_several() const { return documents_ != nullptr; }

  /// Writes a JSON document to standard output, or hands it to who runs several sessions.
  void data(const Json& document) {
    if (documents_) {
      documents_->push_back(document);
    } else {
      out_.data(document.text());
    }
  }

  const Config& config();
  /// For commands that need nothing but a database: without migrate.toml, --url is enough.
  const Config& config_or_defaults();
  const Graph& graph();
  const Url& url();
  const Dialect& dialect();
  /// Whether the database is a file that does not exist.
  bool database_is_absent();
  /// The first call decides what becomes of an absent file.
  Connection& connection(Absent absent);
  /// The data steps of the configured library.
  StepRunner& steps();
  /// The options that the configuration means, with callbacks that tell progress to the output.
  EngineOptions engine_options();
  /// What a person says of statements at which earlier runs were interrupted; before the engine is made.
  void set_verdicts(std::vector<Verdict> verdicts) { verdicts_ = std::move(verdicts); }
  /// Whether an upgrade runs what is missing; before the engine is made.
  void set_missing(bool missing) { missing_ = missing; }
  /// An engine that tells its progress to the output; lives as long as the session.
  Engine& engine(Absent absent);

  /// A few words for messages: the URL without its password.
  std::string database_name() { return display(url()); }

 private:
  const Config& load(bool may_be_missing);

  const Globals& globals_;
  Output& out_;
  const Environment& environment_;
  std::optional<Config> config_;
  std::vector<Json>* documents_ = nullptr;
  std::optional<Graph> graph_;
  std::optional<Url> url_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<StepRunner> steps_;
  std::vector<Verdict> verdicts_;
  bool missing_ = false;
  std::optional<Engine> engine_;
};

}  // namespace migrate
