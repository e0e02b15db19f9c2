#include "src/base/output.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "src/base/error.hpp"

namespace migrate {
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

void StandardOutput::data(std::string_view text) {
  passing("");
  note(std::fwrite(text.data(), 1, text.size(), stdout) == text.size());
}

void StandardOutput::message(Level level, std::string_view text) {
  if (!shows(level)) return;
  // on a terminal, and in a log that takes both, the two streams stay in the order of their writing
  note(std::fflush(stdout) == 0);
  passing("");
  std::string line(text);
  if (level == Level::warning) line = message_paint_.yellow("warning:") + " " + line;
  if (level == Level::detail) line = message_paint_.dim(line);
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void StandardOutput::passing(std::string_view line) {
  if (!interactive_ || (line.empty() && !line_passes_)) return;
  // what is wider than the terminal could not be taken back: no terminal is narrower than this
  constexpr std::size_t width = 79;
  const auto text = "\r\x1b[K" + std::string(line.substr(0, width));
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
  line_passes_ = !line.empty();
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
