#include "src/cli/command.hpp"
#include "src/cli/revision_text.hpp"
#include "src/cli/session.hpp"

namespace migrate {
namespace {

struct HeadsArguments {
  bool resolve_dependencies = false;
};

ExitCode run_heads(Session& session, const HeadsArguments& arguments) {
  const auto& graph = session.graph();
  const auto list = arguments.resolve_dependencies ? graph.effective_heads() : graph.heads();
  if (session.json()) {
    auto heads = Json::array();
    for (const auto* head : list) heads.add(revision_json(graph, *head));
    session.data(Json::object().set("heads", std::move(heads)));
    return ExitCode::done;
  }
  const auto paint = session.out().data_paint();
  for (const auto* head : list) {
    session.out().data(session.verbose() ? header_lines(graph, *head, paint) + "\n"
                                         : marked_id(graph, *head, paint) + "\n");
  }
  if (graph.empty()) session.out().info("there are no revisions; `migrate revision -m \"…\"` makes one");
  return ExitCode::done;
}

}  // namespace

Command heads_command() {
  return make_command<HeadsArguments>(
      {
          .name = "heads",
          .summary = "Show the newest revision of each branch",
          .details = "",
          .parameters = {flag("resolve-dependencies", 0, &HeadsArguments::resolve_dependencies,
                              "Leave out what another head depends on: what the version table holds at the end")},
          .examples = {{"migrate heads", "One line unless there are branches"},
                       {"migrate heads -v", "With parents, messages and files"}},
      },
      run_heads);
}

}  // namespace migrate
