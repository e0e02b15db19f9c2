#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/completion_scripts.hpp"
#include "src/cli/session.hpp"

namespace migrate {
namespace {

struct CompletionArguments {
  std::string what;
};

/// All that a person may type for a target without knowing numbers.
std::vector<std::string> target_names(const Graph& graph) {
  std::vector<std::string> out{"head", "heads", "base"};
  for (auto revision = graph.revisions().rbegin(); revision != graph.revisions().rend(); ++revision) {
    out.push_back(revision->id);
    for (const auto& label : revision->branch_labels) out.insert(out.end(), {label, label + "@head", label + "@base"});
  }
  return out;
}

std::string script_of(const std::string& shell) {
  const auto commands = all_commands();
  if (shell == "bash") return bash_completion(commands);
  return shell == "zsh" ? zsh_completion(commands) : fish_completion(commands);
}

ExitCode run_completion(Session& session, const CompletionArguments& arguments) {
  const bool targets = arguments.what == "targets";
  const auto names = targets ? target_names(session.graph()) : std::vector<std::string>();
  const auto text = targets ? join(names, "\n") + "\n" : script_of(arguments.what);
  if (session.json()) {
    session.data(targets ? Json::object().set("targets", names) : Json::object().set("script", text));
  } else {
    session.out().data(text);
  }
  return ExitCode::done;
}

}  // namespace

Command completion_command() {
  auto what =
      argument("SHELL", Presence::required, &CompletionArguments::what, "bash, zsh or fish; or targets, see above");
  what.choices = {"bash", "zsh", "fish", "targets"};
  return make_command<CompletionArguments>(
      {
          .name = "completion",
          .summary = "Write the completion script of a shell",
          .details =
              "Commands, options, their values, revisions and files are completed. The script asks the program for\n"
              "the revisions: targets lists what a target may be called, a line each, and needs no database.",
          .parameters = {std::move(what)},
          .examples = {{"source <(migrate completion bash)", "For this shell; in ~/.bashrc for all"},
                       {"migrate completion zsh > ~/.zfunc/_migrate", "In a folder of fpath"},
                       {"migrate completion fish > ~/.config/fish/completions/migrate.fish", "For fish"}},
          .with_all = WithAll::never,
      },
      run_completion);
}

}  // namespace migrate
