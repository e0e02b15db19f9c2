#include "src/engine/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "src/base/environment.hpp"
#include "src/base/interrupt.hpp"
#include "src/base/text.hpp"
#include "src/engine/checksum.hpp"
#include "src/engine/guard_error.hpp"
#include "src/engine/watch.hpp"
#include "src/operations/describe.hpp"
#include "src/revisions/files.hpp"

namespace migrate {
namespace {

std::string place_text(const OperationPlace& place, std::span<const PreparedStep> steps) {
  const auto& step = steps[place.list];
  return fmt::format("operation {} of {} ({})", place.operation + 1, step.revision->id,
                     describe(step.operations[place.operation]));
}

/// The first one, which names the others.
DatabaseError all_refusals(std::span<const RefusedOperation> refused, std::span<const PreparedStep> steps) {
  auto out = refused.front().why;
  for (const auto& other : refused.subspan(1)) {
    out.details.push_back(fmt::format("refused as well: {}: {}", place_text(other.place, steps), other.why.what()));
  }
  return out;
}

std::int64_t to_number(std::size_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

Runner::Runner(const Dialect& dialect, Connection& connection, const EngineOptions& options,
               const std::vector<std::string>& heads, std::string command, MigrationLock* lock)
    : dialect_(dialect),
      connection_(connection),
      options_(options),
      versions_(dialect, connection, options.version_table),
      journal_(dialect, connection, options.journal_table),
      heads_(heads.begin(), heads.end()),
      command_(std::move(command)),
      who_(options.who.empty() ? process_label() : options.who),
      lock_(lock) {}

void Runner::run(std::span<const PreparedStep> steps) {
  if (steps.empty()) return;
  const bool on_paper = options_.dry_run && !can_be_tried(dialect_, steps);
  const bool together = options_.dry_run || options_.transaction == TransactionMode::all;
  if (together && !on_paper) refuse_impossible_mode(steps);
  look_for_tables();
  try {
    if (on_paper || !together) ask_first(steps);
    if (on_paper) {
      run_on_paper(steps);
    } else if (together) {
      run_together(steps);
    } else {
      run_each(steps);
    }
  } catch (const Error& cause) {
    throw failure(cause, at_, {done(), heads(), command_});
  }
}

/// Where a part of the plan could not be taken back, what it would be refused for is asked before it begins. A run that
/// goes on behind an interruption meets a database that is on its way, and asks as it goes.
void Runner::ask_first(std::span<const PreparedStep> steps) {
  bool open = false, goes_on = false;
  for (const auto& step : steps) {
    at_ = {};
    at_.step = &step;
    const bool whole = runs_whole(dialect_, step);
    open = open || options_.transaction == TransactionMode::none || !whole;
    if (!whole && dialect_.transactional_ddl()) refuse_temporary_tables(step);
    goes_on = goes_on || (open && journal_exists_ && interrupted(step.revision->id));
  }
  if (!open || goes_on) return;
  at_.step = &steps.front();
  std::vector<std::span<const Operation>> lists;
  for (const auto& step : steps) lists.emplace_back(step.operations);
  auto answers = ask_before(dialect_, connection_, lists);
  asked_later_ = std::move(answers.later);
  if (answers.refused.empty()) return;
  const auto& first = answers.refused.front();
  at_ = {};
  at_.step = &steps[first.place.list];
  at_.done = first.place.operation;
  at_.working = at_.in_the_open = true;
  throw all_refusals(answers.refused, steps);
}

void Runner::refuse_impossible_mode(std::span<const PreparedStep> steps) const {
  constexpr std::string_view wish = "transaction = \"all\"";
  if (!dialect_.transactional_ddl()) {
    throw ConfigurationError(
        fmt::format("{} is not possible: {} cannot roll back schema changes", wish, dialect_.name()),
        "use transaction = \"per-revision\"");
  }
  for (const auto& step : steps) {
    if (runs_whole(dialect_, step)) continue;
    const std::string why = step.revision->transaction.value_or(true)
                                ? "has an operation that cannot run in a transaction"
                                : "says transaction = false";
    throw ConfigurationError(fmt::format("{} is not possible: revision {} {}", wish, label(*step.revision), why),
                             "use transaction = \"per-revision\" for this run", {step.revision->file.string()});
  }
}

void Runner::run_each(std::span<const PreparedStep> steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    with_progress(step, i + 1, steps.size(), [&] {
      if (options_.transaction == TransactionMode::per_revision && runs_whole(dialect_, step)) {
        retry_locks(retry_rules(), [&] { run_whole(step); });
      } else {
        run_in_the_open(step, i + 1 < steps.size() ? &steps[i + 1] : nullptr);
      }
    });
    finished(step);
  }
}

void Runner::run_together(std::span<const PreparedStep> steps) {
  retry_locks(retry_rules(), [&] { run_all(steps); });
}

void Runner::run_all(std::span<const PreparedStep> steps) {
  std::vector<Operation> planned;
  for (const auto& step : steps) planned.insert(planned.end(), step.operations.begin(), step.operations.end());
  const auto heads_before = heads_;
  const auto tables_before = std::pair(versions_exist_, journal_exists_);
  at_ = {};
  at_.step = &steps.front();
  try {
    const auto transaction = dialect_.begin(connection_, planned);
    std::size_t number = 0;
    for (const auto& step : steps) {
      with_progress(step, ++number, steps.size(), [&] { run_inside(step, *transaction); });
      finished(step);
    }
    if (!options_.dry_run) commit(*transaction);
  } catch (...) {
    heads_ = heads_before;
    std::tie(versions_exist_, journal_exists_) = tables_before;
    at_.undone = std::exchange(done_, {});
    throw;
  }
}

void Runner::run_whole(const PreparedStep& step) {
  at_ = {};
  at_.step = &step;
  repeatable_ = true;
  const auto transaction = dialect_.begin(connection_, step.operations);
  run_inside(step, *transaction);
  commit(*transaction);
}

void Runner::confirm_lock() {
  if (!lock_) return;
  try {
    lock_->confirm();
  } catch (...) {
    repeatable_ = false;
    throw;
  }
}

void Runner::commit(Transaction& transaction) {
  confirm_lock();
  if (options_.callbacks.on_commit) options_.callbacks.on_commit();
  try {
    transaction.commit();
  } catch (const DatabaseError& error) {
    at_.in_doubt = error.sqlstate == "08007";
    throw;
  }
}

RetryRules Runner::retry_rules() {
  return {dialect_.retries_locks() ? options_.lock_timeout : std::chrono::milliseconds(0),
          [this] { return repeatable_; }, options_.callbacks.on_retry};
}

void Runner::with_progress(const PreparedStep& step, std::size_t number, std::size_t count,
                           const std::function<void()>& work) {
  at_ = {};
  at_.step = &step;
  const bool together = options_.dry_run || options_.transaction == TransactionMode::all;
  const Progress progress{*step.revision, step.movement, number, count, together};
  if (options_.callbacks.on_begin) options_.callbacks.on_begin(progress);
  const auto started = std::chrono::steady_clock::now();
  work();
  const auto elapsed = std::chrono::steady_clock::now() - started;
  if (options_.callbacks.on_end) {
    options_.callbacks.on_end(progress, std::chrono::duration_cast<std::chrono::milliseconds>(elapsed));
  }
}

void Runner::run_inside(const PreparedStep& step, Transaction& transaction) {
  auto entry = new_entry(step.revision->id, step.movement);
  create_tables();
  while (at_.done < step.operations.size()) {
    advance(step, step.operations.size() - at_.done);
  }
  transaction.put_back_settings();
  versions_.replace(step.remove, step.insert);
  close(entry, step);
  journal_.insert(entry);
}

void Runner::in_transaction(std::span<const Operation> planned, const std::function<void(Transaction&)>& work) {
  const auto transaction = dialect_.begin(connection_, planned);
  work(*transaction);
  commit(*transaction);
}

void Runner::advance(const PreparedStep& step, std::size_t count) {
  if (!is_call(step.operations[at_.done])) return run_statements(render(connection_, step, count));
  begin_operation();
  repeatable_ = false;  // what a step does outside of the database is not rolled back
  if (!options_.steps) throw RevisionError("there are no data steps here");
  const auto& call = std::get<Call>(step.operations[at_.done].value);
  tell_call(step.operations[at_.done]);
  run_step(dialect_, connection_, *options_.steps, call, options_.callbacks.on_step);
  ++at_.done;
  at_.working = false;
}

void Runner::tell(const Statement& statement) const {
  if (options_.callbacks.on_statement) options_.callbacks.on_statement(statement);
}

void Runner::tell_call(const Operation& operation) const {
  tell({.purpose = "call data step " + std::get<Call>(operation.value).step, .where = operation.where});
}

void Runner::begin_operation() {
  at_.statement.clear();
  at_.where = {};
  at_.working = true;
  at_.together = 1;
}

Rendered Runner::render(Connection& connection, const PreparedStep& step, std::size_t count) {
  begin_operation();
  const auto rest = std::span(step.operations).subspan(at_.done, count);
  const auto calls = std::ranges::find_if(rest, is_call);
  auto rendered = dialect_.render(connection, rest.first(static_cast<std::size_t>(calls - rest.begin())));
  if (rendered.operations == 0) throw std::logic_error("a dialect rendered no operation");
  at_.together = rendered.operations;
  return rendered;
}

void Runner::run_statements(const Rendered& rendered) {
  for (const auto& statement : rendered.statements) {
    refuse_transaction_control(statement);
    execute(statement);
  }
  at_.done += rendered.operations;
  at_.working = false;
}

void Runner::refuse_transaction_control(const Statement& statement) {
  if (!dialect_.controls_transaction(statement.sql)) return;
  at_.statement = statement.sql;
  at_.where = statement.where;
  if (!dialect_.transactional_ddl()) {
    throw DatabaseError(
        "statements that change rows run in a transaction of the tool's, and this one would end it or begin another",
        "leave it out: those that follow each other are done together or not at all", statement.where);
  }
  throw DatabaseError("the revision runs in a transaction, and this statement would end it or begin another",
                      "leave it out; `transaction = false` in the header runs a revision without a transaction",
                      statement.where);
}

void Runner::execute(const Statement& statement) {
  at_.statement = statement.sql;
  at_.where = statement.where;
  tell(statement);
  stop_if_interrupted();
  const StatementWatch watch(connection_, statement, options_.callbacks);
  if (statement.must_be_empty.empty()) {
    connection_.execute(statement.sql);
  } else if (const auto rows = connection_.query(statement.sql); !rows.empty()) {
    // a question of ours: the message says what was found, and --verbose shows what was asked
    at_.statement.clear();
    throw guard_error(statement, rows);
  }
}

void Runner::stamp(std::span<const std::string> remove, std::span<const std::string> insert,
                   std::span<const std::string> said) {
  look_for_tables();
  in_transaction({}, [&](Transaction&) {
    create_tables();
    versions_.replace(remove, insert);
    const std::vector<std::string> nothing{"base"};
    for (const auto& head : said.empty() ? std::span<const std::string>(nothing) : said) {
      auto entry = new_entry(head, Movement::stamp);
      entry.finished_at = entry.started_at;
      journal_.insert(entry);
    }
  });
  for (const auto& head : remove) heads_.erase(head);
  heads_.insert(insert.begin(), insert.end());
}

void Runner::accept(std::span<const Revision* const> revisions) {
  look_for_tables();
  in_transaction({}, [&](Transaction&) {
    for (const auto* revision : revisions) {
      auto entry = new_entry(revision->id, Movement::stamp);
      entry.finished_at = entry.started_at;
      entry.checksum = checksum(read_revision_body(*revision));
      journal_.insert(entry);
    }
  });
}

void Runner::make_tables() {
  look_for_tables();
  in_transaction({}, [&](Transaction&) { create_tables(); });
}

void Runner::look_for_tables() {
  retry_locks(retry_rules(), [&] {
    versions_exist_ = versions_.locate();
    journal_exists_ = journal_.locate();
  });
  if (journal_.is_of_older_program() && !options_.dry_run)
    in_transaction({}, [&](Transaction&) { journal_.bring_up_to_date(); });
}

void Runner::create_tables() {
  if (!versions_exist_) create(version_table(options_.version_table));
  if (!journal_exists_) create(journal_table(options_.journal_table, dialect_));
  if (journal_.is_of_older_program()) journal_.bring_up_to_date();  // of a dry run, which is rolled back
}

void Runner::create(const Table& table) {
  const Operation operation{CreateTable{table}, {}};
  for (const auto& statement : dialect_.render(connection_, std::span(&operation, 1)).statements) {
    connection_.execute(statement.sql);
  }
}

JournalEntry Runner::new_entry(const std::string& revision, Movement movement) const {
  JournalEntry entry;
  entry.revision = revision;
  entry.movement = movement;
  entry.started_at = rfc3339_milliseconds(options_.clock());
  entry.who = who_;
  entry.tool_version = options_.tool_version;
  return entry;
}

void Runner::close(JournalEntry& entry, const PreparedStep& step) const {
  entry.checksum = step.checksum;
  entry.finished_at = rfc3339_milliseconds(options_.clock());
  entry.operation = to_number(step.operations.size());
  entry.statement = 0;
}

void Runner::finished(const PreparedStep& step) {
  versions_exist_ = journal_exists_ = true;
  for (const auto& head : step.remove) heads_.erase(head);
  heads_.insert(step.insert.begin(), step.insert.end());
  done_.push_back(step.revision->id);
}

}  // namespace migrate
