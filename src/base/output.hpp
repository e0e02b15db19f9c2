// Where the program speaks. Data (what was asked for) goes to standard output, talk (what is going on) to standard
// error, so that a pipe gets the data alone. Tests use tests/support/recording_output.hpp.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/environment.hpp"
#include "src/base/hidden_values.hpp"

namespace migrate {

/// How much a message matters. `detail` is shown with --verbose only, `info` not with --quiet.
enum class Level { error, warning, info, detail };

/// Colours for a terminal, or none: every function then gives its text back as it is.
struct Paint {
  bool on = false;

  std::string bold(std::string_view text) const { return wrap("1", text); }
  std::string dim(std::string_view text) const { return wrap("2", text); }
  std::string red(std::string_view text) const { return wrap("31", text); }
  std::string green(std::string_view text) const { return wrap("32", text); }
  std::string yellow(std::string_view text) const { return wrap("33", text); }

 private:
  std::string wrap(std::string_view code, std::string_view text) const;
};

class Output {
 public:
  virtual ~Output() = default;

  /// Writes to standard output exactly what it is given.
  virtual void data(std::string_view text) = 0;
  /// Writes one message as a line (or several, where it has line breaks) to standard error.
  virtual void message(Level level, std::string_view text) = 0;
  /// Whether messages of this level are shown at all: saves building those that are not.
  virtual bool shows(Level level) const = 0;
  /// Whether a person looks at the messages as they come.
  virtual bool interactive() const { return false; }
  /// Shows a line that the next one, or the next message, takes the place of; empty: takes it away. Nothing unless
  /// interactive.
  virtual void passing(std::string_view /*line*/) {}
  /// How many columns such a line may have; it may change at any time.
  virtual std::size_t passing_columns() const { return 79; }
  /// From now on, messages and data show what stands for these values in their place.
  virtual void hide(const HiddenValues& /*values*/) {}
  /// As `data`, with the values that are hidden elsewhere.
  virtual void data_as_it_is(std::string_view text) { data(text); }
  virtual Paint data_paint() const { return {}; }
  virtual Paint message_paint() const { return {}; }

  void warning(std::string_view text) { message(Level::warning, text); }
  void info(std::string_view text) { message(Level::info, text); }
  void detail(std::string_view text) { message(Level::detail, text); }
};

enum class Verbosity { quiet, normal, verbose };
enum class ColorMode { automatic, always, never };

/// The policy of `automatic`: a terminal, NO_COLOR unset or empty (https://no-color.org), TERM not "dumb".
bool wants_color(ColorMode mode, bool terminal, const Environment& environment);

/// The process's own standard streams. Messages and passing lines may come from several threads.
class StandardOutput : public Output {
 public:
  StandardOutput(Verbosity verbosity, ColorMode color, const Environment& environment);

  void data(std::string_view text) override { data_as_it_is(hidden_.hidden(text)); }
  void data_as_it_is(std::string_view text) override;
  void message(Level level, std::string_view text) override;
  bool shows(Level level) const override;
  bool interactive() const override { return interactive_; }
  void passing(std::string_view line) override;
  void hide(const HiddenValues& values) override { hidden_ = values; }
  std::size_t passing_columns() const override;
  Paint data_paint() const override { return data_paint_; }
  Paint message_paint() const override { return message_paint_; }

  /// Sends what is still buffered. Throws Error where standard output did not take all that was ever written, now or
  /// before: to be called once, at the end. A reader that has left (`migrate history | head -1`) is no error.
  void flush();

 private:
  void note(bool written);

  Verbosity verbosity_;
  bool interactive_;
  HiddenValues hidden_;
  std::size_t passing_ = 0;  ///< the columns that the passing line takes
  std::recursive_mutex mutex_;
  Paint data_paint_;
  Paint message_paint_;
  int problem_ = 0;  ///< the first errno of standard output
};

/// A reader that goes away must not kill an upgrade half-way: writing to it then fails instead.
void ignore_broken_pipes();

}  // namespace migrate
