// The journal: a table in the target database with a row for each time a revision was applied, taken back or stamped.
// It is history, not state: which revisions a database has, the version table alone says.
//
// A row of a transactional step is written once, finished, inside the step's transaction. A step without a
// transaction writes its row before it starts and moves `operation` and `statement` on as it goes, so that a row
// without `finished_at` says where a run was interrupted. Where schema changes are not transactional, it also holds
// what was about to run (pending.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"
#include "migrate/migration.hpp"

namespace migrate {

/// What a row means that this program writes. It goes up when an older program would take a row for something else.
///   0  `statement` was begun, and may have run
///   1  `statement` is begun where `checksum` holds it too; else those before it are done and it is not begun
constexpr std::int64_t journal_format = 1;

struct JournalEntry {
  std::int64_t id = 0;
  std::string revision;  ///< "base" where everything was stamped away
  Movement movement = Movement::upgrade;
  /// Of the revision's operations (checksum.hpp). Of a stamp: of the edited file that it accepts, else empty.
  std::string checksum;
  std::string started_at;      ///< RFC 3339 in UTC, with milliseconds
  std::string finished_at;     ///< empty: interrupted, or running now
  std::int64_t operation = 0;  ///< how many operations are done
  std::int64_t statement = 0;  ///< how many statements of the next operation were begun
  std::string who;
  std::string tool_version;
  std::string pending;      ///< see pending.hpp; only where schema changes are not transactional
  std::int64_t format = 0;  ///< of the row; 0: written before there was a number

  bool operator==(const JournalEntry&) const = default;
};

/// How many statements of the operation after the finished ones are done: the last that was begun may have failed.
std::size_t statements_done(const JournalEntry& entry);

/// The runs that were interrupted, of a whole journal: the newest row of each revision, if it has no end, something was
/// begun, and nothing was stamped since.
std::vector<JournalEntry> interrupted_runs(const std::vector<JournalEntry>& journal);

/// What to do about one: "`migrate upgrade 2f27` goes on from there".
std::string interrupted_remedy(const JournalEntry& entry);

/// Text and times fit every database: the columns are varchar, since DATETIME loses the zone or the milliseconds.
Table journal_table(const TableName& name, const Dialect& dialect);

class Journal {
 public:
  Journal(const Dialect& dialect, Connection& connection, TableName table);

  bool exists() const;
  /// Whether it is there, and from now on always that one, wherever the connection looks later. Throws DatabaseError
  /// where a newer program has written to it.
  bool locate();
  /// Whether it lacks columns.
  bool is_of_older_program() const { return !lacking_.empty(); }
  /// Adds the columns that it lacks.
  void bring_up_to_date();
  /// Writes no format number: a script may meet a table that has no place for it, and its rows are finished.
  void leave_format_out() { says_format_ = false; }
  /// Writes a row; where it has no id, that is the database's to choose.
  void insert(const JournalEntry& entry);
  /// Writes a row that has no id yet, and says it.
  void open(JournalEntry& entry);
  /// Writes checksum, finished_at, operation, statement and pending of the row with the entry's id.
  void update(const JournalEntry& entry);
  /// Writes who of the row with the entry's id: those that wait are told who resumed it.
  void hand_over(const JournalEntry& entry);
  /// The one of a row that has no id yet, the other of one that has.
  void write(JournalEntry& entry) { entry.id == 0 ? open(entry) : update(entry); }
  /// All rows, oldest first; none where there is no such table.
  std::vector<JournalEntry> read() const;
  /// All runs that were interrupted, as `interrupted_runs` finds them. Hardly ever is there one: only then is the whole
  /// journal read.
  std::vector<JournalEntry> interrupted() const;

 private:
  std::vector<JournalEntry> select(const std::string& rest) const;
  std::int64_t newest() const;
  std::vector<std::string> lacking_in(const FoundTable& found) const;
  bool lacks(std::string_view column) const;
  std::string column_list() const;

  Connection& connection_;
  const Dialect& dialect_;
  TableName table_;
  std::string quoted_table_;
  bool has_pending_;
  bool says_format_ = true;
  std::vector<std::string> lacking_{};         ///< columns that the table does not have yet
  std::optional<std::int64_t> newest_{};       ///< id, once it was asked for
  std::optional<bool> has_unfinished_rows_{};  ///< once it was asked for, and this program has written none since
};

}  // namespace migrate
