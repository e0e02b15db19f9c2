// The moves: plan, lock, read the heads again, and hand the steps to the runner.
#include "src/engine/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "src/base/environment.hpp"
#include "src/base/text.hpp"
#include "src/engine/half_way.hpp"
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
  if (plan.empty() || std::ranges::all_of(targets, lasts)) return join(targets, " ");
  if (plan.front().direction == Direction::upgrade) return join(ids(tips(graph, plan)), " ");
  const auto after = rows_after(rows, plan);
  return after.empty() ? "base" : after.size() == 1 ? after.front() : join(targets, " ");
}

std::vector<std::string> without(const std::vector<std::string>& all, const std::vector<std::string>& some) {
  std::vector<std::string> out;
  std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(out));
  return out;
}

/// The plan but for what is half done of it.
Plan whole_steps(Plan plan, const std::vector<HalfDone>& half) {
  std::erase_if(plan, [&](const Step& step) {
    return std::ranges::find(half, step.revision, &HalfDone::revision) != half.end();
  });
  return plan;
}

/// A revision that stopped half-way is finished first: what it has done is in no head, and a move past it would leave
/// it there unseen.
void refuse_to_pass_by(const Graph& graph, const std::vector<JournalEntry>& interrupted,
                       std::span<const PreparedStep> steps, const std::vector<HalfDone>& taken_back) {
  for (const auto& entry : interrupted) {
    const auto* revision = graph.find(entry.revision);
    const auto finishes = [&](const PreparedStep& step) {
      return step.revision == revision &&
             (step.movement == entry.movement ||
              std::ranges::find(taken_back, revision, &HalfDone::revision) != taken_back.end());
    };
    if (!revision || std::ranges::any_of(steps, finishes)) continue;
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
  auto half = half_done_at(result.before, movement);
  const auto from = rows_with(graph_, half, result.before);
  auto plan =
      movement == Movement::upgrade ? plan_upgrade(graph_, from, targets) : plan_downgrade(graph_, from, targets);
  const auto first_plan = plan;
  auto missing = movement == Movement::upgrade ? missing_steps() : std::vector<PreparedStep>();
  if (plan.empty() && missing.empty()) return result;
  auto steps = prepare_run(whole_steps(plan, half), options_, dialect_);

  const auto held = lock(fmt::format("{} {}", to_string(movement), join(targets, " ")));
  const auto rows = current();
  half = half_done_at(rows, movement);
  if (const auto now = rows_with(graph_, half, rows); now != from && !plan.empty()) {
    plan = replan(graph_, plan, now);
    steps = prepare_run(whole_steps(plan, half), options_, dialect_);
    result.after = rows;
    result.done_by_another = plan.empty();
  }
  missing = movement == Movement::upgrade ? missing_steps() : std::vector<PreparedStep>();
  if (plan.empty() && missing.empty()) return result;
  steps.insert(steps.begin(), std::make_move_iterator(missing.begin()), std::make_move_iterator(missing.end()));
  const auto again = (options_.missing ? "--missing " : "") + lasting_targets(graph_, targets, first_plan, from);
  Runner runner(dialect_, connection_, options_, rows, fmt::format("{} {}", to_string(movement), again), held.get());
  if (!half.empty()) {
    auto back = back_from(runner, half, plan);
    steps.insert(steps.begin(), std::make_move_iterator(back.begin()), std::make_move_iterator(back.end()));
  }
  refuse_to_pass_by(graph_, interrupted(), steps, half);
  runner.run(steps);
  result.tried = !options_.dry_run || can_be_tried(dialect_, steps);
  result.after = runner.heads();
  result.revisions = runner.done();
  for (const auto& step : steps) {
    if (has_nothing_for(dialect_.name(), step.operations)) result.without_effect.push_back(step.revision->id);
  }
  return result;
}

/// Hardly ever is there one: only then is the whole journal read.
std::vector<HalfDone> Engine::half_done_at(const std::vector<std::string>& rows, Movement movement) const {
  return interrupted().empty() ? std::vector<HalfDone>() : half_done(graph_, history(), rows, movement);
}

/// For revisions of the plan that are half done, steps that take back what is done of them. They come first: nothing
/// stands on one that is not whole.
std::vector<PreparedStep> Engine::back_from(Runner& runner, const std::vector<HalfDone>& half, const Plan& plan) const {
  std::vector<PreparedStep> out;
  const auto journal = history();
  for (const auto& one : half) {
    const auto* row = row_of(one, journal);
    if (std::ranges::find(plan, one.revision, &Step::revision) == plan.end() || !row) continue;
    const auto stopped = prepare(*one.revision, one.movement, options_.variables, dialect_.name());
    out.push_back(back_from_done(stopped, runner.settle(stopped, *row)));
  }
  return out;
}

/// Those that were put below applied ones and never ran, each to run now: the rows of the version table stay.
std::vector<PreparedStep> Engine::missing_steps() const {
  if (!options_.missing) return {};
  Plan plan;
  for (const auto& item : status().revisions) {
    if (item.missing)
      plan.push_back({.revision = item.revision, .direction = Direction::upgrade, .removed = {}, .inserted = {}});
  }
  return prepare_run(plan, options_, dialect_);
}

/// What a stamp of where the database is says to be as it should: applied revisions whose files were edited since, and
/// those that were put below applied ones.
std::vector<const Revision*> Engine::to_accept() const {
  std::vector<const Revision*> out;
  for (const auto& item : status(true).revisions) {
    if (item.edited || item.missing) out.push_back(item.revision);
  }
  return out;
}

EngineResult Engine::stamp(const std::vector<std::string>& targets, bool purge) {
  const auto wanted = [&](const std::vector<std::string>& rows) {
    const auto from = purge ? std::vector<std::string>() : rows;
    return rows_after(from, plan_stamp(graph_, from, targets));
  };
  EngineResult result;
  result.before = result.after = current();
  const auto forgets = [&] { return purge && !interrupted().empty(); };
  if (wanted(result.before) == result.before && !forgets() && to_accept().empty()) return result;

  const auto held = lock("stamp " + join(targets, " "));
  const auto rows = current();
  const auto heads = wanted(rows);
  for (const auto& head : heads) {
    if (const auto* revision = graph_.find(head)) check_id(*revision);
  }
  const bool forget = forgets();
  if (heads == rows && !forget) {
    result.after = rows;
    result.done_by_another = rows != result.before;
    const auto files = to_accept();
    if (files.empty() || options_.dry_run) return result;
    Runner(dialect_, connection_, options_, rows, "", held.get()).accept(files);
    for (const auto* revision : files) result.accepted.push_back(revision->id);
    return result;
  }
  if (!options_.dry_run) {
    const auto come = without(heads, rows);
    Runner(dialect_, connection_, options_, rows, "", held.get())
        .stamp(without(rows, heads), come, forget ? heads : come);
  }
  result.forgotten = forget;
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
