#include "src/cli/progress.hpp"

#include <fmt/format.h>

#include <memory>

#include "src/base/columns.hpp"
#include "src/base/text.hpp"
#include "src/cli/progress_line.hpp"
#include "src/cli/revision_text.hpp"

namespace migrate {
namespace {

/// A step may tell of every row; a person reads a line now and then.
constexpr auto time_between_lines = std::chrono::seconds(1);

std::string verb(Movement movement, bool done) {
  if (movement == Movement::stamp) return done ? "stamped" : "stamping";
  if (movement == Movement::upgrade) return done ? "applied" : "applying";
  return done ? "took back" : "taking back";
}

std::string step_text(const Progress& progress, bool done) {
  // before the commit of all together, nothing is applied
  if (progress.together && done) return "ran " + title_of(progress.revision);
  return fmt::format("{} {}", verb(progress.movement, done), title_of(progress.revision));
}

/// A statement in a few words; of one that somebody wrote, its own first ones.
std::string what_runs(const Statement& statement) {
  if (!statement.purpose.empty() && (statement.purpose != "execute" || statement.sql.empty())) return statement.purpose;
  const auto first = trim(statement.sql);
  auto line = std::string(first.substr(0, first.find('\n')));
  return line.size() <= 60 ? line : fit_columns(line, 60);
}

void tell_statement(Output& out, const Statement& statement) {
  if (!statement.way.empty()) out.detail("  -- " + statement.way);
  if (!statement.purpose.empty()) out.detail("  -- " + statement.purpose);
  if (!statement.sql.empty()) out.detail("  " + statement.sql);
}

}  // namespace

EngineCallbacks progress_to(Output& out) {
  EngineCallbacks callbacks;
  const auto line = std::make_shared<ProgressLine>(out);
  callbacks.on_begin = [&out, line](const Progress& progress) {
    if (out.shows(Level::detail)) {
      out.detail(fmt::format("{} ({} of {})", step_text(progress, false), progress.number, progress.count));
    }
    line->begin();
  };
  callbacks.on_end = [&out, line](const Progress& progress, std::chrono::milliseconds elapsed) {
    line->end();
    out.info(fmt::format("{} ({})", step_text(progress, true), duration_text(elapsed)));
  };
  callbacks.on_statement = [&out, line](const Statement& statement) {
    line->phase(what_runs(statement));
    if (out.shows(Level::detail)) tell_statement(out, statement);
  };
  callbacks.on_statement_progress = [line](const StatementProgress& progress) {
    line->at(progress.done, progress.total);
  };
  callbacks.on_commit = [line] { line->phase("commit"); };
  callbacks.on_wait = [&out](const std::string& holder) {
    out.warning("waiting for another migration to end" + (holder.empty() ? "" : ": " + holder));
  };
  callbacks.on_retry = [&out](const LockError& error, std::chrono::milliseconds pause) {
    out.info(fmt::format("  {}; trying again in {}", error.what(), duration_text(pause)));
  };
  callbacks.on_step = [&out, shown = std::chrono::steady_clock::now()](const StepProgress& progress) mutable {
    const auto now = std::chrono::steady_clock::now();
    const bool over = progress.total > 0 && progress.done >= progress.total;
    if (!over && now - shown < time_between_lines) return;
    shown = now;
    out.info("  " + progress_text(progress));
  };
  return callbacks;
}

std::string progress_text(const StepProgress& progress) {
  if (progress.total == 0) return fmt::format("{}: {}", progress.name, progress.done);
  const auto percent = 100.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total);
  return fmt::format("{}: {} of {} ({:.0f} %)", progress.name, progress.done, progress.total, percent);
}

std::string duration_text(std::chrono::milliseconds duration) {
  const auto count = duration.count();
  if (count < 1000) return fmt::format("{} ms", count);
  if (count < 60'000) return fmt::format("{:.1f} s", static_cast<double>(count) / 1000);
  return fmt::format("{} min {} s", count / 60'000, count / 1000 % 60);
}

}  // namespace migrate
