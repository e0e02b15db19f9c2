#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/revision_text.hpp"
#include "src/cli/session.hpp"

namespace migrate {
namespace {

struct BranchesArguments {};

std::string text_of(const Graph& graph, const Revision& point, bool verbose, const Paint& paint) {
  auto out = verbose ? header_lines(graph, point, paint) : marked_id(graph, point, paint) + " (branchpoint)\n";
  const std::string indent(point.id.size(), ' ');
  for (const auto* child : graph.children(point)) {
    out += indent + " -> " + marked_id(graph, *child, paint);
    if (verbose && !child->message.empty()) out += ", " + split(child->message, '\n').front();
    out += "\n";
  }
  return out;
}

ExitCode run_branches(Session& session, const BranchesArguments&) {
  const auto& graph = session.graph();
  const auto points = graph.branch_points();
  if (session.json()) {
    auto list = Json::array();
    for (const auto* point : points) {
      list.add(revision_json(graph, *point).set("children", ids(graph.children(*point))));
    }
    session.data(Json::object().set("branches", std::move(list)));
    return ExitCode::done;
  }
  for (const auto* point : points) {
    session.out().data(text_of(graph, *point, session.verbose(), session.out().data_paint()) + "\n");
  }
  if (points.empty()) session.out().info("no revision is followed by several");
  return ExitCode::done;
}

}  // namespace

Command branches_command() {
  return make_command<BranchesArguments>(
      {
          .name = "branches",
          .summary = "Show the revisions that several others follow",
          .details =
              "Each with those that follow it. Branches that have bases of their own are seen with `migrate heads`.",
          .parameters = {},
          .examples = {{"migrate branches", "Where the history parts"},
                       {"migrate branches -v", "With parents, messages and files"}},
      },
      run_branches);
}

}  // namespace migrate
