#include <fmt/format.h>

#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/revision_text.hpp"
#include "src/cli/run_result.hpp"
#include "src/cli/session.hpp"
#include "src/cli/unversioned.hpp"

namespace migrate {
namespace {

struct StatusArguments {};

struct Counts {
  std::size_t applied = 0;
  std::size_t pending = 0;
  std::size_t edited = 0;
  std::size_t missing = 0;
};

Counts count(const Status& status) {
  Counts counts;
  for (const auto& item : status.revisions) {
    if (!item.missing) ++(item.applied ? counts.applied : counts.pending);
    counts.missing += item.missing ? 1 : 0;
    counts.edited += item.edited ? 1 : 0;
  }
  return counts;
}

std::string status_line(const RevisionStatus& item, const Paint& paint) {
  std::string out = item.applied ? paint.green("applied") : paint.yellow("pending");
  out += "  " + title_of(*item.revision);
  if (!item.applied_at.empty()) out += paint.dim("  " + item.applied_at);
  if (item.edited) out += paint.red("  edited since");
  if (item.missing) out += paint.red("  never ran");
  if (item.without_effect) out += paint.yellow("  nothing in it for this database");
  return out + "\n";
}

Json status_json(const Graph& graph, const Status& status) {
  auto list = Json::array();
  for (const auto& item : status.revisions) {
    auto one = revision_json(graph, *item.revision).set("applied", item.applied);
    one.set("applied_at", item.applied_at.empty() ? Json() : Json(item.applied_at)).set("edited", item.edited);
    one.set("missing", item.missing);
    one.set("without_effect", item.without_effect);
    list.add(std::move(one));
  }
  auto interrupted = Json::array();
  for (const auto& entry : status.interrupted) {
    interrupted.add(Json::object()
                        .set("revision", entry.revision)
                        .set("direction", to_string(entry.movement))
                        .set("operations_done", static_cast<std::size_t>(entry.operation))
                        .set("statements_done", statements_done(entry))
                        .set("started_at", entry.started_at));
  }
  auto out = Json::object().set("heads", status.heads).set("unknown", status.unknown);
  return out.set("interrupted", std::move(interrupted)).set("revisions", std::move(list));
}

std::string next_of(Session& session, const Status& status) {
  const auto unversioned = tables_without_version(session, status);
  if (unversioned.empty()) return upgrade_hint(session.graph());
  session.out().warning(unversioned_text(unversioned));
  return unversioned_hint();
}

void tell_status(Session& session, const Status& status) {
  const auto counts = count(status);
  auto& out = session.out();
  for (const auto& row : status.unknown) {
    out.warning("the database is at " + row + ", which is not among the revisions" +
                did_you_mean(row, session.graph().names()));
  }
  tell_interrupted(session, status.interrupted);
  if (counts.edited) {
    out.warning(count_of(counts.edited, "revision") +
                " edited after being applied: the database has what the files said then");
  }
  for (const auto& item : status.revisions) {
    if (item.missing) out.warning(missing_text(item.revision->id) + "; " + missing_remedy(status.heads));
  }
  std::string summary = fmt::format("{} applied, {} pending", counts.applied, counts.pending);
  if (counts.missing > 0) summary += fmt::format(", {} missing", counts.missing);
  if (!status.unknown.empty()) {
    summary += "; next: bring the file of " + join(status.unknown, ", ") +
               " back, or `migrate stamp --purge REV` with the revision that the database really is at";
  } else if (counts.pending) {
    summary += "; next: " + next_of(session, status);
  }
  out.info(summary);
}

ExitCode run_status(Session& session, const StatusArguments&) {
  const auto status = session.engine(Absent::empty).status(true);
  if (session.json()) {
    session.data(status_json(session.graph(), status));
  } else {
    const auto paint = session.out().data_paint();
    for (const auto& item : status.revisions) session.out().data(status_line(item, paint));
  }
  tell_status(session, status);
  return ExitCode::done;
}

}  // namespace

Command status_command() {
  return make_command<StatusArguments>(
      {
          .name = "status",
          .summary = "List what is applied and what is pending",
          .details =
              "Oldest first, in the order in which upgrade applies them. A revision whose file no longer says what\n"
              "it said when it was applied is marked.",
          .parameters = {},
          .examples = {{"migrate status", "Every revision, with the time it was applied"},
                       {"migrate status --format json", "For a program"}},
      },
      run_status);
}

}  // namespace migrate
