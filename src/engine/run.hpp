// Runs prepared steps on a database: begin, render, execute, version table, journal, commit; and when one fails, says
// so with everything a person needs. It plans nothing, locks nothing and reads no files.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "src/engine/ask_before.hpp"
#include "src/engine/engine.hpp"
#include "src/engine/pending.hpp"
#include "src/engine/place.hpp"
#include "src/engine/prepare.hpp"
#include "src/engine/retry.hpp"
#include "src/engine/version_table.hpp"

namespace migrate {

/// Whether the revision has one transaction around it: unless it says `transaction = false`, or has an operation that
/// the database refuses inside one and does not insist.
bool runs_whole(const Dialect& dialect, const PreparedStep& step);

/// Of a step that does not run whole: how many operations from `at` on go into a transaction of their own, because a
/// half-done schema change helps nobody. 0: the one at `at` runs outside every transaction. SQL does so where the
/// revision says `transaction = false`, and otherwise where the database demands it.
std::size_t enclosed_from(const Dialect& dialect, const PreparedStep& step, std::size_t at);

/// Whether an operation is code of the user's, which the dialect has no part in.
inline bool is_call(const Operation& operation) { return std::holds_alternative<Call>(operation.value); }

/// Whether a dry run can run the steps in a transaction and roll them back; otherwise it is made on paper.
bool can_be_tried(const Dialect& dialect, std::span<const PreparedStep> steps);

class Runner {
 public:
  /// `heads`: where the database is. `command`: what a person types to try again, "upgrade head".
  /// `lock`: asked before each commit, and before each schema change that is none, whether it still holds; null where
  /// nobody else can be there. All but `heads` and `command` must outlive the runner.
  Runner(const Dialect& dialect, Connection& connection, const EngineOptions& options,
         const std::vector<std::string>& heads, std::string command, MigrationLock* lock = nullptr);

  /// Throws ConfigurationError where the transaction mode cannot be kept (before anything runs), else RevisionFailed.
  void run(std::span<const PreparedStep> steps);
  /// Moves the version table without running anything, with a journal row for each of `said`; without one, for base.
  void stamp(std::span<const std::string> remove, std::span<const std::string> insert,
             std::span<const std::string> said);
  /// How many operations of a step an interrupted run has done, by its row of the journal and the catalog. The row then
  /// says no more and no less. Throws DatabaseError where it stopped inside of one.
  std::size_t settle(const PreparedStep& step, JournalEntry entry);
  /// Makes the version table and the journal where they are not there.
  void make_tables();

  std::vector<std::string> heads() const { return {heads_.begin(), heads_.end()}; }
  /// Notes that what the files say now is what was applied.
  void accept(std::span<const Revision* const> revisions);

  /// The ids of the steps that are done.
  const std::vector<std::string>& done() const { return done_; }

 private:
  void ask_first(std::span<const PreparedStep> steps);
  void refuse_impossible_mode(std::span<const PreparedStep> steps) const;
  void run_each(std::span<const PreparedStep> steps);
  void run_together(std::span<const PreparedStep> steps);
  void with_progress(const PreparedStep& step, std::size_t number, std::size_t count,
                     const std::function<void()>& work);
  void in_transaction(std::span<const Operation> planned, const std::function<void(Transaction&)>& work);

  void run_inside(const PreparedStep& step, Transaction& transaction);
  void run_whole(const PreparedStep& step);
  void run_all(std::span<const PreparedStep> steps);
  void confirm_lock();
  void commit(Transaction& transaction);
  RetryRules retry_rules();
  void run_in_the_open(const PreparedStep& step, const PreparedStep* next);
  void run_on_paper(std::span<const PreparedStep> steps);
  void write_down(Connection& paper, const PreparedStep& step, bool play);
  void tell_asked_later(std::size_t list) const;
  void run_enclosed(const PreparedStep& step, JournalEntry& entry, std::size_t count);
  class SqlRun;
  void refuse_temporary_tables(const PreparedStep& step);
  void run_exposed(const PreparedStep& step, JournalEntry& entry);
  void run_sql(const PreparedStep& step, JournalEntry& entry);
  /// Writes with the connection's own settings; `done`: the statements of the operation at hand whose settings hold.
  void write_beside_settings(const PreparedStep& step, std::span<const Statement> done, JournalEntry& entry,
                             const std::function<void()>& write);
  /// Of a statement of the operation at hand, in the revision, from 1.
  std::size_t number_of(const PreparedStep& step, std::size_t statement);
  /// Whether it has run, as a person says. Throws where nobody does.
  bool verdict(const PreparedStep& step, std::size_t statement, const Statement& doubtful);
  void run_recorded(const PreparedStep& step, JournalEntry& entry);
  void note(JournalEntry& entry, Pending& pending, std::span<const Statement> statements);
  void run_rows(JournalEntry& entry, Pending& pending, std::span<const Statement> statements);
  void run_noted(JournalEntry& entry, Pending& pending, std::span<const Statement> statements);
  void note_failed(JournalEntry& entry, Pending& pending, std::span<const Statement> statements);
  void set_session_again(std::span<const Statement> statements);
  void set_session_again(const PreparedStep& step);
  void execute_in_turn(const Statement& statement);
  std::optional<bool> catalog_shows(std::span<const Operation> operations, std::span<const Statement> statements);
  Pending rendered(const PreparedStep& step);
  Pending taken_up(const PreparedStep& step, JournalEntry& entry);
  void look_ahead(const PreparedStep& next);

  /// Does the next one or more operations, of the next `count`.
  void advance(const PreparedStep& step, std::size_t count);
  void begin_operation();
  /// Renders the next one or more operations, of the next `count`.
  Rendered render(Connection& connection, const PreparedStep& step, std::size_t count);
  void tell(const Statement& statement) const;
  void tell_call(const Operation& operation) const;
  void run_statements(const Rendered& rendered);
  void refuse_transaction_control(const Statement& statement);
  void execute(const Statement& statement);

  void look_for_tables();
  void create_tables();
  void create(const Table& table);
  JournalEntry new_entry(const std::string& revision, Movement movement) const;
  void refuse_changed(const PreparedStep& step, const JournalEntry& entry) const;
  JournalEntry fresh_entry(const PreparedStep& step) const;
  const JournalEntry* interrupted(const std::string& revision);
  JournalEntry open_or_resume(const PreparedStep& step);
  void note_progress(const PreparedStep& step, JournalEntry& entry);
  void close(JournalEntry& entry, const PreparedStep& step) const;
  void finished(const PreparedStep& step);

  const Dialect& dialect_;
  Connection& connection_;
  const EngineOptions& options_;
  VersionTable versions_;
  Journal journal_;
  std::set<std::string> heads_;
  std::string command_;
  std::string who_;
  std::vector<std::string> done_;
  std::vector<AskedLater> asked_later_;  ///< what only the operation itself can ask
  bool versions_exist_ = false;
  bool journal_exists_ = false;
  MigrationLock* lock_;
  std::optional<std::vector<JournalEntry>> interrupted_;  ///< what the journal says of earlier runs, once asked
  std::optional<Pending> ahead_;                          ///< of the step that comes next, already in the journal
  bool session_is_set_ = false;                           ///< by statements of the step at hand
  bool repeatable_ = true;  ///< no data step was begun, and the migration lock was not lost
  Place at_;
};

}  // namespace migrate
