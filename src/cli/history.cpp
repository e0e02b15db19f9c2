#include "src/cli/command.hpp"
#include "src/cli/revision_text.hpp"
#include "src/cli/session.hpp"
#include "src/revisions/plan_range.hpp"

namespace migrate {
namespace {

struct HistoryArguments {
  std::string range;
  bool indicate_current = false;
};

/// What the database says, where somebody asks for it.
std::vector<std::string> current_rows(Session& session, const HistoryArguments& arguments) {
  const auto ends = arguments.range.empty() ? std::nullopt : split_range(arguments.range);
  const bool asked = ends && (ends->from == "current" || ends->to == "current");
  return arguments.indicate_current || asked ? session.engine(Absent::empty).current() : std::vector<std::string>();
}

ExitCode run_history(Session& session, const HistoryArguments& arguments) {
  const auto& graph = session.graph();
  const auto rows = current_rows(session, arguments);
  std::set<std::string> marks;
  if (arguments.indicate_current) marks = {rows.begin(), rows.end()};
  auto list = Json::array();
  const auto paint = session.out().data_paint();
  for (const auto* revision : history(graph, rows, arguments.range)) {
    if (session.json()) {
      auto item = revision_json(graph, *revision);
      if (arguments.indicate_current) item.set("current", marks.contains(revision->id));
      list.add(std::move(item));
    } else if (session.verbose()) {
      session.out().data(header_lines(graph, *revision, paint, marks) + "\n");
    } else {
      session.out().data(history_line(graph, *revision, paint, marks) + "\n");
    }
  }
  if (session.json()) session.data(Json::object().set("revisions", std::move(list)));
  if (graph.empty()) session.out().info("there are no revisions; `migrate revision -m \"…\"` makes one");
  return ExitCode::done;
}

}  // namespace

Command history_command() {
  return make_command<HistoryArguments>(
      {
          .name = "history",
          .summary = "List the revisions, newest first",
          .details =
              "A line is PARENT -> REVISION (marks), MESSAGE. Both ends of a range belong to it; one that is left out\n"
              "is base or heads, and current is where the database is.",
          .parameters = {completing(Completes::target, option("rev-range", 'r', "FROM:TO", &HistoryArguments::range,
                                                              "Only these revisions")),
                         flag("indicate-current", 'i', &HistoryArguments::indicate_current,
                              "Mark where the database is; this is the only part that needs it")},
          .examples = {{"migrate history", "All of them"},
                       {"migrate history -r current:", "What is still to come, with where the database is"},
                       {"migrate history -r -3:head -v", "The last ones, with parents, dates and files"},
                       {"migrate history -i", "With (current) where the database is"}},
      },
      run_history);
}

}  // namespace migrate
