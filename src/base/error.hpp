// The one exception family. Whoever throws says what happened, where, and what to do next; `main` prints it and
// returns the code. Absent values are std::optional: an error is never used to say "nothing there".
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

/// The exit codes of the program (man/migrate.1, EXIT STATUS).
enum class ExitCode { done = 0, failed = 1, usage = 2, differences = 3 };

/// A place in a file: `migrate.toml:12:3`. Line and column count from 1; 0 is "not known".
struct Where {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;

  bool operator==(const Where&) const = default;
};

std::string to_string(const Where& where);

/// `message` is one sentence without a full stop at its end; `hint` says what to do next and may be empty.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, std::string hint = {}, Where where = {})
      : std::runtime_error(message), hint(std::move(hint)), where(std::move(where)) {}

  virtual ExitCode exit_code() const { return ExitCode::failed; }
  /// A short, stable name of the kind of error, for machines: "usage", "database", …
  virtual std::string_view kind() const { return "error"; }

  std::string hint;
  Where where;
  std::vector<std::string> details;  ///< lines printed under the message: candidates, offending rows, what was applied
};

/// The command line was wrong.
class UsageError : public Error {
 public:
  using Error::Error;
  ExitCode exit_code() const override { return ExitCode::usage; }
  std::string_view kind() const override { return "usage"; }
};

/// migrate.toml, a URL, an environment variable or the models were wrong.
class ConfigurationError : public Error {
 public:
  using Error::Error;
  ExitCode exit_code() const override { return ExitCode::usage; }
  std::string_view kind() const override { return "configuration"; }
};

/// The revision files or their graph are wrong, or a target does not exist in it.
class RevisionError : public Error {
 public:
  using Error::Error;
  ExitCode exit_code() const override { return ExitCode::usage; }
  std::string_view kind() const override { return "revisions"; }
};

/// The database refused, cannot be reached, or is not what was expected.
class DatabaseError : public Error {
 public:
  using Error::Error;
  std::string_view kind() const override { return "database"; }

  std::string statement;  ///< the SQL that failed, if one did
  std::string sqlstate;   ///< where the database has one
};

/// The database could not be had in time because somebody else holds it; a later try may do.
class LockError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
  std::string_view kind() const override { return "locked"; }
};

/// A check found that things are not as they should be; not a failure of the tool.
class DifferencesError : public Error {
 public:
  using Error::Error;
  ExitCode exit_code() const override { return ExitCode::differences; }
  std::string_view kind() const override { return "differences"; }
};

}  // namespace migrate
