// The moves: plan, lock, read the heads again, and hand the steps to the runner.
#include "src/engine/engine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/environment.hpp"
#include "src/base/text.hpp"
#include "src/engine/prepare.hpp"
#include "src/engine/readable.hpp"
#include "src/engine/replan.hpp"
#include "src/engine/run.hpp"
#include "src/engine/version_table.hpp"
#include "src/revisions/plan.hpp"
#include "src/revisions/target.hpp"

namespace migrate {
namespace {

/// Ready to run: with the data steps that they call, and SQL that can be taken apart.
std::vector<PreparedStep> prepare_run(const Plan& plan, const EngineOptions& options, const Dialect& dialect) {
  auto steps = prepare(plan, options.variables, dialect.name());
  for (const auto& step : steps) {
    refuse_unreadable_sql(dialect, step.operations);
    refuse_unknown_steps(*step.revision, step.operations, options.steps);
    refuse_unknown_steps(*step.revision, step.calls_on_the_way_back, options.steps);
  }
  return steps;
}

/// The targets to name when the run has to be repeated: a relative one means something else by then.
std::string lasting_targets(const Graph& graph, const std::vector<std::string>& targets, const Plan& plan,
                            const std::vector<std::string>& rows) {
  const auto lasts = [&](const std::string& target) { return !parse_target(graph, target).name.empty(); };
  if (std::ranges::all_of(targets, lasts)) return join(targets, " ");
  if (plan.front().direction == Direction::upgrade) return join(ids(tips(graph, plan)), " ");
  const auto after = rows_after(rows, plan);
  return after.empty() ? "base" : after.size() == 1 ? after.front() : join(targets, " ");
}

std::vector<std::string> without(const std::vector<std::string>& all, const std::vector<std::string>& some) {
  std::vector<std::string> out;
  std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(out));
  return out;
}

/// A revision that stopped half-way is finished first: what it has done is in no head, and a move past it would leave
/// it there unseen.
void refuse_to_pass_by(const Graph& graph, const std::vector<JournalEntry>& interrupted,
                       std::span<const PreparedStep> steps) {
  for (const auto& entry : interrupted) {
    const auto resumes = [&](const PreparedStep& step) {
      return step.revision->id == entry.revision && step.movement == entry.movement;
    };
    const auto* revision = graph.find(entry.revision);
    if (!revision || std::ranges::any_of(steps, resumes)) continue;
    throw DatabaseError(fmt::format("the {} of {} stopped half-way, and this would not finish it",
                                    to_string(entry.movement), label(*revision)),
                        interrupted_remedy(entry), {revision->file.string()});
  }
}

/// Where a run's row of the journal is seen while it runs. A row that a crash has left open is taken for it until
/// whoever resumes it has put its own name there.
std::string run_that_goes_on(const std::vector<JournalEntry>& open) {
  const auto newest = std::ranges::max_element(open, {}, &JournalEntry::id);
  if (newest == open.end()) return {};
  return fmt::format("{}: {} of {}, begun {}", newest->who, to_string(newest->movement), newest->revision,
                     newest->started_at);
}

}  // namespace

Engine::Engine(const Dialect& dialect, Connection& connection, const Url& url, const Graph& graph,
               EngineOptions options)
    : dialect_(dialect), connection_(connection), url_(url), graph_(graph), options_(std::move(options)) {}

std::unique_ptr<MigrationLock> Engine::lock(const std::string& command) const {
  LockRequest request;
  request.timeout = options_.lock_timeout;
  request.who = (options_.who.empty() ? process_label() : options_.who) + ": " + command;
  request.on_wait = options_.callbacks.on_wait;
  if (!dialect_.transactional_ddl()) request.running = [this] { return run_that_goes_on(interrupted()); };
  return dialect_.lock(connection_, url_, request);
}

EngineResult Engine::upgrade(std::string_view target) { return move(Movement::upgrade, {std::string(target)}); }
EngineResult Engine::upgrade(const std::vector<std::string>& targets) { return move(Movement::upgrade, targets); }
EngineResult Engine::downgrade(std::string_view target) { return move(Movement::downgrade, {std::string(target)}); }
EngineResult Engine::downgrade(const std::vector<std::string>& targets) { return move(Movement::downgrade, targets); }

EngineResult Engine::move(Movement movement, const std::vector<std::string>& targets) {
  EngineResult result;
  result.before = result.after = current();
  const auto plan = movement == Movement::upgrade ? plan_upgrade(graph_, result.before, targets)
                                                  : plan_downgrade(graph_, result.before, targets);
  if (plan.empty()) return result;
  auto steps = prepare_run(plan, options_, dialect_);

  const auto held = lock(fmt::format("{} {}", to_string(movement), join(targets, " ")));
  const auto rows = current();
  if (rows != result.before) {
    steps = prepare_run(replan(graph_, plan, rows), options_, dialect_);
    result.after = rows;
    result.done_by_another = steps.empty();
    if (steps.empty()) return result;
  }
  refuse_to_pass_by(graph_, interrupted(), steps);
  const auto again = lasting_targets(graph_, targets, plan, result.before);
  Runner runner(dialect_, connection_, options_, rows, fmt::format("{} {}", to_string(movement), again), held.get());
  runner.run(steps);
  result.tried = !options_.dry_run || can_be_tried(dialect_, steps);
  result.after = runner.heads();
  result.revisions = runner.done();
  return result;
}

EngineResult Engine::stamp(const std::vector<std::string>& targets, bool purge) {
  const auto wanted = [&](const std::vector<std::string>& rows) {
    const auto from = purge ? std::vector<std::string>() : rows;
    return rows_after(from, plan_stamp(graph_, from, targets));
  };
  EngineResult result;
  result.before = result.after = current();
  if (wanted(result.before) == result.before) return result;

  const auto held = lock("stamp " + join(targets, " "));
  const auto rows = current();
  const auto heads = wanted(rows);
  for (const auto& head : heads) {
    if (const auto* revision = graph_.find(head)) check_id(*revision);
  }
  result.done_by_another = heads == rows;
  if (!result.done_by_another && !options_.dry_run) {
    Runner(dialect_, connection_, options_, rows, "", held.get()).stamp(without(rows, heads), without(heads, rows));
  }
  result.after = heads;
  return result;
}

bool Engine::ensure_version() {
  const auto complete = [&] {
    return VersionTable(dialect_, connection_, options_.version_table).exists() &&
           Journal(dialect_, connection_, options_.journal_table).exists();
  };
  if (complete()) return false;
  const auto held = lock("ensure-version");
  if (complete()) return false;
  Runner(dialect_, connection_, options_, current(), "", held.get()).make_tables();
  return true;
}

}  // namespace migrate
