// The completion scripts, each asked in its own shell; a shell that is not there is told and left out.
#include <cstdlib>

#include "src/base/text.hpp"
#include "src/cli/completion_scripts.hpp"
#include "src/cli/globals.hpp"
#include "tests/cli/small_project.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

using Words = std::vector<std::string>;

bool is_there(const std::string& shell) {
  for (const auto* folder : {"/usr/bin/", "/bin/"}) {
    if (std::filesystem::exists(folder + shell)) return true;
  }
  WARN(shell << " is not there: its completion was not run (.ci/install tests installs it)");
  return false;
}

/// A project with a branch label, and a folder in PATH that has the program in it.
class Shell {
 public:
  explicit Shell(const std::string& name) : program_(name == "bash" ? "/bin/bash" : "/usr/bin/" + name) {
    project_.revision("aaaa1111", "");
    project_.revision("aaaa2222", "aaaa1111");
    project_.write("migrations/bbbb.toml", "format = 1\nrevision = \"bbbb\"\nbranch_labels = [\"billing\"]\n");
    project_.write("other.toml", "");
    std::filesystem::create_directories(project_.path("bin"));
    std::filesystem::create_symlink(MIGRATE_PROGRAM, project_.path("bin/migrate"));
    project_.write("script", project_.run({"completion", name}).out);
  }

  /// Runs a text in the project's folder and gives what it printed, sorted.
  Words lines_of(const std::string& text) const {
    const auto folder = project_.program.folder.path.string();
    const auto ran = Program("/usr/bin/env")({"PATH=" + folder + "/bin:/usr/bin:/bin", "HOME=" + folder, "TERM=dumb",
                                              "timeout", "120", program_, "-c", "cd '" + folder + "'; " + text});
    INFO(ran.err);
    CHECK(ran.err.empty());
    auto lines = split(ran.out, '\n');
    std::erase(lines, "");
    std::ranges::sort(lines);
    return lines;
  }

 private:
  SmallProject project_;
  std::string program_;
};

bool has(const Words& words, const std::string& wanted) { return std::ranges::find(words, wanted) != words.end(); }

/// What bash would put in the place of the last word.
Words in_bash(const Shell& shell, const std::string& line) {
  return shell.lines_of("source ./script; compopt() { :; }; COMP_LINE='" + line +
                        "'; COMP_POINT=${#COMP_LINE}; read -ra COMP_WORDS <<<\"$COMP_LINE\"; _migrate; printf '%s\\n' "
                        "\"${COMPREPLY[@]}\"");
}

Words in_fish(const Shell& shell, const std::string& line) {
  auto lines = shell.lines_of("source ./script; complete -C '" + line + "'");
  for (auto& text : lines) text.erase(std::min(text.find('\t'), text.size()));
  return lines;
}

}  // namespace

TEST_CASE("every command and option stands in the three completions, and choices do") {
  const auto commands = all_commands();
  const Words scripts{bash_completion(commands), zsh_completion(commands), fish_completion(commands)};
  const auto holds = [&](const Parameter& parameter) {
    if (parameter.positional) return;
    INFO(parameter.name);
    CHECK(contains(scripts[0], "--" + parameter.name));
    CHECK(contains(scripts[1], "--" + parameter.name));
    CHECK(contains(scripts[2], " -l " + parameter.name + " "));
    for (const auto& choice : parameter.choices) {
      for (const auto& script : scripts) CHECK(contains(script, choice));
    }
  };
  for (const auto& command : commands) {
    INFO(command.name);
    CHECK(contains(scripts[0], "\n  " + command.name + ")\n"));
    CHECK(contains(scripts[1], "\n  " + command.name + ")\n"));
    CHECK(contains(scripts[2], "printf '%s\\t%s\\n' " + command.name + " "));
    for (const auto& parameter : command.parameters) holds(parameter);
  }
  for (const auto& parameter : global_parameters()) holds(parameter);
}

TEST_CASE("completion lists the targets without a database") {
  const SmallProject project;
  project.revision("aaaa", "");
  project.write("migrations/bbbb.toml", "format = 1\nrevision = \"bbbb\"\nbranch_labels = [\"billing\"]\n");
  CHECK(project.run({"completion", "targets"}).out ==
        "head\nheads\nbase\nbbbb\nbilling\nbilling@head\nbilling@base\naaaa\n");
  CHECK(contains(project.run({"completion", "tcsh"}).err, "it is one of: bash, zsh, fish, targets"));
}

TEST_CASE("bash completes commands, options, choices, revisions and files") {
  if (!is_there("bash")) return;
  const Shell shell("bash");
  CHECK(in_bash(shell, "migrate up") == Words{"upgrade"});
  CHECK(in_bash(shell, "migrate -q --env x dow") == Words{"downgrade"});
  CHECK(in_bash(shell, "migrate upgrade --dr") == Words{"--dry-run"});
  CHECK(has(in_bash(shell, "migrate upgrade --"), "--format"));
  CHECK(in_bash(shell, "migrate upgrade --format j") == Words{"json"});
  CHECK(in_bash(shell, "migrate upgrade --format=j") == Words{"json"});
  CHECK(in_bash(shell, "migrate upgrade aaaa") == Words{"aaaa1111", "aaaa2222"});
  CHECK(in_bash(shell, "migrate upgrade billing@h") == Words{"head"});
  CHECK(in_bash(shell, "migrate history -r aaaa1111:aaaa2") == Words{"aaaa2222"});
  CHECK(in_bash(shell, "migrate --config oth") == Words{"other.toml"});
  CHECK(in_bash(shell, "migrate init mig") == Words{"migrations"});
  CHECK(in_bash(shell, "migrate help chec") == Words{"check"});
  CHECK(in_bash(shell, "migrate completion z") == Words{"zsh"});
  CHECK(in_bash(shell, "migrate import s") == Words{"sql"});
  CHECK(in_bash(shell, "migrate import --revisions-dir x sql mig") == Words{"migrations"});
  CHECK(has(in_bash(shell, "migrate upgrade "), "heads"));
  CHECK(has(in_bash(shell, "migrate upgrade aaaa1111 "), "heads"));
  CHECK(in_bash(shell, "migrate revision -m ").empty());
}

TEST_CASE("fish completes commands, options, choices, revisions and files") {
  if (!is_there("fish")) return;
  const Shell shell("fish");
  CHECK(in_fish(shell, "migrate up") == Words{"upgrade"});
  CHECK(in_fish(shell, "migrate -q --env x dow") == Words{"downgrade"});
  CHECK(in_fish(shell, "migrate upgrade --dr") == Words{"--dry-run"});
  CHECK(in_fish(shell, "migrate upgrade --format j") == Words{"json"});
  CHECK(in_fish(shell, "migrate upgrade aaaa") == Words{"aaaa1111", "aaaa2222"});
  CHECK(in_fish(shell, "migrate upgrade billing@h") == Words{"billing@head"});
  CHECK(in_fish(shell, "migrate history -r aaaa1111:aaaa2") == Words{"aaaa1111:aaaa2222"});
  CHECK(has(in_fish(shell, "migrate --config oth"), "other.toml"));
  CHECK(in_fish(shell, "migrate completion z") == Words{"zsh"});
}

TEST_CASE("zsh completes commands, options, choices, revisions and files") {
  if (!is_there("zsh")) return;
  const Shell shell("zsh");
  // a shell on a terminal of its own; `shown` is what it adds to the line, or lists below it, after two tabulators
  const auto shows = [&](const std::string& line, const std::string& shown) {
    return shell.lines_of(
               "zmodload zsh/zpty; zpty inner zsh -f -i; "
               "zpty -w inner 'autoload -Uz compinit; compinit -u -D; source ./script; stty columns 200; "
               "PS1=\"REA\"\"DY> \"'; zpty -r inner text '*READY> *'; zpty -n -w inner $'" +
               line + "\\t\\t'; zpty -r inner text '*" + shown + "*' && print found; zpty -d inner") == Words{"found"};
  };
  CHECK(shows("migrate up", "grade "));
  CHECK(shows("migrate upgrade --dr", "y-run"));
  CHECK(shows("migrate upgrade --format j", "son"));
  CHECK(shows("migrate upgrade aaaa", "aaaa2222"));
  CHECK(shows("migrate history -r aaaa1111:aaaa2", "222"));
  CHECK(shows("migrate --config oth", "er.toml"));
  CHECK(shows("migrate import s", "ql"));
}
