// The part of the runner for databases that cannot roll back schema changes. What was rendered for a group of
// operations stands in the journal before its first statement runs; before each statement that changes the schema, so
// does what the catalog says of its tables; and a statement that changes rows commits together with the note that it
// ran. After a crash at any instant it is therefore known which statements ran, and the next run goes on with the one
// after them.
#include <algorithm>

#include "src/engine/checksum.hpp"
#include "src/engine/pending.hpp"
#include "src/engine/run.hpp"

namespace migrate {
namespace {

bool is_data(const Operation& operation) {
  return std::holds_alternative<Execute>(operation.value) || std::holds_alternative<BulkInsert>(operation.value);
}

std::string sum_of(std::span<const Statement> statements) { return checksum({}, statements); }

/// Whether one of the statements changes something that lasts.
bool change_something(std::span<const Statement> statements) {
  return std::ranges::any_of(statements, [](const Statement& statement) {
    return statement.must_be_empty.empty() && statement.effect != Effect::session;
  });
}

bool refused_as_impossible(const Error& error) {
  const auto* database = dynamic_cast<const DatabaseError*>(&error);
  return database && database->sqlstate == "0A000";
}

}  // namespace

void Runner::run_recorded(const PreparedStep& step, JournalEntry& entry) {
  auto pending = taken_up(step, entry);
  const std::vector<Statement> statements = pending.statements;
  const auto group = std::span(step.operations).subspan(at_.done, pending.operations);
  if (std::ranges::all_of(group, is_data)) pending.statements.clear();
  at_.together = pending.operations;
  at_.statements = statements.size();
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const auto& statement = statements[i];
    const bool behind = i < pending.next;
    if (!behind) at_.statements_kept = change_something(std::span(statements).first(i)) ? i : 0;
    if (!statement.must_be_empty.empty()) {
      if (!behind) execute(statement);
    } else if (statement.effect == Effect::session) {
      execute(statement);
    } else if (!behind) {
      run_noted(entry, pending, statements, i);
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

/// One statement, and the journal's word on it: before it, or in one transaction with it.
void Runner::run_noted(JournalEntry& entry, Pending& pending, std::span<const Statement> statements, std::size_t i) {
  const auto& statement = statements[i];
  const auto note = [&](std::size_t next, std::string trace) {
    pending.next = next;
    pending.trace = std::move(trace);
    pending.done = sum_of(statements.first(next));
    pending.doing = sum_of(statements.first(std::min(next + 1, statements.size())));
    entry.statement = static_cast<std::int64_t>(next + 1);
    entry.pending = write_pending(pending);
    journal_.write(entry);
  };
  repeatable_ = true;
  if (statement.effect == Effect::rows) {
    refuse_transaction_control(statement);
    retry_locks(retry_rules(), [&, before = entry] {
      entry = before;  // what the journal has where the transaction was rolled back
      in_transaction({}, [&](Transaction&) {
        execute(statement);
        note(i + 1, "");
      });
    });
  } else {
    note(i, dialect_.trace(connection_, statement));
    retry_locks(retry_rules(), [&] { execute_in_turn(statement); });
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

/// What an interrupted run left of the operations at hand, else what they are rendered to now.
Pending Runner::taken_up(const PreparedStep& step, JournalEntry& entry) {
  begin_operation();
  const auto rest = std::span(step.operations).subspan(at_.done);
  auto left = read_pending(entry.pending);
  const auto fresh = [&] {
    auto rendered = render(connection_, step, rest.size());
    return Pending{.operations = rendered.operations,
                   .checksum = checksum(rest.first(rendered.operations)),
                   .statements = std::move(rendered.statements)};
  };
  if (!left) return fresh();

  const bool same = left->operations <= rest.size() && checksum(rest.first(left->operations)) == left->checksum;
  auto pending = same && !left->statements.empty() ? *left : fresh();
  const auto ran = [&] {
    if (left->trace.empty()) return false;
    if (left->next >= pending.statements.size()) refuse_changed(step, entry);
    return dialect_.trace(connection_, pending.statements[left->next]) != left->trace;
  }();
  const auto done = left->next + (ran ? 1 : 0);
  if (done > pending.statements.size() ||
      sum_of(std::span(pending.statements).first(done)) != (ran ? left->doing : left->done)) {
    refuse_changed(step, entry);
  }
  if (!change_something(std::span(pending.statements).first(done))) return fresh();
  pending.next = done;
  pending.trace.clear();
  return pending;
}

}  // namespace migrate
