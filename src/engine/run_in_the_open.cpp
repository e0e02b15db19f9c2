// The part of the runner for steps without a transaction around them: the journal says how far they are, and a later
// run goes on from there.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "src/base/text.hpp"
#include "src/engine/checksum.hpp"
#include "src/engine/run.hpp"
#include "src/operations/describe.hpp"

namespace migrate {
namespace {

/// While it lives, what the statements of a revision set for their session outlasts transactions.
class KeptSettings {
 public:
  KeptSettings(const Dialect& dialect, Connection& connection) : dialect_(dialect), connection_(connection) {
    dialect_.keep_settings(connection_, true);
  }
  ~KeptSettings() { dialect_.keep_settings(connection_, false); }
  KeptSettings(const KeptSettings&) = delete;
  KeptSettings& operator=(const KeptSettings&) = delete;

 private:
  const Dialect& dialect_;
  Connection& connection_;
};

bool runs_alone(const Dialect& dialect, const PreparedStep& step, std::size_t at) {
  const auto& operation = step.operations[at];
  if (is_call(operation)) return false;
  if (!dialect.transactional_ddl()) return true;
  if (!step.revision->transaction.value_or(true) && std::holds_alternative<Execute>(operation.value)) return true;
  return dialect.outside_transaction(operation, std::span(step.operations).subspan(at + 1));
}

}  // namespace

bool runs_whole(const Dialect& dialect, const PreparedStep& step) {
  if (!dialect.transactional_ddl() || !step.revision->transaction.value_or(true)) return false;
  for (std::size_t at = 0; at < step.operations.size(); ++at) {
    if (!runs_alone(dialect, step, at)) continue;
    if (!step.revision->transaction) return false;
    throw ConfigurationError(
        fmt::format("revision {} says transaction = true, and the database refuses this in one: {}",
                    label(*step.revision), describe(step.operations[at])),
        "leave `transaction` out of its header, or say false",
        step.operations[at].where.file.empty() ? Where{step.revision->file.string()} : step.operations[at].where);
  }
  return true;
}

std::size_t enclosed_from(const Dialect& dialect, const PreparedStep& step, std::size_t at) {
  std::size_t end = at;
  while (end < step.operations.size() && !runs_alone(dialect, step, end)) ++end;
  return end - at;
}

void Runner::run_in_the_open(const PreparedStep& step, const PreparedStep* next) {
  at_.in_the_open = true;
  if (!versions_exist_ || !journal_exists_) {
    in_transaction({}, [&](Transaction&) { create_tables(); });
    versions_.locate();
    journal_.locate();
  }
  versions_exist_ = journal_exists_ = true;
  auto entry = open_or_resume(step);
  const KeptSettings kept(dialect_, connection_);
  set_session_again(step);
  const auto skip = at_.statements_kept = at_.statements = statements_done(entry);
  if ((skip > 0 || !entry.pending.empty()) && at_.done == step.operations.size()) refuse_changed(step, entry);
  while (at_.done < step.operations.size()) {
    const auto enclosed = enclosed_from(dialect_, step, at_.done);
    if (enclosed == 0 && !dialect_.transactional_ddl()) {
      run_recorded(step, entry);
    } else if (enclosed == 0) {
      const bool is_sql = std::holds_alternative<Execute>(step.operations[at_.done].value);
      retry_locks(retry_rules(), [&] { is_sql ? run_sql(step, entry) : run_exposed(step, entry); });
    } else {
      if (statements_done(entry) > 0 || !entry.pending.empty()) refuse_changed(step, entry);
      retry_locks(retry_rules(), [&] { run_enclosed(step, entry, enclosed); });
    }
  }
  in_transaction({}, [&](Transaction& transaction) {
    if (std::exchange(session_is_set_, false) || dialect_.transactional_ddl()) transaction.put_back_settings();
    versions_.replace(step.remove, step.insert);
    close(entry, step);
    journal_.write(entry);
    if (next) look_ahead(*next);
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

/// What the journal says of a run of it that was interrupted; null where there is none.
const JournalEntry* Runner::interrupted(const std::string& revision) {
  if (!interrupted_) interrupted_ = journal_.interrupted();
  const auto found = std::ranges::find(*interrupted_, revision, &JournalEntry::revision);
  return found == interrupted_->end() ? nullptr : &*found;
}

JournalEntry Runner::fresh_entry(const PreparedStep& step) const {
  auto entry = new_entry(step.revision->id, step.movement);
  entry.checksum = checksum(std::span<const Operation>());
  return entry;
}

JournalEntry Runner::open_or_resume(const PreparedStep& step) {
  const auto* found = interrupted(step.revision->id);
  if (!found || found->movement != step.movement) {
    return fresh_entry(step);
  }
  const auto done = static_cast<std::size_t>(found->operation);
  at_.kept = std::min(done, step.operations.size());
  if (done > step.operations.size()) refuse_changed(step, *found);
  // with statements of the next operation behind it, they are compared where they are rendered
  const bool between = dialect_.transactional_ddl() ? found->statement == 0 : statements_done(*found) == 0;
  if (between && checksum(std::span(step.operations).first(done)) != found->checksum) {
    refuse_changed(step, *found);
  }
  at_.done = done;
  auto entry = *found;
  if (std::exchange(entry.who, who_) != who_) journal_.hand_over(entry);
  return entry;
}

std::size_t Runner::settle(const PreparedStep& step, JournalEntry entry) {
  if (!journal_exists_) look_for_tables();
  at_ = {};
  at_.step = &step;
  at_.done = static_cast<std::size_t>(entry.operation);
  if (at_.done > step.operations.size()) refuse_changed(step, entry);
  const bool between = entry.statement == 0 && entry.pending.empty();
  if (between) {
    if (checksum(std::span(step.operations).first(at_.done)) != entry.checksum) refuse_changed(step, entry);
    return at_.done;
  }
  if (at_.done == step.operations.size()) refuse_changed(step, entry);
  bool inside = false;
  if (!dialect_.transactional_ddl()) {
    const auto pending = taken_up(step, entry);
    inside =
        pending.next < pending.statements.size() && change_something(std::span(pending.statements).first(pending.next));
    if (pending.next == pending.statements.size()) at_.done += pending.operations;
  } else if (std::holds_alternative<Execute>(step.operations[at_.done].value)) {
    inside = statements_done(entry) > 0 || entry.format == 0;
  } else if (dialect_.is_done(connection_, step.operations[at_.done]) ||
             render(connection_, step, 1).statements.size() > 1) {
    ++at_.done;  // what is half done (an INVALID index) goes as what is done
  }
  if (inside) {
    throw DatabaseError(
        fmt::format("the {} of {} stopped inside operation {} ({}), and a part of one cannot be taken back",
                    to_string(step.movement), label(*step.revision), at_.done + 1, describe(step.operations[at_.done])),
        fmt::format("correct what comes after it and go on; or take back by hand what is done, then `migrate stamp "
                    "--purge {}` forgets it",
                    heads_.empty() ? "base" : join(heads(), " ")),
        {step.revision->file.string()});
  }
  if (!options_.dry_run) note_progress(step, entry);
  at_ = {};
  return static_cast<std::size_t>(entry.operation);
}

/// One group of operations and the journal's note of it in one transaction.
void Runner::run_enclosed(const PreparedStep& step, JournalEntry& entry, std::size_t count) {
  const auto group = std::span(step.operations).subspan(at_.done, count);
  const auto before = entry;
  repeatable_ = true;
  try {
    in_transaction(group, [&](Transaction& transaction) {
      advance(step, group.size());
      const bool put_back = transaction.put_back_settings();
      note_progress(step, entry);
      if (put_back) set_session_again(step);
    });
  } catch (...) {
    entry = before;
    at_.done = at_.kept;
    throw;
  }
  at_.kept = at_.done;
}

/// The journal is written before each statement: after a crash the catalog says whether the operation is done.
/// Begun again after a lock was not had, it goes on as a later run would.
void Runner::run_exposed(const PreparedStep& step, JournalEntry& entry) {
  const bool in_doubt = entry.statement > 0;
  if (in_doubt && dialect_.is_done(connection_, step.operations[at_.done])) {
    ++at_.done;
    write_beside_settings(step, {}, entry, [&] { note_progress(step, entry); });
    at_.kept = at_.done;
    return;
  }
  // what its statements have half done, `render` sees in the catalog
  const auto rendered = render(connection_, step, 1);
  const auto statements = std::span(rendered.statements);
  at_.statements = statements.size();
  for (std::size_t i = 0; i < statements.size(); ++i) {
    at_.statements_kept = i;
    confirm_lock();
    entry.statement = static_cast<std::int64_t>(i + 1);
    entry.checksum = checksum(std::span(step.operations).first(at_.done), statements.first(i));
    write_beside_settings(step, {}, entry, [&] { journal_.write(entry); });
    execute(statements[i]);
  }
  at_.statements_kept = 0;
  at_.done += rendered.operations;
  at_.working = false;
  write_beside_settings(step, {}, entry, [&] { note_progress(step, entry); });
  at_.kept = at_.done;
}

/// The version table and the journal are the connection's own, whatever the revision has set.
void Runner::write_beside_settings(const PreparedStep& step, std::span<const Statement> done, JournalEntry& entry,
                                   const std::function<void()>& write) {
  if (!session_is_set_) return write();
  const auto before = entry;
  try {
    const auto transaction = dialect_.enclose(connection_);
    const bool put_back = transaction->put_back_settings();
    write();
    if (put_back) {
      set_session_again(step);
      set_session_again(done);
    }
    transaction->commit();
  } catch (...) {
    entry = before;
    throw;
  }
}

void Runner::note_progress(const PreparedStep& step, JournalEntry& entry) {
  entry.operation = static_cast<std::int64_t>(at_.done);
  entry.statement = 0;
  entry.checksum = checksum(std::span(step.operations).first(at_.done));
  journal_.write(entry);
}

}  // namespace migrate
