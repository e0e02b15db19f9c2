#include "src/base/child_process.hpp"
#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/session.hpp"
#include "src/revisions/files.hpp"
#include "src/revisions/load_graph.hpp"
#include "src/revisions/target.hpp"

namespace migrate {
namespace {

struct EditArguments {
  std::string target = "head";
};

/// Relative targets and "current" ask the database where it is; all others ask nobody.
Revisions revisions_named(Session& session, const std::string& text) {
  const auto& graph = session.graph();
  const auto current = [&] { return current_revisions(graph, session.engine(Absent::empty).current()); };
  if (text == "current") return current();
  const auto target = parse_target(graph, text);
  if (!target.name.empty()) return resolve_all(graph, text);
  if (target.offset.value_or(0) > 0) return upgrade_target(graph, current(), text);
  const auto* revision = downgrade_target(graph, current(), text).revision;
  return revision ? Revisions{revision} : Revisions{};
}

std::string editor(Session& session) {
  for (const auto* name : {"VISUAL", "EDITOR"}) {
    const auto value = session.environment()(name);
    if (value && !trim(*value).empty()) return *value;
  }
  throw ConfigurationError("no editor is named", "set EDITOR, for example EDITOR=vi");
}

/// What the edited files say now, with the graph that they make.
void read_again(Session& session, const Revisions& edited, const std::string& target) {
  try {
    for (const auto* revision : edited) read_revision_body(read_revision_header(revision->file));
    load_graph(revision_folders(session.config()));
  } catch (Error& error) {
    error.details.push_back("the file is saved as it was edited");
    if (error.hint.empty()) error.hint = "`migrate edit " + target + "` opens it again";
    throw;
  }
}

ExitCode run_edit(Session& session, const EditArguments& arguments) {
  const auto revisions = revisions_named(session, arguments.target);
  if (revisions.empty())
    throw UsageError("'" + arguments.target + "' is no revision", "name one; `migrate history` lists them");
  // as git does: the variable may hold options, and the files are no part of the shell's text
  std::vector<std::string> command{"sh", "-c", editor(session) + " \"$@\"", "editor"};
  auto files = Json::array();
  for (const auto* revision : revisions) {
    command.push_back(revision->file.string());
    files.add(revision->file.string());
  }
  if (const auto code = run_in_terminal(command); code != 0) {
    throw Error("the editor ended with exit code " + std::to_string(code), "EDITOR is: " + editor(session));
  }
  read_again(session, revisions, arguments.target);
  if (session.json()) session.data(Json::object().set("files", std::move(files)));
  session.out().info(count_of(revisions.size(), "file") + " can be read");
  return ExitCode::done;
}

}  // namespace

Command edit_command() {
  return make_command<EditArguments>(
      {
          .name = "edit",
          .summary = "Open a revision's file in an editor, and read it again afterwards",
          .details =
              "The editor is that of VISUAL or EDITOR. When it is closed, the file is read, and a mistake in it is\n"
              "told with its line. A revision that was applied is better left as it is: `migrate status` marks it.",
          .parameters = {completing(
              Completes::target,
              argument("TARGET", Presence::optional, &EditArguments::target,
                       "A revision, the beginning of one, head, heads, current, +N, -N; head unless said"))},
          .examples = {{"migrate edit", "The newest revision"},
                       {"migrate edit 2f27", "The one whose id begins so"},
                       {"migrate edit +1", "The one that the next upgrade begins with"}},
      },
      run_edit);
}

}  // namespace migrate
