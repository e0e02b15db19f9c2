#include <algorithm>

#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/revision_text.hpp"
#include "src/cli/run_result.hpp"
#include "src/cli/session.hpp"
#include "src/revisions/heads.hpp"

namespace migrate {
namespace {

struct CurrentArguments {
  bool check_heads = false;
};

/// A row that is none of the revisions says nothing about whether the others are all there are.
bool has_unknown(const Graph& graph, const std::vector<std::string>& rows) {
  return std::ranges::any_of(rows, [&](const auto& row) { return !graph.find(row); });
}

bool is_complete(const Graph& graph, const std::vector<std::string>& rows) {
  return !has_unknown(graph, rows) && at_heads(graph, rows);
}

void show_row(Session& session, const std::string& row) {
  const auto& graph = session.graph();
  const auto* revision = graph.find(row);
  const auto paint = session.out().data_paint();
  if (!revision) {
    session.out().data(row + "\n");
    session.out().warning("the database is at " + row + ", which is not among the revisions" +
                          did_you_mean(row, graph.names()));
  } else {
    session.out().data(session.verbose() ? header_lines(graph, *revision, paint) + "\n"
                                         : marked_id(graph, *revision, paint) + "\n");
  }
}

Json current_json(const Graph& graph, const std::vector<std::string>& rows) {
  auto list = Json::array();
  for (const auto& row : rows) {
    const auto* revision = graph.find(row);
    list.add(revision ? revision_json(graph, *revision).set("known", true)
                      : Json::object().set("revision", row).set("known", false));
  }
  return Json::object().set("current", std::move(list)).set("at_head", is_complete(graph, rows));
}

ExitCode run_current(Session& session, const CurrentArguments& arguments) {
  const auto& graph = session.graph();
  auto& engine = session.engine(Absent::empty);
  const auto rows = engine.current();
  const bool complete = is_complete(graph, rows);
  if (session.json()) {
    session.data(current_json(graph, rows));
  } else {
    for (const auto& row : rows) show_row(session, row);
  }
  if (rows.empty()) session.out().info("nothing is applied to " + session.database_name());
  tell_interrupted(session, engine.interrupted());
  if (!arguments.check_heads || complete) return ExitCode::done;
  session.out().warning("the database is not at head (" + place_text(graph, ids(graph.effective_heads())) + ")" +
                        (has_unknown(graph, rows) ? "" : "; " + upgrade_hint(graph) + " brings it there"));
  return ExitCode::differences;
}

}  // namespace

Command current_command() {
  return make_command<CurrentArguments>(
      {
          .name = "current",
          .summary = "Show the revisions that the database is at",
          .details = "",
          .parameters = {flag("check-heads", 0, &CurrentArguments::check_heads,
                              "Exit with 3 unless everything is applied")},
          .examples = {{"migrate current", "A line for each branch; nothing where nothing is applied"},
                       {"migrate current --check-heads", "For a deployment: fails where an upgrade is due"}},
      },
      run_current);
}

}  // namespace migrate
