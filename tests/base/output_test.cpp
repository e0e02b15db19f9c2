#include "src/base/output.hpp"

#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>

#include "src/base/columns.hpp"
#include "src/base/error.hpp"
#include "src/base/text.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

Environment variables(std::map<std::string, std::string> values) {
  return with_fallback([](const std::string&) { return std::nullopt; }, std::move(values));
}

/// A terminal in the place of standard error, for as long as it lives.
class Terminal {
 public:
  explicit Terminal(unsigned short columns) : before_(dup(2)) {
    const winsize size = size_of(columns);
    REQUIRE(openpty(&ours_, &theirs_, nullptr, nullptr, &size) == 0);
    dup2(theirs_, 2);
  }
  ~Terminal() {
    dup2(before_, 2);
    for (const int one : {before_, ours_, theirs_}) close(one);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void resize(unsigned short columns) const {
    const winsize size = size_of(columns);
    ioctl(theirs_, TIOCSWINSZ, &size);
  }
  /// What was written since the last call.
  std::string written() const {
    std::array<char, 4096> buffer;
    const auto count = read(ours_, buffer.data(), buffer.size());
    return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }

 private:
  static winsize size_of(unsigned short columns) {
    return {.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
  }

  int before_;
  int ours_ = -1, theirs_ = -1;
};

/// The text of a passing line without what moves the cursor.
std::string text_of(const std::string& written) { return written.substr(written.rfind("\x1b[") + 3); }

}  // namespace

TEST_CASE("a passing line is as wide as the terminal, whatever that becomes") {
  const std::string line(200, 'x');
  std::string wide, narrow, one, gone, wide_characters;
  {
    const Terminal terminal(120);
    StandardOutput out(Verbosity::normal, ColorMode::automatic, variables({{"TERM", "xterm"}, {"NO_COLOR", "1"}}));
    out.passing(line);
    wide = terminal.written();
    terminal.resize(50);
    out.passing(line);
    narrow = terminal.written();
    out.passing("\u8868\u683c\u8868\u683c" + line);
    wide_characters = terminal.written();
    out.passing("one");
    one = terminal.written();
    out.passing("");
    gone = terminal.written();
  }
  CHECK(columns_of(text_of(wide)) == 119);
  CHECK(columns_of(text_of(narrow)) == 49);
  CHECK(narrow.starts_with("\r\x1b[2A"));  // the line before takes three of the narrow terminal's
  CHECK(columns_of(text_of(wide_characters)) == 49);
  CHECK(text_of(one) == "one");
  CHECK(gone == "\r\x1b[K");
}

TEST_CASE("nothing passes by where nobody looks, in quiet, or where the terminal cannot") {
  for (const auto& [verbosity, term] : {std::pair{Verbosity::quiet, "xterm"}, std::pair{Verbosity::normal, "dumb"}}) {
    const Terminal terminal(80);
    const StandardOutput out(verbosity, ColorMode::automatic, variables({{"TERM", term}}));
    CHECK_FALSE(out.interactive());
  }
}

TEST_CASE("colour is for terminals without NO_COLOR, unless it is asked for") {
  CHECK(wants_color(ColorMode::automatic, true, variables({})));
  CHECK_FALSE(wants_color(ColorMode::automatic, false, variables({})));
  CHECK_FALSE(wants_color(ColorMode::automatic, true, variables({{"NO_COLOR", "1"}})));
  CHECK(wants_color(ColorMode::automatic, true, variables({{"NO_COLOR", ""}})));
  CHECK_FALSE(wants_color(ColorMode::automatic, true, variables({{"TERM", "dumb"}})));
  CHECK(wants_color(ColorMode::always, false, variables({{"NO_COLOR", "1"}})));
  CHECK_FALSE(wants_color(ColorMode::never, true, variables({})));
}

TEST_CASE("paint that is off leaves the text alone") {
  CHECK(Paint{}.red("x") == "x");
  CHECK(Paint{true}.red("x") == "\x1b[31mx\x1b[0m");
}

TEST_CASE("quiet hides information and verbose shows details, but errors and warnings always come") {
  const StandardOutput quiet(Verbosity::quiet, ColorMode::never, variables({}));
  const StandardOutput normal(Verbosity::normal, ColorMode::never, variables({}));
  const StandardOutput verbose(Verbosity::verbose, ColorMode::never, variables({}));
  CHECK(quiet.shows(Level::warning));
  CHECK_FALSE(quiet.shows(Level::info));
  CHECK(normal.shows(Level::info));
  CHECK_FALSE(normal.shows(Level::detail));
  CHECK(verbose.shows(Level::detail));
}

TEST_CASE("a .env file has comments, exports, quotes and values over several lines") {
  const auto values = parse_env_file(
      "# comment\nA=1\nexport B = two words # not this\nC=\"x \\\"y\\\" # z\" # this\nD='line\nline'\n\nE=\n", ".env");
  CHECK(values == std::map<std::string, std::string>{
                      {"A", "1"}, {"B", "two words"}, {"C", "x \"y\" # z"}, {"D", "line\nline"}, {"E", ""}});
}

TEST_CASE("a line of a .env file that is not KEY=VALUE is an error with its line") {
  try {
    parse_env_file("A=1\nnonsense\n", ".env");
    FAIL("no error");
  } catch (const ConfigurationError& error) {
    CHECK(error.where == Where{".env", 2, 1});
  }
}
