#include <variant>

#include "src/cli/command.hpp"
#include "src/cli/operations_text.hpp"
#include "src/cli/revision_text.hpp"
#include "src/cli/session.hpp"
#include "src/operations/invert.hpp"
#include "src/revisions/files.hpp"
#include "src/revisions/target.hpp"

namespace migrate {
namespace {

struct ShowArguments {
  std::string revision;
};

struct WayBack {
  std::vector<Operation> operations;
  std::string none_because;
};

WayBack way_back(const RevisionBody& body) {
  if (body.downgrade) return {*body.downgrade, ""};
  auto inverse = invert(body.upgrade);
  if (auto* operations = std::get_if<std::vector<Operation>>(&inverse)) return {std::move(*operations), ""};
  const auto& none = std::get<NoWayBack>(inverse);
  return {{}, none.reason + (none.remedy.empty() ? "" : "; " + none.remedy)};
}

Json show_json(const Graph& graph, const Revision& revision, const RevisionBody& body, const WayBack& back) {
  auto out = revision_json(graph, revision).set("upgrade", operations_json(body.upgrade));
  if (back.none_because.empty()) return out.set("downgrade", operations_json(back.operations));
  return out.set("downgrade", Json()).set("no_way_back", back.none_because);
}

void show_one(Session& session, const Revision& revision) {
  const auto body = read_revision_body(revision);
  const auto back = way_back(body);
  const auto& graph = session.graph();
  if (session.json()) return session.data(show_json(graph, revision, body, back));
  const auto paint = session.out().data_paint();
  std::string text = header_lines(graph, revision, paint);
  text += paint.bold("upgrade") + "\n" + operation_lines(body.upgrade, paint);
  text += paint.bold("downgrade") + "\n";
  text += back.none_because.empty() ? operation_lines(back.operations, paint)
                                    : "  no way back: " + back.none_because + "\n";
  session.out().data(text);
}

ExitCode run_show(Session& session, const ShowArguments& arguments) {
  const auto* revision = resolve(session.graph(), arguments.revision);
  if (!revision)
    throw UsageError("'" + arguments.revision + "' is no revision", "name one; `migrate history` lists them");
  show_one(session, *revision);
  return ExitCode::done;
}

}  // namespace

Command show_command() {
  return make_command<ShowArguments>(
      {
          .name = "show",
          .summary = "Show a revision: what it is and what it does",
          .details = "",
          .parameters = {completing(Completes::target, argument("REV", Presence::required, &ShowArguments::revision,
                                                                "A revision, the beginning of one, or head"))},
          .examples = {{"migrate show head", "The newest one"}, {"migrate show 2f27", "The one whose id begins so"}},
      },
      run_show);
}

}  // namespace migrate
