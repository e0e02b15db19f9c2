// The part of the runner for databases that cannot roll back schema changes. What was rendered for a group of
// operations stands in the journal before its first statement runs; before each statement that changes the schema, so
// does what the catalog says of its tables; and statements that change rows, as many as follow each other, commit
// together with the note that they ran. After a crash at any instant it is therefore known which statements ran, and
// the next run goes on with the one after them.
#include <algorithm>
#include <utility>

#include "src/engine/checksum.hpp"
#include "src/engine/pending.hpp"
#include "src/engine/run.hpp"
#include "src/operations/invert.hpp"

namespace migrate {
namespace {

bool is_sql_or_rows(const Operation& operation) {
  return std::holds_alternative<Execute>(operation.value) || std::holds_alternative<BulkInsert>(operation.value);
}

std::string sum_of(std::span<const Statement> statements) { return checksum({}, statements); }

/// Behind the last of those that follow each other and change rows, whatever settings and guards stand between them.
/// What one of them leaves in the session (LAST_INSERT_ID, a variable, a temporary table) the others find there.
std::size_t end_of_rows(std::span<const Statement> statements, std::size_t begin) {
  auto end = begin;
  for (auto at = begin; at < statements.size(); ++at) {
    if (is_guard(statements[at]) || statements[at].effect == Effect::session) continue;
    if (statements[at].effect != Effect::rows) break;
    end = at + 1;
  }
  return end;
}

/// The statements, to be run; they stay in what is written down only where rendering could say something else later.
std::vector<Statement> take_statements(const PreparedStep& step, std::size_t done, Pending& pending) {
  auto out = pending.statements;
  if (std::ranges::all_of(std::span(step.operations).subspan(done, pending.operations), is_sql_or_rows))
    pending.statements.clear();
  return out;
}

bool refused_as_impossible(const Error& error) {
  const auto* database = dynamic_cast<const DatabaseError*>(&error);
  return database && database->sqlstate == "0A000";
}

}  // namespace

void Runner::run_recorded(const PreparedStep& step, JournalEntry& entry) {
  begin_operation();
  auto pending = ahead_ ? *std::exchange(ahead_, std::nullopt) : taken_up(step, entry);
  const auto statements = take_statements(step, at_.done, pending);
  at_.together = pending.operations;
  at_.statements = statements.size();
  for (auto i = pending.next; i < statements.size(); ++i) refuse_transaction_control(statements[i]);
  while (pending.next < statements.size()) {
    const auto& statement = statements[pending.next];
    at_.statements_kept = change_something(std::span(statements).first(pending.next)) ? pending.next : 0;
    session_is_set_ = session_is_set_ || statement.effect == Effect::session;
    if (is_guard(statement) || statement.effect == Effect::session) {
      execute(statement);
      ++pending.next;
    } else if (statement.effect == Effect::rows) {
      run_rows(entry, pending, statements);
    } else {
      run_noted(entry, pending, statements);
    }
  }
  at_.statements_kept = 0;
  at_.done += pending.operations;
  at_.working = false;
  entry.pending.clear();
  // the last note of a step is the one that closes it
  if (at_.done < step.operations.size()) note_progress(step, entry);
  at_.kept = at_.done;
}

/// Writes into the journal how far `pending` is.
void Runner::note(JournalEntry& entry, Pending& pending, std::span<const Statement> statements) {
  pending.done = sum_of(statements.first(pending.next));
  pending.doing = sum_of(statements.first(std::min(pending.next + 1, statements.size())));
  entry.statement = static_cast<std::int64_t>(pending.next + 1);
  entry.pending = write_pending(pending);
  journal_.write(entry);
}

/// Those that follow each other, in one transaction with the journal's word that they ran.
void Runner::run_rows(JournalEntry& entry, Pending& pending, std::span<const Statement> statements) {
  const auto begin = pending.next, end = end_of_rows(statements, begin);
  repeatable_ = true;
  retry_locks(retry_rules(), [&, before = entry] {
    entry = before;  // what the journal has where the transaction was rolled back
    in_transaction({}, [&](Transaction&) {
      for (auto i = begin; i < end; ++i) {
        session_is_set_ = session_is_set_ || statements[i].effect == Effect::session;
        execute(statements[i]);
      }
      pending.next = end;
      pending.trace.clear();
      note(entry, pending, statements);
    });
  });
}

/// One statement that changes the schema, and before it the journal's word on it.
void Runner::run_noted(JournalEntry& entry, Pending& pending, std::span<const Statement> statements) {
  const auto& statement = statements[pending.next];
  confirm_lock();
  if (pending.trace.empty()) {  // else it was written ahead
    pending.trace = dialect_.trace(connection_, statement);
    note(entry, pending, statements);
  }
  repeatable_ = true;
  try {
    retry_locks(retry_rules(), [&] {
      confirm_lock();  // while others had the table's lock, the migration lock may have been lost
      if (!statement.tables.empty()) return execute_in_turn(statement);
      // nobody can say what it changes (EXECUTE): if rows, they commit with the note that it ran
      in_transaction({}, [&](Transaction&) {
        execute_in_turn(statement);
        auto after = pending;
        ++after.next;
        after.trace.clear();
        note(entry, after, statements);
      });
    });
  } catch (const Error&) {
    note_failed(entry, pending, statements);
    throw;
  }
  ++pending.next;
  pending.trace.clear();
}

/// In the transaction that closes a step, the note that the next one needs before its first statement: each note by
/// itself would wait for the disk once more.
void Runner::look_ahead(const PreparedStep& next) {
  if (dialect_.transactional_ddl() || next.operations.empty() || enclosed_from(dialect_, next, 0) > 0) return;
  if (interrupted(next.revision->id)) return;
  const auto place = std::exchange(at_, {});
  at_.step = &next;
  try {
    auto entry = fresh_entry(next);
    auto pending = rendered(next);
    auto written = pending;
    const auto statements = take_statements(next, 0, written);
    if (!statements.empty() && !is_guard(statements[0]) && statements[0].effect == Effect::schema &&
        dialect_.has_run(connection_, statements[0].sql)) {
      pending.trace = written.trace = dialect_.trace(connection_, statements[0]);
      note(entry, written, statements);
      interrupted_->push_back(std::move(entry));
      ahead_ = std::move(pending);
    }
  } catch (const Error&) {  // it will be said in its turn
    ahead_.reset();
  }
  at_ = place;
}

/// A statement that was refused has not run, whatever a person then changes by hand before the next run.
void Runner::note_failed(JournalEntry& entry, Pending& pending, std::span<const Statement> statements) {
  if (!repeatable_) return;  // the migration lock was lost: the journal is somebody else's now
  const auto before = std::exchange(pending.trace, "");
  try {
    at_.half_done = dialect_.trace(connection_, statements[pending.next]) != before;
    if (at_.half_done || at_.statements_kept > 0) return note(entry, pending, statements);
    entry.pending.clear();
    entry.statement = 0;
    journal_.write(entry);
  } catch (const Error&) {  // the connection is lost: the next run asks the catalog
  }
}

/// Settings of the session, which went with the one that an interrupted run had.
void Runner::set_session_again(std::span<const Statement> statements) {
  for (const auto& statement : statements) {
    if (is_guard(statement) || statement.effect != Effect::session) continue;
    session_is_set_ = true;
    execute(statement);
  }
}

void Runner::set_session_again(const PreparedStep& step) {
  for (const auto& operation : std::span(step.operations).first(at_.done)) {
    if (!std::holds_alternative<Execute>(operation.value)) continue;
    set_session_again(dialect_.render(connection_, std::span(&operation, 1)).statements);
  }
}

/// In the first manner that the database does not refuse.
void Runner::execute_in_turn(const Statement& statement) {
  if (statement.manners.empty()) return execute(statement);
  for (std::size_t i = 0;; ++i) {
    Statement one = statement;
    one.sql += statement.manners[i].clause;
    one.way = statement.manners[i].way;
    try {
      return execute(one);
    } catch (const Error& error) {
      if (i + 1 == statement.manners.size() || !refused_as_impossible(error)) throw;
    }
  }
}

/// What the operations at hand are rendered to now.
Pending Runner::rendered(const PreparedStep& step) {
  const auto rest = std::span(step.operations).subspan(at_.done);
  auto now = render(connection_, step, rest.size());
  return {.operations = now.operations,
          .checksum = checksum(rest.first(now.operations)),
          .statements = std::move(now.statements)};
}

/// Whether the catalog holds what the operations leave, where one statement does all they do: somebody else may have
/// changed the same table meanwhile. None where it fits both.
std::optional<bool> Runner::catalog_shows(std::span<const Operation> operations,
                                          std::span<const Statement> statements) {
  const auto lasts = [](const Statement& one) { return change_something(std::span(&one, 1)); };
  if (std::ranges::any_of(operations, is_sql_or_rows) || std::ranges::count_if(statements, lasts) != 1)
    return std::nullopt;
  const auto back = invert(operations);
  if (!std::holds_alternative<std::vector<Operation>>(back)) return std::nullopt;
  const auto played = [&](Schema schema, std::span<const Operation> all) -> std::optional<Schema> {
    try {
      for (const auto& one : all) dialect_.apply(schema, one);
      return schema;
    } catch (const Error&) {  // what it changes is not there, or there already
      return std::nullopt;
    }
  };
  const auto now = dialect_.introspect(connection_);
  const auto before = played(now, std::get<std::vector<Operation>>(back)), again = played(now, operations);
  if (before.has_value() != again.has_value()) return before.has_value();
  if (!before || (*again == now) == (*before == now)) return std::nullopt;
  return *again == now;
}

/// What an interrupted run left of the operations at hand, else what they are rendered to now.
Pending Runner::taken_up(const PreparedStep& step, JournalEntry& entry) {
  const auto rest = std::span(step.operations).subspan(at_.done);
  auto left = read_pending(entry.pending);
  const auto fresh = [&] { return rendered(step); };
  if (!left) return fresh();

  const bool same = left->operations <= rest.size() && checksum(rest.first(left->operations)) == left->checksum;
  auto pending = same && !left->statements.empty() ? *left : fresh();
  if (left->next > pending.statements.size()) refuse_changed(step, entry);
  // what the catalog says may depend on them
  set_session_again(std::span(pending.statements).first(left->next));
  const auto ran = [&] {
    if (left->trace.empty()) return false;
    if (left->next == pending.statements.size()) refuse_changed(step, entry);
    const auto& statement = pending.statements[left->next];
    const bool changed = dialect_.trace(connection_, statement) != left->trace;
    auto said = changed ? catalog_shows(rest.first(left->operations), pending.statements)
                        : dialect_.has_run(connection_, statement.sql);
    if (changed && !said) said = dialect_.shows_effect(connection_, statement);
    // of an operation of ours, what has changed is enough
    if (changed && !said && std::ranges::none_of(rest.first(left->operations), is_sql_or_rows)) said = true;
    return said ? *said : verdict(step, left->next + 1, statement);
  }();
  const auto done = left->next + (ran ? 1 : 0);
  if (done > pending.statements.size() ||
      sum_of(std::span(pending.statements).first(done)) != (ran ? left->doing : left->done)) {
    refuse_changed(step, entry);
  }
  // where nothing has changed yet, what changes a table is rendered anew, against the table as it is now
  if (!left->statements.empty() && !change_something(std::span(pending.statements).first(done))) return fresh();
  pending.next = done;
  pending.trace.clear();
  return pending;
}

}  // namespace migrate
