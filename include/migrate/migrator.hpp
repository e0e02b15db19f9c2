// Migrations inside a program: an application that brings its own database to the schema it was built for.
//
//     #include <migrate/migrator.hpp>
//
//     migrate::Migrator migrator{{.url = "sqlite:///app.db", .revisions = "migrations"}};
//     migrator.upgrade();
//
// It is the engine of the program `migrate`, with the same promises: one transaction a revision, one migration at a
// time however many processes start at once, nothing lost. It prints nothing, reads no environment and keeps nothing
// outside of the object: what happens it tells `on_event`, what goes wrong it throws as migrate::Error (error.hpp).
// Two Migrators in two threads are independent of each other; one of them serves one thread at a time.
//
// A Migrator reads the headers of the revisions when it is made, opens its connection at the first call that needs one,
// and holds it until it is destroyed: make one, use it, let it go. Includes nothing but the standard library.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "migrate/detail/step_abi.hpp"
#include "migrate/detail/visibility.hpp"
#include "migrate/error.hpp"
#include "migrate/migration.hpp"
#include "migrate/revision_files.hpp"
#include "migrate/schema.hpp"

namespace migrate {

/// What happens while revisions run. The texts live as long as the call that gets them.
struct Event {
  enum class Kind {
    waiting,    ///< somebody else migrates the database: `holder` says who. Told once
    begins,     ///< a revision begins
    statement,  ///< a statement of it is going to run
    ends,       ///< a revision is done. In a transaction for the whole run (`together`) it does not yet stay
    progress,   ///< a data step of it says how far it is: `done` of `total`
  };
  Kind kind = Kind::begins;
  std::string_view holder{};  ///< "ann@web-1 pid 4711: upgrade head, since …"; empty where nothing is known
  std::string_view revision{};
  std::string_view message{};  ///< the revision's
  Movement movement = Movement::upgrade;
  std::size_t number = 0;  ///< which step it is, from 1
  std::size_t count = 0;   ///< how many steps there are
  bool together = false;
  std::string_view statement{};  ///< the SQL
  std::string_view purpose{};    ///< of a statement that needs a word: "rebuild hero: change type of age to INTEGER"
  std::chrono::milliseconds elapsed{};
  std::string_view step{};  ///< a data step
  std::uint64_t done = 0;
  std::uint64_t total = 0;  ///< 0: not known
};

struct MigratorOptions {
  std::string url{};               ///< "sqlite:///app.db", as SQLAlchemy writes it; a relative path is the process's
  RevisionSource revisions{};      ///< a directory, several, or the files that are compiled in
  std::optional<Schema> models{};  ///< what `check` compares with: metadata<Team, Hero>() of migrate/models.hpp
  std::vector<std::string> exclude_tables{};  ///< tables that `check` leaves alone; `*` and `?` stand for others
  std::vector<std::string> schemas{};         ///< that `check` looks into; none: the default one
  std::string version_table = "migrate_version";
  std::string version_table_schema{};
  TransactionMode transaction = TransactionMode::per_revision;
  std::chrono::milliseconds lock_timeout{60'000};  ///< for another migration to end, and for each lock of a statement
  /// Whether a SQLite table may be changed by an edit of its catalog entry where that comes to the same as a copy.
  bool sqlite_edit_in_place = true;
  std::chrono::milliseconds lock_attempt{3'000};   ///< PostgreSQL: how long a statement waits for a lock at a time
  std::chrono::milliseconds statement_timeout{0};  ///< how long a statement may run; 0: as the server has it
  std::string role{};                              ///< PostgreSQL: SET ROLE after connecting
  std::string search_path{};                       ///< PostgreSQL: in place of the account's own
  bool dry_run = false;  ///< run everything, then roll it back. Needs a database whose schema changes can be
  /// The data steps that revisions call: `migrate_data_steps_v1()` of migrate/data_step.hpp. They run in this process.
  const migrate_data_step_v1* data_steps = nullptr;
  std::string who{};  ///< stands in the journal and is shown to those who wait; empty: user, host and pid
  /// May be empty. It runs in the thread of the call. What it throws ends the run: the revision under way is rolled
  /// back, and the exception reaches the caller.
  std::function<void(const Event&)> on_event{};
};

/// The database, revisions, tables and timeouts of a migrate.toml, with the variables of this process; `environment`
/// names its [env.NAME], and `database`, where there are several, its [database.NAME]. Where the models are is left to
/// the program. Throws ConfigurationError.
MIGRATE_API MigratorOptions load_options(const std::filesystem::path& file = "migrate.toml",
                                         const std::string& environment = {}, const std::string& database = {});

/// What an upgrade, downgrade or stamp did. Revisions are named by their ids.
struct MigrationResult {
  std::vector<std::string> before{};     ///< where the database was: a revision for each branch; empty: nothing applied
  std::vector<std::string> after{};      ///< where it is now; of a dry run: where it would be
  std::vector<std::string> revisions{};  ///< what ran, in its order; empty: there was nothing to do
  bool done_by_another = false;          ///< there was something to do, and another process did it meanwhile
};

struct RevisionInfo {
  std::string id{};
  std::string message{};
  std::vector<std::string> down_revisions{};  ///< empty: a base; several: a merge
  std::vector<std::string> depends_on{};
  std::vector<std::string> branch_labels{};
  std::string created{};  ///< RFC 3339, UTC; empty where the file does not say
  std::string file{};
  bool applied = false;
  std::string applied_at{};  ///< RFC 3339; empty where the journal does not say (applied by Alembic, stamped)
};

/// A row of the journal in the database: a revision that was applied, taken back or stamped.
struct JournalRow {
  std::string revision{};  ///< "base" where everything was stamped away
  Movement movement = Movement::upgrade;
  std::string started_at{};
  std::string finished_at{};  ///< empty: it was interrupted, or runs now
  std::string who{};
  std::string tool_version{};
};

/// A change that would make the database agree with the models.
struct Difference {
  std::string operation{};             ///< "add_column": the `op` of a revision file
  std::string table{};                 ///< with its schema, where it has one; empty for what belongs to no table
  std::string summary{};               ///< in words: "add column hero.age (integer)"
  std::optional<std::string> loses{};  ///< in words, where rows or a table would be lost
  std::string toml{};                  ///< all of it, as an [[upgrade]] section of a revision file
};

/// Something that is not as it should be.
struct Finding {
  std::string kind{};  ///< "heads", "unknown", "edited", "interrupted", "pending" or "differences"
  std::string message{};
  std::string hint{};
};

struct CheckResult {
  std::vector<std::string> current{};  ///< where the database is
  std::vector<std::string> heads{};    ///< where it can be
  std::vector<std::string> pending{};  ///< what lies between, parents first
  std::vector<std::string> unknown{};  ///< of `current`: what is not among the revisions
  std::vector<std::string> edited{};   ///< applied, and their files no longer say what they said then
  std::vector<std::string> interrupted{};
  /// Absent without models, and where the database is not at head: it cannot have what the models say.
  std::optional<std::vector<Difference>> differences{};
  std::vector<std::string> notes{};  ///< on the differences: what may be a rename
  std::vector<Finding> findings{};   ///< all that is wrong, in words

  bool ok() const { return findings.empty(); }
  bool at_head() const { return pending.empty() && unknown.empty(); }
};

class MIGRATE_API Migrator {
 public:
  /// Throws ConfigurationError for the URL, RevisionError for what is wrong with the revisions, with file and line.
  explicit Migrator(MigratorOptions options);
  Migrator(Migrator&&) noexcept;
  Migrator& operator=(Migrator&&) noexcept;
  ~Migrator();

  /// Applies what lies between the database and the target: "head", "heads", "+1", a revision or the beginning of one,
  /// "label@head". A database file that is not there is made, if there is something to apply. Throws
  /// NewerDatabaseError, RevisionError for the target and the files, LockError, RevisionFailed.
  MigrationResult upgrade(std::string_view target = "head");
  /// Takes back what lies above the target: "-1", "base", a revision. Throws as `upgrade` does; where a step has no way
  /// back, nothing is run at all.
  MigrationResult downgrade(std::string_view target);
  /// Says where the database is without running anything. `purge` forgets first what it said before, known or not.
  MigrationResult stamp(std::string_view target, bool purge = false);

  /// Where the database is: a revision for each branch; empty: nothing is applied, or there is no database file.
  std::vector<std::string> current() const;
  /// What `upgrade("heads")` would apply, in its order. Throws NewerDatabaseError.
  std::vector<RevisionInfo> pending() const;
  /// All revisions, newest first.
  std::vector<RevisionInfo> history() const;
  /// What has happened to the database, oldest first.
  std::vector<JournalRow> journal() const;
  /// Looks at revisions, database and models, and changes nothing. What is not as it should be is an answer, not an
  /// exception; a file that cannot be read throws RevisionError, models that contradict themselves ConfigurationError.
  CheckResult check() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// Makes the tables of the models that are not there, and leaves alone those that are, whatever they look like: for
/// tests and prototypes, as SQLAlchemy's metadata.create_all(). Returns the names of the new ones.
///
///     migrate::create_all(migrate::metadata<Team, Hero>(), "sqlite:///test.db");
///
/// One transaction where the database can do that. Throws ConfigurationError for models that contradict themselves or
/// that the database cannot have, and for a database in memory that is the connection's own, which nobody else would
/// see; DatabaseError. A shared one (`sqlite:///file::memory:?cache=shared`) has to be open already.
MIGRATE_API std::vector<std::string> create_all(const Schema& models, std::string_view url);

/// Runs one statement on a connection.
using RunStatement = std::function<void(const std::string& statement)>;

/// The same on a connection that the program has, whichever library it is of, and which has none of the tables: a
/// database in memory, a test's transaction. What `execute` throws comes through. `dialect`: "sqlite", "postgresql" or
/// "mysql".
///
///     migrate::create_all(models, "sqlite", [&](const std::string& statement) { database.exec(statement); });
MIGRATE_API std::vector<std::string> create_all(const Schema& models, std::string_view dialect,
                                                const RunStatement& execute);

}  // namespace migrate
