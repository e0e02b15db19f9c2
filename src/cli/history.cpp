#include <algorithm>

#include "src/cli/command.hpp"
#include "src/cli/revision_text.hpp"
#include "src/cli/session.hpp"

namespace migrate {
namespace {

struct Arguments {
  bool indicate_current = false;
};

std::set<std::string> current_rows(Session& session) {
  const auto rows = session.engine(Absent::empty).current();
  return {rows.begin(), rows.end()};
}

ExitCode run(Session& session, const Arguments& arguments) {
  const auto& graph = session.graph();
  const auto current = arguments.indicate_current ? current_rows(session) : std::set<std::string>();
  auto list = Json::array();
  const auto paint = session.out().data_paint();
  for (auto revision = graph.revisions().rbegin(); revision != graph.revisions().rend(); ++revision) {
    if (session.json()) {
      auto item = revision_json(graph, *revision);
      if (arguments.indicate_current) item.set("current", current.contains(revision->id));
      list.add(std::move(item));
    } else if (session.verbose()) {
      session.out().data(header_lines(graph, *revision, paint, current) + "\n");
    } else {
      session.out().data(history_line(graph, *revision, paint, current) + "\n");
    }
  }
  if (session.json()) session.data(Json::object().set("revisions", std::move(list)));
  if (graph.empty()) session.out().info("there are no revisions; `migrate revision -m \"…\"` makes one");
  return ExitCode::done;
}

}  // namespace

Command history_command() {
  return make_command<Arguments>(
      {
          .name = "history",
          .summary = "List the revisions, newest first",
          .details = "A line is PARENT -> REVISION (marks), MESSAGE.",
          .parameters = {flag("indicate-current", 'i', &Arguments::indicate_current,
                              "Mark where the database is; this is the only part that needs it")},
          .examples = {{"migrate history", "All of them"},
                       {"migrate history -i", "With (current) where the database is"}},
      },
      run);
}

}  // namespace migrate
