// The engine and what it works with, put together for a program: what src/cli/session.cpp is for the command line.
#include "migrate/migrator.hpp"

#include <algorithm>

#include "dialects/registry/registry.hpp"
#include "src/base/text.hpp"
#include "src/embed/check.hpp"
#include "src/embed/events.hpp"
#include "src/engine/engine.hpp"
#include "src/revisions/load_graph.hpp"
#include "src/steps/runners.hpp"

namespace migrate {
namespace {

Graph graph_of(const RevisionSource& source) {
  const auto* directories = source.directories();
  if (!directories) return load_graph(source.files());
  if (directories->empty()) {
    throw ConfigurationError("the migrator has no revisions",
                             "give it a directory, or what migrate_embed_revisions compiled into the program");
  }
  return load_graph(*directories);
}

EngineOptions engine_options(const MigratorOptions& options, StepRunner* steps) {
  EngineOptions out;
  out.steps = steps;
  out.transaction = options.transaction;
  out.lock_timeout = options.lock_timeout;
  out.version_table = {options.version_table, options.version_table_schema};
  out.journal_table.schema = options.version_table_schema;
  out.who = options.who;
  out.tool_version = MIGRATE_VERSION;
  out.dry_run = options.dry_run;
  out.callbacks = callbacks_to(options.on_event);
  return out;
}

RevisionInfo info_of(const RevisionStatus& status) {
  const auto& revision = *status.revision;
  return {
      revision.id,      revision.message,       revision.down_revisions, revision.depends_on, revision.branch_labels,
      revision.created, revision.file.string(), status.applied,          status.applied_at};
}

MigrationResult result_of(const EngineResult& result) {
  return {result.before, result.after, result.revisions, result.done_by_another};
}

NewerDatabaseError newer(const Url& url, std::vector<std::string> unknown) {
  const bool one = unknown.size() == 1;
  NewerDatabaseError error("the database " + display(url) + " is newer than this program: it is at " +
                               join(unknown, ", ") + ", which " + (one ? "is" : "are") +
                               " not among the program's revisions",
                           "use the version of the program that was used last; the database is unchanged");
  error.unknown = std::move(unknown);
  return error;
}

}  // namespace

struct Migrator::Implementation {
  explicit Implementation(MigratorOptions given)
      : options(std::move(given)),
        url(parse_url(options.url)),
        dialect(find_dialect(url.dialect)),
        graph(graph_of(options.revisions)),
        steps(steps_of_program(options.data_steps)) {}

  /// A file that is not there counts as an empty database until something is written to it.
  Connection& connection() {
    if (!open) {
      ConnectOptions wanted;
      wanted.lock_timeout = options.lock_timeout;
      wanted.may_create = true;
      wanted.edit_in_place = options.sqlite_edit_in_place;
      wanted.lock_attempt = options.lock_attempt;
      wanted.statement_timeout = options.statement_timeout;
      wanted.role = options.role;
      wanted.search_path = options.search_path;
      open = dialect.connect(url, wanted);
    }
    return *open;
  }

  Engine engine() { return {dialect, connection(), url, graph, engine_options(options, steps.get())}; }

  std::vector<std::string> unknown(const std::vector<std::string>& heads) const {
    std::vector<std::string> out;
    std::ranges::copy_if(heads, std::back_inserter(out), [&](const auto& head) { return !graph.find(head); });
    return out;
  }

  /// Runs `work(engine)`. That the database is at a revision which the program does not have is found by the planning,
  /// before anything runs.
  template <class Work>
  MigrationResult move(Work work) {
    auto engine = this->engine();
    try {
      return result_of(work(engine));
    } catch (const GraphError&) {
      if (auto rows = unknown(engine.current()); !rows.empty()) throw newer(url, std::move(rows));
      throw;
    }
  }

  MigratorOptions options;
  Url url;
  const Dialect& dialect;
  Graph graph;
  std::unique_ptr<StepRunner> steps;
  std::unique_ptr<Connection> open;
};

Migrator::Migrator(MigratorOptions options) : implementation_(std::make_unique<Implementation>(std::move(options))) {}
Migrator::Migrator(Migrator&&) noexcept = default;
Migrator& Migrator::operator=(Migrator&&) noexcept = default;
Migrator::~Migrator() = default;

MigrationResult Migrator::upgrade(std::string_view target) {
  return implementation_->move([&](Engine& engine) { return engine.upgrade(target); });
}

MigrationResult Migrator::downgrade(std::string_view target) {
  return implementation_->move([&](Engine& engine) { return engine.downgrade(target); });
}

MigrationResult Migrator::stamp(std::string_view target, bool purge) {
  return implementation_->move([&](Engine& engine) { return engine.stamp({std::string(target)}, purge); });
}

std::vector<std::string> Migrator::current() const { return implementation_->engine().current(); }

std::vector<RevisionInfo> Migrator::pending() const {
  const auto status = implementation_->engine().status();
  if (!status.unknown.empty()) throw newer(implementation_->url, status.unknown);
  std::vector<RevisionInfo> out;
  for (const auto& revision : status.revisions) {
    if (!revision.applied) out.push_back(info_of(revision));
  }
  return out;
}

std::vector<RevisionInfo> Migrator::history() const {
  const auto status = implementation_->engine().status();
  std::vector<RevisionInfo> out;
  std::ranges::transform(status.revisions, std::back_inserter(out), info_of);
  std::ranges::reverse(out);
  return out;
}

std::vector<JournalRow> Migrator::journal() const {
  std::vector<JournalRow> out;
  for (auto& entry : implementation_->engine().history()) {
    out.push_back({entry.revision, entry.movement, entry.started_at, entry.finished_at, entry.who, entry.tool_version});
  }
  return out;
}

CheckResult Migrator::check() const {
  auto& self = *implementation_;
  if (self.options.models) require_sound(*self.options.models);
  auto result = check_revisions(self.graph, self.engine());
  if (!self.options.models || !result.at_head()) return result;
  const AutogenerateOptions options{.schemas = self.options.schemas,
                                    .own_tables = {self.options.version_table, EngineOptions{}.journal_table.name},
                                    .exclude_tables = self.options.exclude_tables,
                                    .naming = {}};
  check_models(result, self.dialect, self.connection(), *self.options.models, options);
  return result;
}

}  // namespace migrate
