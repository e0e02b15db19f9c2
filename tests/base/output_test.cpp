#include "src/base/output.hpp"

#include "src/base/error.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

Environment variables(std::map<std::string, std::string> values) {
  return with_fallback([](const std::string&) { return std::nullopt; }, std::move(values));
}

}  // namespace

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
