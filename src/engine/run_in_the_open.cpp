// The part of the runner for steps without a transaction around them: the journal says how far they are, and a later
// run goes on from there.
#include <fmt/format.h>

#include <algorithm>

#include "src/base/text.hpp"
#include "src/engine/checksum.hpp"
#include "src/engine/run.hpp"

namespace migrate {
bool runs_in_the_open(const Operation& operation) {
  return std::visit(Overloaded{
                        [](const Execute&) { return true; },
                        [](const CreateIndex& create) { return create.index.concurrently; },
                        [](const DropIndex& drop) { return drop.index && drop.index->concurrently; },
                        [](const auto&) { return false; },
                    },
                    operation.value);
}

void Runner::run_in_the_open(const PreparedStep& step) {
  at_.in_the_open = true;
  if (!versions_exist_ || !journal_exists_) in_transaction({}, [&] { create_tables(); });
  versions_exist_ = journal_exists_ = true;
  auto entry = open_or_resume(step);
  auto skip = at_.statements_kept = at_.statements = statements_done(entry);
  if (skip > 0 && at_.done == step.operations.size()) refuse_changed(step, entry);
  while (at_.done < step.operations.size()) {
    const auto& operation = step.operations[at_.done];
    if (is_call(operation) || (dialect_.transactional_ddl() && !runs_in_the_open(operation))) {
      if (skip > 0) refuse_changed(step, entry);
      run_enclosed(step, entry);
    } else {
      run_exposed(step, entry, skip);
    }
    skip = 0;
  }
  in_transaction({}, [&] {
    versions_.replace(step.remove, step.insert);
    close(entry, step);
    journal_.update(entry);
  });
}

/// What is done cannot be done differently any more, and what is skipped must be what was done.
void Runner::refuse_changed(const PreparedStep& step, const JournalEntry& entry) const {
  const auto statements = statements_done(entry);
  auto done = count_of(static_cast<std::size_t>(entry.operation), "operation");
  if (statements > 0) {
    done = (entry.operation == 0 ? "" : done + " and ") + count_of(statements, "statement") + " of operation " +
           std::to_string(entry.operation + 1);
  }
  throw DatabaseError("an earlier run was interrupted after " + done + ", which no longer say what they said then",
                      "put them back as they were; what comes after them may be changed",
                      {step.revision->file.string()});
}

JournalEntry Runner::open_or_resume(const PreparedStep& step) {
  auto interrupted = journal_.interrupted(step.revision->id);
  if (interrupted && interrupted->movement == step.movement) {
    const auto done = static_cast<std::size_t>(interrupted->operation);
    if (done > step.operations.size()) refuse_changed(step, *interrupted);
    // with statements of the next operation behind it, they are compared where they are rendered
    if (statements_done(*interrupted) == 0 &&
        checksum(std::span(step.operations).first(done)) != interrupted->checksum) {
      refuse_changed(step, *interrupted);
    }
    at_.done = at_.kept = done;
    return *interrupted;
  }
  auto entry = new_entry(step.revision->id, step.movement);
  entry.checksum = checksum(std::span<const Operation>());
  journal_.open(entry);
  return entry;
}

/// One group of operations and the journal's note of it in one transaction.
void Runner::run_enclosed(const PreparedStep& step, JournalEntry& entry) {
  const auto rest = std::span(step.operations).subspan(at_.done);
  const auto group =
      rest.first(static_cast<std::size_t>(std::find_if(rest.begin(), rest.end(), runs_in_the_open) - rest.begin()));
  in_transaction(group, [&] {
    advance(step, group.size());
    note_progress(step, entry);
  });
  at_.kept = at_.done;
}

/// The journal is written before each statement: after a crash it says which one may or may not have happened.
void Runner::run_exposed(const PreparedStep& step, JournalEntry& entry, std::size_t skip) {
  const auto count = dialect_.transactional_ddl() ? 1 : step.operations.size() - at_.done;
  const auto rendered = render(step, count);
  const auto statements = std::span(rendered.statements);
  const auto sum = [&](std::size_t done) {
    return checksum(std::span(step.operations).first(at_.done), statements.first(done));
  };
  if (skip > statements.size() || (skip > 0 && sum(skip) != entry.checksum)) refuse_changed(step, entry);
  at_.statements = statements.size();
  for (std::size_t i = skip; i < statements.size(); ++i) {
    at_.statements_kept = i;
    entry.statement = static_cast<std::int64_t>(i + 1);
    entry.checksum = sum(i);
    journal_.update(entry);
    execute(statements[i]);
  }
  at_.statements_kept = 0;
  at_.done += rendered.operations;
  at_.working = false;
  note_progress(step, entry);
  at_.kept = at_.done;
}

void Runner::note_progress(const PreparedStep& step, JournalEntry& entry) {
  entry.operation = static_cast<std::int64_t>(at_.done);
  entry.statement = 0;
  entry.checksum = checksum(std::span(step.operations).first(at_.done));
  journal_.update(entry);
}

}  // namespace migrate
