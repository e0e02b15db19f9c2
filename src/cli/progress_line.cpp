#include "src/cli/progress_line.hpp"

#include <fmt/format.h>

#include <limits>
#include <vector>

#include "src/base/columns.hpp"
#include "src/base/text.hpp"
#include "src/cli/progress.hpp"

namespace migrate {
namespace {

/// What is done sooner needs no line.
constexpr auto time_before_line = std::chrono::milliseconds(500);
constexpr auto time_between_looks = std::chrono::milliseconds(100);
constexpr std::chrono::steady_clock::duration time_between_plain_lines = std::chrono::seconds(10);

/// How far it is, from the most that can be said to the least.
std::vector<std::string> numbers(const Phase& phase) {
  if (phase.total == 0 || phase.done == 0) return {duration_text(phase.elapsed)};
  // the rows are an estimate, and what comes behind the last one takes its time too
  if (phase.done >= phase.total) {
    return {fmt::format("all {} rows, {}", grouped(phase.total), duration_text(phase.elapsed)),
            duration_text(phase.elapsed)};
  }
  const auto done = static_cast<double>(phase.done);
  const auto total = static_cast<double>(phase.total);
  const auto seconds = std::max(static_cast<double>(phase.elapsed.count()) / 1000, 0.001);
  const auto left =
      duration_text(std::chrono::milliseconds(static_cast<std::int64_t>((total - done) / (done / seconds) * 1000)));
  const auto rows = fmt::format("{} of {} rows", grouped(phase.done), grouped(phase.total));
  const auto percent = fmt::format("{:.0f} %", std::min(100 * done / total, 99.0));
  return {fmt::format("{} ({}), {}/s, {} left", rows, percent, grouped(static_cast<std::size_t>(done / seconds)), left),
          fmt::format("{} ({}), {} left", rows, percent, left), fmt::format("{}, {} left", percent, left), percent};
}

}  // namespace

std::string phase_text(const Phase& phase, std::size_t columns) {
  const auto all = numbers(phase);
  for (const auto& one : all) {
    auto text = phase.what + ": " + one;
    if (columns_of(text) <= columns) return text;
  }
  const auto behind = ": " + all.back();
  const auto room = columns > behind.size() ? columns - behind.size() : 0;
  return fit_columns(fit_columns(phase.what, room) + behind, columns);
}

ProgressLine::~ProgressLine() {
  if (!thread_.joinable()) return;
  end();
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void ProgressLine::begin() {
  if (!out_.shows(Level::info)) return;
  const std::lock_guard lock(mutex_);
  phase_ = {};
  phase_began_ = Clock::now();
  due_ = phase_began_ + (out_.interactive() ? Clock::duration(time_before_line) : time_between_plain_lines);
  running_ = true;
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void ProgressLine::phase(const std::string& what) {
  const std::lock_guard lock(mutex_);
  phase_ = {.what = what};
  phase_began_ = Clock::now();
}

void ProgressLine::at(std::size_t done, std::size_t total) {
  const std::lock_guard lock(mutex_);
  phase_.done = done;
  phase_.total = total;
}

void ProgressLine::end() {
  const std::lock_guard lock(mutex_);
  if (running_) out_.passing("");
  running_ = false;
}

void ProgressLine::run() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, time_between_looks, [this] { return over_; })) {
    if (running_ && Clock::now() >= due_) show();
  }
}

void ProgressLine::show() {
  const bool terminal = out_.interactive();
  const auto line = text(terminal ? out_.passing_columns() : std::numeric_limits<std::size_t>::max());
  if (line.empty()) return;
  if (terminal) return out_.passing(line);
  out_.info(line);
  due_ = Clock::now() + time_between_plain_lines;
}

std::string ProgressLine::text(std::size_t columns) const {
  if (phase_.what.empty() || columns < 4) return {};
  auto phase = phase_;
  phase.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - phase_began_);
  return "  " + phase_text(phase, columns - 2);
}

}  // namespace migrate
