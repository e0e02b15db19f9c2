#include "src/engine/steps.hpp"

#include <algorithm>
#include <exception>
#include <type_traits>

#include "src/base/spool.hpp"
#include "src/base/text.hpp"
#include "src/engine/prepare.hpp"
#include "src/engine/value_bytes.hpp"

namespace migrate {
namespace {

/// The rows, spooled: the connection is free for other statements, and what these change is not seen.
class SpooledRows final : public StepRows {
 public:
  SpooledRows(Connection& connection, std::string_view sql, std::span<const SqlValue> parameters) {
    std::string values, row_bytes;
    columns_ = connection.stream(sql, parameters, [&](std::span<SqlValue> row) {
      values.clear();
      row_bytes.clear();
      append_values(values, row);
      append_text(row_bytes, values);
      spool_.write(row_bytes);
    });
  }

  const std::vector<std::string>& columns() const override { return columns_; }

  bool next(std::vector<SqlValue>& row) override {
    if (!fill(sizeof(std::uint64_t))) return false;
    const auto size = ByteReader(unread()).number();
    fill(sizeof(std::uint64_t) + size);
    ByteReader reader(unread());
    ByteReader(reader.text()).values(row);
    at_ += sizeof(std::uint64_t) + size;
    return true;
  }

 private:
  std::string_view unread() const { return std::string_view(buffer_).substr(at_); }

  bool fill(std::size_t wanted) {
    constexpr std::size_t chunk = 64 * 1024;
    while (unread().size() < wanted) {
      buffer_.erase(0, at_);
      at_ = 0;
      const auto bytes = spool_.read(std::max(chunk, wanted));
      if (bytes.empty()) return false;
      buffer_ += bytes;
    }
    return true;
  }

  Spool spool_;
  std::vector<std::string> columns_;
  std::string buffer_;
  std::size_t at_ = 0;
};

class RevisionDatabase final : public StepDatabase {
 public:
  RevisionDatabase(const Dialect& dialect, Connection& connection, const std::string& step,
                   const std::function<void(const StepProgress&)>& on_progress)
      : dialect_(dialect), connection_(connection), step_(step), on_progress_(on_progress) {}

  std::string_view dialect() const override { return dialect_.name(); }

  std::uint64_t execute(std::string_view sql, std::span<const SqlValue> parameters) override {
    return guarded(sql, [&] { return connection_.execute(sql, parameters); });
  }
  std::unique_ptr<StepRows> query(std::string_view sql, std::span<const SqlValue> parameters) override {
    return guarded(sql, [&] { return std::make_unique<SpooledRows>(connection_, sql, parameters); });
  }
  void progress(std::uint64_t done, std::uint64_t total) override {
    if (on_progress_) on_progress_({step_, done, total});
  }

  std::exception_ptr error() const { return error_; }

 private:
  template <class Work>
  std::invoke_result_t<Work> guarded(std::string_view sql, Work work) {
    if (error_) std::rethrow_exception(error_);
    try {
      refuse(sql);
      return work();
    } catch (...) {
      error_ = std::current_exception();
      throw;
    }
  }

  void refuse(std::string_view sql) {
    if (sql == accepted_) return;
    const auto fail = [&](const std::string& message, const std::string& hint) {
      DatabaseError error(message, hint);
      error.statement = std::string(sql);
      throw error;
    };
    if (dialect_.controls_transaction(sql)) {
      fail("a data step runs in the transaction of its revision, and this statement would end it or begin another",
           "leave it out: the revision is committed when all of it is done");
    }
    const auto why = dialect_.refusal(sql, Confines::data_step);
    if (!why.empty()) fail("a data step changes rows: " + why, "");
    accepted_ = sql;
  }

  const Dialect& dialect_;
  Connection& connection_;
  const std::string& step_;
  const std::function<void(const StepProgress&)>& on_progress_;
  std::string accepted_;  ///< the statement that was looked at last: a step says the same one again and again
  std::exception_ptr error_;
};

/// The same kind of error with the step's name in front.
template <class E>
[[noreturn]] void rethrow_named(const E& error, const std::string& step) {
  E named(error);
  static_cast<std::runtime_error&>(named) = std::runtime_error("the data step '" + step + "' failed: " + error.what());
  throw named;
}

[[noreturn]] void rethrow_with_name(const std::exception_ptr& cause, const std::string& step) {
  try {
    std::rethrow_exception(cause);
  } catch (const LockError& error) {
    rethrow_named(error, step);
  } catch (const DatabaseError& error) {
    rethrow_named(error, step);
  } catch (const ConfigurationError& error) {
    rethrow_named(error, step);
  } catch (const Error& error) {
    rethrow_named(error, step);
  } catch (const std::exception& error) {
    throw Error("the data step '" + step + "' failed: " + error.what());
  }
}

}  // namespace

void refuse_unknown_steps(const Revision& revision, std::span<const Operation> operations, StepRunner* runner) {
  for (const auto& operation : operations) {
    const auto* call = std::get_if<Call>(&operation.value);
    if (!call) continue;
    const auto says = "revision " + label(revision) + " calls the data step '" + call->step + "'";
    if (!runner) throw RevisionError(says + ", and there are no data steps here", {}, operation.where);
    std::vector<std::string> names;
    for (const auto& step : runner->steps()) names.push_back(step.name);
    if (std::ranges::find(names, call->step) != names.end()) continue;
    if (names.empty()) {
      throw RevisionError(says + ", and there is no data step in " + runner->source(),
                          "write it there: MIGRATE_DATA_STEP(" + call->step + ", step) { … }", operation.where);
    }
    throw RevisionError(says + ", which " + runner->source() + " does not have" + did_you_mean(call->step, names),
                        "it has " + join(names, ", "), operation.where);
  }
}

void run_step(const Dialect& dialect, Connection& connection, StepRunner& runner, const Call& call,
              const std::function<void(const StepProgress&)>& on_progress) {
  RevisionDatabase database(dialect, connection, call.step, on_progress);
  std::exception_ptr cause;
  try {
    runner.run(call.step, database);
  } catch (...) {
    cause = std::current_exception();
  }
  // what the database said is told rather than what the step made of it
  if (database.error()) cause = database.error();
  if (cause) rethrow_with_name(cause, call.step);
}

}  // namespace migrate
