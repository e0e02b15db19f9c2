// The one exception family, of the program `migrate` and of those who embed it. Whoever throws says what happened,
// where, and what to do next. Absent values are std::optional: an error is never used to say "nothing there".
//
//     try {
//       migrator.upgrade();
//     } catch (const migrate::NewerDatabaseError& error) {   // a newer version of the program was here
//     } catch (const migrate::RevisionFailed& error) {       // error.applied stays, error.undone was rolled back
//     } catch (const migrate::Error& error) {                // error.what(), error.hint, error.where, error.details
//     }
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "migrate/detail/visibility.hpp"
#include "migrate/migration.hpp"

namespace migrate {

/// The exit codes of the program (migrate(1), EXIT STATUS), for tools that want to have the same.
enum class ExitCode { done = 0, failed = 1, usage = 2, differences = 3 };

/// A place in a file: `migrate.toml:12:3`. Line and column count from 1; 0 is "not known".
struct Where {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;

  bool operator==(const Where&) const = default;
};

MIGRATE_API std::string to_string(const Where& where);

/// `what()` is one sentence without a full stop at its end; `hint` says what to do next and may be empty. Neither ever
/// holds a password.
class MIGRATE_API Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, std::string next = {}, Where place = {})
      : std::runtime_error(message), hint(std::move(next)), where(std::move(place)) {}

  virtual ExitCode exit_code() const { return ExitCode::failed; }
  /// A short, stable name of the kind of error, for machines: "usage", "database", …
  virtual std::string_view kind() const { return "error"; }

  std::string hint;
  Where where;
  std::vector<std::string> details;  ///< lines printed under the message: candidates, offending rows, what was applied
};

/// migrate.toml, a URL, an environment variable, an option or the models were wrong.
class MIGRATE_API ConfigurationError : public Error {
 public:
  using Error::Error;
  ExitCode exit_code() const override { return ExitCode::usage; }
  std::string_view kind() const override { return "configuration"; }
};

/// The revision files or their graph are wrong, or a target does not exist in it.
class MIGRATE_API RevisionError : public Error {
 public:
  using Error::Error;
  ExitCode exit_code() const override { return ExitCode::usage; }
  std::string_view kind() const override { return "revisions"; }
};

/// The database is at revisions that an embedding program does not have: a newer version of it has been there. Nothing
/// was changed.
class MIGRATE_API NewerDatabaseError : public RevisionError {
 public:
  using RevisionError::RevisionError;
  std::string_view kind() const override { return "newer"; }

  std::vector<std::string> unknown;  ///< the revisions that the program does not have
};

/// The database refused, cannot be reached, or is not what was expected.
class MIGRATE_API DatabaseError : public Error {
 public:
  using Error::Error;
  std::string_view kind() const override { return "database"; }

  std::string statement;     ///< the SQL that failed, if one did
  std::string sqlstate;      ///< where the database has one
  std::size_t position = 0;  ///< the byte of `statement` where the mistake is, from 1; 0: the database did not say
};

/// The database could not be had in time because somebody else holds it; a later try may do.
class MIGRATE_API LockError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
  std::string_view kind() const override { return "locked"; }
};

/// A revision that failed: what the database said, set in the words a person needs who stands before a half-done
/// upgrade, and the same as values. What was applied, what was not, why, where, and the next command.
class MIGRATE_API RevisionFailed : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
  std::string_view kind() const override { return locked ? "locked" : "database"; }

  std::string revision;
  Movement movement = Movement::upgrade;
  std::size_t operation = 0;  ///< which one failed, from 1; 0: none of them (begin, commit, version table)
  std::size_t operations = 0;
  std::vector<std::string> applied;  ///< the steps of this run that were done before, and stay
  std::vector<std::string> undone;   ///< the steps of this run that were begun, and of which nothing is left
  std::vector<std::string> heads;    ///< where the database is now
  bool rolled_back = true;           ///< nothing of the failed revision is left
  bool locked = false;               ///< somebody else held the database: the same call may succeed later
};

}  // namespace migrate
