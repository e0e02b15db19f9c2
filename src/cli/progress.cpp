#include "src/cli/progress.hpp"

#include <fmt/format.h>

#include "src/base/text.hpp"
#include "src/cli/revision_text.hpp"

namespace migrate {
namespace {

/// A step may tell of every row; a person reads a line now and then.
constexpr auto time_between_lines = std::chrono::seconds(1);
constexpr auto time_before_progress = std::chrono::milliseconds(500);
constexpr auto time_between_looks = std::chrono::milliseconds(100);

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

}  // namespace

EngineCallbacks progress_to(Output& out) {
  EngineCallbacks callbacks;
  callbacks.on_begin = [&out](const Progress& progress) {
    if (!out.shows(Level::detail)) return;
    out.detail(fmt::format("{} ({} of {})", step_text(progress, false), progress.number, progress.count));
  };
  callbacks.on_end = [&out](const Progress& progress, std::chrono::milliseconds elapsed) {
    out.info(fmt::format("{} ({})", step_text(progress, true), duration_text(elapsed)));
  };
  callbacks.on_statement = [&out](const Statement& statement) {
    if (!out.shows(Level::detail)) return;
    if (!statement.way.empty()) out.detail("  -- " + statement.way);
    if (!statement.purpose.empty()) out.detail("  -- " + statement.purpose);
    if (!statement.sql.empty()) out.detail("  " + statement.sql);
  };
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
  if (out.interactive()) {
    callbacks.on_statement_progress =
        [&out, shown = std::chrono::steady_clock::now()](const StatementProgress& progress) mutable {
          const auto now = std::chrono::steady_clock::now();
          if (progress.elapsed < time_before_progress || now - shown < time_between_looks) return;
          shown = now;
          out.passing("  " + progress_text(progress));
        };
  }
  return callbacks;
}

std::string progress_text(const StatementProgress& progress) {
  const auto& purpose = progress.statement.purpose;
  auto text = (purpose.empty() ? progress.statement.sql.substr(0, 40) : purpose) + ": ";
  if (progress.total == 0 || progress.done == 0) return text + duration_text(progress.elapsed);
  const auto done = static_cast<double>(progress.done);
  const auto total = static_cast<double>(progress.total);
  const auto seconds = static_cast<double>(progress.elapsed.count()) / 1000;
  const auto left = std::chrono::milliseconds(static_cast<std::int64_t>((total - done) / (done / seconds) * 1000));
  return text + fmt::format("{} of {} rows ({:.0f} %), {}/s, {} left", grouped(progress.done), grouped(progress.total),
                            100 * done / total, grouped(static_cast<std::size_t>(done / seconds)), duration_text(left));
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
