// What the command line takes and refuses, before any command does its work.
#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/globals.hpp"
#include "src/cli/manual.hpp"
#include "src/cli/parse.hpp"
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

Program migrate_program() { return Program(MIGRATE_PROGRAM); }

/// A command with each kind of parameter.
struct Given {
  std::string target;
  std::string message;
  bool flag = false;
  std::vector<std::string> many;
};

std::vector<Command> sample() {
  Command row;
  row.name = "move";
  row.summary = "Move";
  row.parameters = {argument("TARGET", Presence::required, &Given::target, "Where"),
                    option("message", 'm', "TEXT", &Given::message, "What"), flag("flag", 'f', &Given::flag, "Whether"),
                    option("many", 0, "X", &Given::many, "More than one")};
  Command other;
  other.name = "heads";
  other.summary = "Heads";
  return {row, other};
}

Given parse(const std::vector<std::string>& arguments, Globals* globals = nullptr) {
  const auto commands = sample();
  const auto invocation = parse_command_line(commands, arguments);
  REQUIRE(invocation.command);
  if (globals) *globals = invocation.globals;
  return fill<Given>(invocation.command->parameters, invocation.values);
}

}  // namespace

TEST_CASE("relative targets are values and not options") {
  CHECK(parse({"move", "-1"}).target == "-1");
  CHECK(parse({"move", "+2"}).target == "+2");
  CHECK(parse({"move", "-12", "-f"}).flag);
  CHECK(parse({"move", "--", "-1"}).target == "-1");
}

TEST_CASE("an argument that is called like a command stays an argument") {
  CHECK(parse({"move", "heads"}).target == "heads");
  CHECK(parse({"move", "move"}).target == "move");
}

TEST_CASE("values keep brackets, commas, spaces and quotes") {
  CHECK(parse({"move", "x", "-m", "[a, b]"}).message == "[a, b]");
  CHECK(parse({"move", "x", "--message=a=b"}).message == "a=b");
  CHECK(parse({"move", "x", "-m", "it's \"so\""}).message == "it's \"so\"");
  CHECK(parse({"move", "[x]"}).target == "[x]");
  CHECK(parse({"move", "x", "--many", "1", "--many=2"}).many == std::vector<std::string>{"1", "2"});
}

TEST_CASE("global options stand before or after the command, and after goes first") {
  Globals globals;
  parse({"--url", "sqlite:///a", "-v", "move", "x", "--env=ci", "-v"}, &globals);
  CHECK(globals.url == "sqlite:///a");
  CHECK(globals.env == "ci");
  CHECK(globals.verbose == 2);
  parse({"--url", "a", "move", "x", "--url", "b"}, &globals);
  CHECK(globals.url == "b");
}

TEST_CASE("wrong command lines are refused with the right word") {
  struct Case {
    std::vector<std::string> arguments;
    std::string message;
  };
  const auto wrong = GENERATE(values<Case>({
      {{"moove", "x"}, "there is no command 'moove', did you mean 'move'?"},
      {{"move", "x", "--mesage", "m"}, "'move' has no option '--mesage', did you mean '--message'?"},
      {{"move", "x", "--mesage=m"}, "'move' has no option '--mesage', did you mean '--message'?"},
      {{"--colour", "never"}, "there is no option '--colour', did you mean '--color'?"},
      {{"move"}, "'move' needs TARGET"},
      {{"move", "x", "y"}, "'move' takes no further argument 'y'"},
      {{"move", "x", "-m"}, "--message needs a value: TEXT"},
      {{"move", "x", "-m", "a", "-m", "b"}, "--message is given 2 times"},
      {{"move", "x", "--url", ""}, "--url is empty"},
      {{"--env=", "move", "x"}, "--env is empty"},
      {{"move", "x", "-c", ""}, "--config is empty"},
      {{"move", "x", "-m", ""}, "--message is empty"},
      {{"move", ""}, "TARGET is empty"},
      {{"move", "x", "--format", "jsn"}, "--format cannot be 'jsn', did you mean 'json'?"},
  }));
  try {
    parse(wrong.arguments);
    FAIL("no error");
  } catch (const UsageError& error) {
    CHECK(std::string(error.what()) == wrong.message);
    CHECK_FALSE(error.hint.empty());
  }
}

TEST_CASE("every command has a help text with a usage line, its options and examples") {
  const auto program = migrate_program();
  for (const auto& command : all_commands()) {
    INFO(command.name);
    const auto ran = program({command.name, "--help"});
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    CHECK(contains(ran.out, "Usage: migrate " + command.name));
    for (const auto& parameter : command.parameters) {
      CHECK(contains(ran.out, parameter.positional ? parameter.name : "--" + parameter.name));
    }
    CHECK(contains(ran.out, "Examples:"));
    CHECK(program({"help", command.name}).out == ran.out);
  }
}

TEST_CASE("the manual page has what the program says of its commands and options, word for word") {
  const auto page = read_file(MIGRATE_SOURCE_DIR "/man/migrate.1");
  const std::string begin = "sh man/refresh PROGRAM.\n";
  const auto from = page.find(begin) + begin.size();
  const auto to = page.find(".\\\" end of what is made from the options\n");
  REQUIRE(from < to);
  const auto made = manual_text(all_commands());
  INFO("`sh man/refresh PROGRAM` brings the page up to date");
  CHECK(page.substr(from, to - from) == made);
  CHECK(migrate_program()({"help", "--man"}).out == made);
  for (const auto& command : all_commands()) {
    INFO(command.name);
    CHECK(contains(made, ".Ic " + command.name + "\n"));
    for (const auto& parameter : command.parameters) {
      INFO(parameter.name);
      CHECK(contains(made, (parameter.positional ? "Ar " : "Fl -") + parameter.name));
    }
  }
  for (const auto& parameter : global_parameters()) CHECK(contains(made, "Fl -" + parameter.name));
}

TEST_CASE("the version names the program and its databases") {
  const auto program = migrate_program();
  const auto ran = program({"--version"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "migrate "));
  CHECK(ran.err.empty());
  CHECK(contains(program({"--version", "--format", "json"}).out, "\"version\": "));
}

TEST_CASE("without a command the program says so and exits with 2") {
  const auto ran = migrate_program()({});
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(contains(ran.err, "error: no command is given"));
  CHECK(contains(ran.err, "hint: "));
}

TEST_CASE("an error is text on standard error, or the only document on standard output") {
  const auto program = migrate_program();
  const auto text = program({"heads"});
  CHECK(text.code == 2);
  CHECK(text.out.empty());
  CHECK(contains(text.err, "migrate.toml"));
  CHECK(contains(text.err, "migrate init"));
  const auto json = program({"heads", "--format", "json"});
  CHECK(json.code == 2);
  CHECK(json.err.empty());
  CHECK(json.out.starts_with("{\n  \"error\": {\n    \"kind\": \"configuration\""));
  CHECK(program({"hedas", "--format=json"}).out.starts_with("{\n  \"error\": {\n    \"kind\": \"usage\""));
}

TEST_CASE("output that cannot be written is an error of every command") {
  const SmallProject project;
  project.revision("aaaa", "", creates("t"));
  for (const auto* line :
       {"status", "current --format json", "status --format json", "check --format json", "upgrade --format json",
        "status", "current", "heads", "history", "show aaaa", "revision -m x", "init sub", "diff", "inspect", "help",
        "--version", "nonsense --format json"}) {
    INFO(line);
    const auto ran = project.program.into_full_device(split(line, ' '));
    CHECK(ran.code == (std::string_view(line).starts_with("nonsense") ? 2 : 1));
    CHECK(contains(ran.err, "error: "));
    CHECK((ran.code == 2 || contains(ran.err, "cannot write to standard output: No space left on device")));
  }
}

TEST_CASE("colour is written into a file only when it is asked for") {
  auto program = migrate_program();
  CHECK_FALSE(contains(program({"nonsense"}).err, "\x1b["));
  CHECK(contains(program({"nonsense", "--color=always"}).err, "\x1b[31merror:\x1b[0m"));
  program.environment["NO_COLOR"] = "1";
  CHECK(contains(program({"nonsense", "--color=always"}).err, "\x1b[31m"));
  CHECK_FALSE(contains(program({"nonsense"}).err, "\x1b["));
}
