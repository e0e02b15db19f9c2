#include "src/base/output.hpp"

#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>

#include "src/base/columns.hpp"
#include "src/base/controls.hpp"
#include "src/base/error.hpp"

namespace migrate {
namespace {

/// How wide the terminal of a stream is now; absent where it is none, or does not say.
std::optional<std::size_t> terminal_columns(int stream) {
  winsize size{};
  if (::ioctl(stream, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

}  // namespace

std::string Paint::wrap(std::string_view code, std::string_view text) const {
  if (!on || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

bool wants_color(ColorMode mode, bool terminal, const Environment& environment) {
  if (mode != ColorMode::automatic) return mode == ColorMode::always;
  return terminal && environment("NO_COLOR").value_or("").empty() && environment("TERM").value_or("") != "dumb";
}

StandardOutput::StandardOutput(Verbosity verbosity, ColorMode color, const Environment& environment)
    : verbosity_(verbosity),
      interactive_(verbosity != Verbosity::quiet && is_terminal(2) && environment("TERM").value_or("") != "dumb"),
      data_paint_{wants_color(color, is_terminal(1), environment)},
      message_paint_{wants_color(color, is_terminal(2), environment)} {}

void StandardOutput::data_as_it_is(std::string_view text) {
  const std::lock_guard lock(mutex_);
  passing("");
  std::string shown;
  if (is_terminal(1)) text = shown = for_terminal(text, data_paint_.on);
  note(std::fwrite(text.data(), 1, text.size(), stdout) == text.size());
}

void StandardOutput::message(Level level, std::string_view text) {
  if (!shows(level)) return;
  const std::lock_guard lock(mutex_);
  // on a terminal, and in a log that takes both, the two streams stay in the order of their writing
  note(std::fflush(stdout) == 0);
  passing("");
  auto line = hidden_.hidden(text);
  if (level == Level::warning) line = message_paint_.yellow("warning:") + " " + line;
  if (level == Level::detail) line = message_paint_.dim(line);
  if (is_terminal(2)) line = for_terminal(line, message_paint_.on);
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

std::size_t StandardOutput::passing_columns() const {
  // in the last column, terminals differ in where the cursor is
  return std::max<std::size_t>(terminal_columns(2).value_or(80), 2) - 1;
}

void StandardOutput::passing(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (!interactive_ || (line.empty() && passing_ == 0)) return;
  const auto columns = passing_columns();
  // a terminal that has become narrower shows the line before in several
  const auto lines_above = passing_ > 0 ? (passing_ - 1) / (columns + 1) : 0;
  auto text = std::string("\r");
  if (lines_above > 0) text += "\x1b[" + std::to_string(lines_above) + "A";
  const auto fitting = fit_columns(for_terminal(hidden_.hidden(line), message_paint_.on), columns);
  // to erase the display from its first column on would put what was there into the history of some terminals
  text += (lines_above > 0 ? "\x1b[J" : "\x1b[K") + fitting;
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
  passing_ = columns_of(fitting);
}

bool StandardOutput::shows(Level level) const {
  if (level == Level::detail) return verbosity_ == Verbosity::verbose;
  if (level == Level::info) return verbosity_ != Verbosity::quiet;
  return true;
}

void StandardOutput::flush() {
  passing("");
  note(std::fflush(stdout) == 0);
  if (problem_ == 0 || problem_ == EPIPE) return;
  throw Error(std::string("cannot write to standard output: ") + std::strerror(problem_));
}

/// What could not be sent is dropped from the buffer, so that a later flush knows nothing of it.
void StandardOutput::note(bool written) {
  if (!written && problem_ == 0) problem_ = errno;
}

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace migrate
