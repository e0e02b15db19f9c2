// The engine brings a database to a wanted revision: it plans, takes the lock, and runs one transaction a revision,
// with the version table and the journal written inside it.
//
// It knows no database and no command line: what differs between databases it asks the dialect, and what a person
// should see meanwhile it tells the callbacks. It prints nothing.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"
#include "migrate/migration.hpp"
#include "src/base/clock.hpp"
#include "src/base/error.hpp"
#include "src/engine/journal.hpp"
#include "src/engine/steps.hpp"
#include "src/engine/variables.hpp"
#include "src/engine/verdict.hpp"
#include "src/revisions/plan.hpp"
#include "src/revisions/revision.hpp"

namespace migrate {

class Graph;
class Runner;
struct HalfDone;
struct PreparedStep;

/// A revision on its way, for progress messages.
struct Progress {
  const Revision& revision;
  Movement movement;
  std::size_t number;     ///< which step of the plan it is, from 1
  std::size_t count;      ///< how many steps the plan has
  bool together = false;  ///< all steps share a transaction: that one has ended does not yet mean that it stays
};

/// How far a statement is that takes its time.
struct StatementProgress {
  const Statement& statement;
  std::size_t done = 0;   ///< rows; an estimate, as keys may have gaps
  std::size_t total = 0;  ///< 0: it cannot be told how far it is
  std::chrono::milliseconds elapsed{0};
};

/// What the engine tells while it works. Each may be empty.
struct EngineCallbacks {
  std::function<void(const Progress&)> on_begin;
  std::function<void(const Progress&, std::chrono::milliseconds elapsed)> on_end;
  std::function<void(const Statement&)> on_statement;  ///< before each; a data step has no text
  std::function<void()> on_commit;                     ///< before the transaction of a step is committed
  /// Many times a second while a statement of a revision runs. Costs a little; where nobody looks, leave it empty.
  std::function<void(const StatementProgress&)> on_statement_progress;
  std::function<void(const std::string& holder)> on_wait;  ///< once, when somebody else has the lock
  /// Others held what a statement needed: it was undone, and begins again after the pause.
  std::function<void(const LockError&, std::chrono::milliseconds pause)> on_retry;
  std::function<void(const StepProgress&)> on_step;  ///< whenever a data step says how far it is
};

struct EngineOptions {
  TransactionMode transaction = TransactionMode::per_revision;
  std::chrono::milliseconds lock_timeout{60'000};
  TableName version_table{"migrate_version", ""};
  TableName journal_table{"migrate_journal", ""};
  std::string who;           ///< stands in the journal; empty: user, host and pid of this process
  std::string tool_version;  ///< stands in the journal
  /// The whole plan runs in one transaction that is rolled back at the end. Needs a database whose DDL can be rolled
  /// back, and no revision with `transaction = false`.
  bool dry_run = false;
  /// Where the data steps are that `call` names; must outlive the engine. Asked only where a plan has such a call.
  StepRunner* steps = nullptr;
  /// Of statements at which an earlier run was interrupted.
  std::vector<Verdict> verdicts;
  /// An upgrade also runs what was put below applied revisions and never ran.
  bool missing = false;
  SessionSettings settings;  ///< for scripts; a connection has them already
  RunVariables variables;    ///< what `${x.key}` in SQL stands for
  Clock clock = system_clock();
  EngineCallbacks callbacks;
};

/// What a run did.
struct EngineResult {
  std::vector<std::string> before;     ///< the heads of the database as they were first read
  std::vector<std::string> after;      ///< and as they are now (of a dry run: as they would be)
  std::vector<std::string> revisions;  ///< the ids of the steps that ran, in their order; empty: nothing was to be done
  std::vector<std::string> without_effect{};  ///< those of the plan that have SQL for other databases alone
  std::vector<std::string> accepted{};  ///< by a stamp: revisions whose edited files are from now on what was applied
  bool forgotten = false;               ///< by a stamp with purge: there were revisions that had stopped half-way
  bool tried = true;  ///< a dry run: the statements ran and were rolled back; otherwise they are only written down
  bool done_by_another = false;  ///< something was pending, but whoever held the lock before has done it meanwhile
};

struct RevisionStatus {
  const Revision* revision = nullptr;
  bool applied = false;
  std::string applied_at;  ///< RFC 3339; empty where the journal does not say (applied by Alembic, stamped)
  /// The file no longer says what it said when it was applied. Looked at on request only.
  bool edited = false;
  /// It counts as applied, and never ran: it was put below applied ones (missing.hpp).
  bool missing = false;
  /// It has SQL for other databases alone. Looked at on request only.
  bool without_effect = false;
};

struct Status {
  std::vector<std::string> heads;         ///< what the version table holds
  std::vector<std::string> unknown;       ///< those of them that are not among the revisions
  std::vector<RevisionStatus> revisions;  ///< all of the graph, parents first
  std::vector<JournalEntry> interrupted;  ///< runs without a transaction that stopped half-way
};

class Engine {
 public:
  /// All arguments but the options must outlive the engine.
  Engine(const Dialect& dialect, Connection& connection, const Url& url, const Graph& graph, EngineOptions options);

  /// Applies what lies between the database and the target ("head", "+2", an id, "label@head", …). A relative target
  /// means what it meant when the call began, also where another process moved the database meanwhile.
  /// All revision files of the plan are read and checked before the first statement runs.
  /// Throws RevisionError (target, files), LockError, or RevisionFailed.
  EngineResult upgrade(std::string_view target);
  EngineResult upgrade(const std::vector<std::string>& targets);
  /// Takes back what lies above the target. Refused before anything runs where a step has no way back.
  EngineResult downgrade(std::string_view target);
  EngineResult downgrade(const std::vector<std::string>& targets);
  /// Writes the version table without running anything. `purge` forgets the heads that are there, known or not.
  /// Where the database is there already, the edited files of applied revisions are accepted as they are.
  EngineResult stamp(const std::vector<std::string>& targets, bool purge = false);

  /// Makes the version table and the journal where they are not there; returns whether they were not.
  bool ensure_version();

  /// The heads that the version table holds, in order of name; none where there is no such table. Never writes.
  std::vector<std::string> current() const;
  /// `look_at_files` also compares the checksum of every applied revision with its file: that reads them all.
  Status status(bool look_at_files = false) const;
  /// The whole journal, oldest entry first.
  std::vector<JournalEntry> history() const;
  /// The runs without a transaction that stopped half-way.
  std::vector<JournalEntry> interrupted() const;

 private:
  std::vector<const Revision*> to_accept() const;
  std::vector<PreparedStep> missing_steps() const;
  EngineResult move(Movement movement, const std::vector<std::string>& targets);
  std::vector<HalfDone> half_done_at(const std::vector<std::string>& rows, Movement movement) const;
  std::vector<PreparedStep> back_from(Runner& runner, const std::vector<HalfDone>& half, const Plan& plan) const;
  std::unique_ptr<MigrationLock> lock(const std::string& command) const;
  /// Others may hold the tables of migrate for a while, as any other.
  void patiently(const std::function<void()>& read) const;

  const Dialect& dialect_;
  Connection& connection_;
  const Url& url_;
  const Graph& graph_;
  EngineOptions options_;
};

}  // namespace migrate
