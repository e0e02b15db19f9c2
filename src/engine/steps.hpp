// Data steps: code, not SQL, that a revision runs on rows by `op = "call"`. Where the code is (a library, this program)
// and how it is run is a StepRunner's; what it may do to the database is a StepDatabase's, which the engine makes for
// each call, inside the revision's transaction.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.hpp"
#include "src/operations/operation.hpp"

namespace migrate {

struct Revision;

/// What a query has found: all of it, as it was when the query ran, whatever is changed meanwhile.
class StepRows {
 public:
  virtual ~StepRows() = default;
  virtual const std::vector<std::string>& columns() const = 0;
  /// Puts the next row into `row`; false behind the last one.
  virtual bool next(std::vector<SqlValue>& row) = 0;
};

/// The database as a data step sees it. A statement that fails ends the step, as on PostgreSQL: every call after it
/// throws the same error again, and so does the engine when the step is over.
class StepDatabase {
 public:
  virtual ~StepDatabase() = default;
  /// "sqlite", "postgresql", "mysql"
  virtual std::string_view dialect() const = 0;
  /// One statement, with a value for each `?`. Returns how many rows it changed. Throws DatabaseError; also for one
  /// that ends the transaction, or that the dialect refuses in a data step.
  virtual std::uint64_t execute(std::string_view sql, std::span<const SqlValue> parameters) = 0;
  /// The same where nobody waits for the number: a failure may be told by a later call.
  virtual void enqueue(std::string_view sql, std::span<const SqlValue> parameters) { execute(sql, parameters); }
  virtual std::unique_ptr<StepRows> query(std::string_view sql, std::span<const SqlValue> parameters) = 0;
  /// `total` 0: not known.
  virtual void progress(std::uint64_t done, std::uint64_t total) = 0;
};

/// A data step, and where its source says it.
struct StepInfo {
  std::string name;
  Where where{};
};

class StepRunner {
 public:
  virtual ~StepRunner() = default;
  /// What the steps come from, for messages: "build/libapp_models.so".
  virtual std::string source() const = 0;
  /// Throws ConfigurationError where they cannot be had.
  virtual const std::vector<StepInfo>& steps() = 0;
  /// Runs a step. Throws Error with what went wrong in it: what it threw, that it crashed.
  virtual void run(const std::string& name, StepDatabase& database) = 0;
};

/// How far a data step is, by its own account.
struct StepProgress {
  const std::string& name;
  std::uint64_t done = 0;
  std::uint64_t total = 0;  ///< 0: not known
};

/// Throws RevisionError for the first `call` of a step that `runner` (null: there is none) does not have.
void refuse_unknown_steps(const Revision& revision, std::span<const Operation> operations, StepRunner* runner);

/// Runs the step of a `call` in the transaction that is open. Throws Error that names the step.
void run_step(const Dialect& dialect, Connection& connection, StepRunner& runner, const Call& call,
              const std::function<void(const StepProgress&)>& on_progress);

}  // namespace migrate
