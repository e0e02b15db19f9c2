#include <algorithm>

#include "src/base/text.hpp"
#include "src/cli/command.hpp"
#include "src/cli/new_revision.hpp"
#include "src/cli/revision_text.hpp"
#include "src/revisions/collisions.hpp"
#include "src/revisions/files.hpp"
#include "src/revisions/target.hpp"
#include "src/revisions/target_errors.hpp"

namespace migrate {
namespace {

struct MergeArguments {
  std::vector<std::string> targets;
  std::string message;
  std::string id;
  std::vector<std::string> branch_labels;
  std::string folder;
};

UsageError nothing_to_merge(const Graph& graph, const std::vector<std::string>& targets, const Revisions& found) {
  const std::string message = "there is nothing to merge: ";
  const auto heads = graph.heads();
  if (found.empty()) {
    return UsageError(message + join(targets, ", ") + " names no revision", "`migrate heads` lists what can be merged");
  }
  if (heads.size() == 1) {
    return UsageError(message + "the only head is " + title_of(*heads.front()),
                      "a merge joins two heads or more, and there is one line of revisions");
  }
  return UsageError(message + join(targets, ", ") + " names only " + title_of(*found.front()),
                    "name another one too, or none to join all heads: " + join(ids(heads), ", "));
}

/// What is to be joined: at least two, of which none has another one below it.
Revisions merged(const Graph& graph, const std::vector<std::string>& targets) {
  Revisions out;
  for (const auto& text : targets) {
    for (const auto* revision : text == "heads" ? graph.heads() : resolve_all(graph, text)) {
      if (std::ranges::find(out, revision) == out.end()) out.push_back(revision);
    }
  }
  if (out.size() < 2) {
    throw nothing_to_merge(graph, targets, out);
  }
  for (const auto* upper : out) {
    const auto below = graph.ancestors({upper}, Graph::Edges::lineage);
    for (const auto* lower : out) {
      if (lower != upper && below[graph.index(*lower)]) throw overlapping_targets(*lower, *upper);
    }
  }
  return out;
}

std::string message_of(const MergeArguments& arguments, const Revisions& parents) {
  return arguments.message.empty() ? "merge " + join(ids(parents), " and ") : arguments.message;
}

/// For the person who reads the file: what both sides changed.
std::vector<std::string> notes_of(const Collisions& collisions) {
  std::vector<std::string> notes;
  for (const auto& collision : collisions.found) {
    notes.push_back("The branches both change " + what_is_touched(collision) + ":");
    for (const auto& change : collision.changes) notes.push_back("  " + change.revision->id + ": " + change.operation);
  }
  return notes;
}

Json merge_json(const Revision& revision, const Collisions& collisions) {
  auto list = Json::array();
  for (const auto& collision : collisions.found) {
    auto changes = Json::array();
    for (const auto& change : collision.changes) {
      changes.add(Json::object().set("revision", change.revision->id).set("operation", change.operation));
    }
    list.add(Json::object()
                 .set("table", collision.table.name)
                 .set("schema", collision.table.schema.empty() ? Json() : Json(collision.table.schema))
                 .set("column", collision.column.empty() ? Json() : Json(collision.column))
                 .set("changes", std::move(changes)));
  }
  auto out = Json::object().set("revision", revision.id).set("down_revisions", revision.down_revisions);
  out.set("message", revision.message).set("file", revision.file.string()).set("collisions", std::move(list));
  return out.set("not_looked_into", ids(collisions.opaque));
}

void tell_merge(Session& session, const Revision& revision, const Collisions& collisions) {
  auto& out = session.out();
  for (const auto& collision : collisions.found) out.warning(describe(collision));
  if (!collisions.opaque.empty()) {
    out.info("SQL and data steps were not looked into: " + join(ids(collisions.opaque), ", "));
  }
  const auto next = upgrade_hint(session.graph(), &revision);
  out.info(collisions.found.empty() ? "next: " + next
                                    : "next: read these revisions, write into " + revision.file.string() +
                                          " what makes them one, if anything does, then " + next);
}

ExitCode run_merge(Session& session, const MergeArguments& arguments) {
  const auto& graph = session.graph();
  const auto targets = arguments.targets.empty() ? std::vector<std::string>{"heads"} : arguments.targets;
  const auto parents = merged(graph, targets);
  auto revision = new_revision(session, {.message = message_of(arguments, parents),
                                         .id = arguments.id,
                                         .heads = ids(parents),
                                         .splice = true,
                                         .depends_on = {},
                                         .branch_labels = arguments.branch_labels,
                                         .folder = arguments.folder});
  const auto found = collisions(graph, parents);
  write_new_revision(session, revision, arguments.folder, write_revision(revision, {}, notes_of(found)), ".toml");
  if (session.json()) {
    session.data(merge_json(revision, found));
  } else {
    session.out().data(revision.file.string() + "\n");
  }
  tell_merge(session, revision, found);
  return ExitCode::done;
}

}  // namespace

Command merge_command() {
  return make_command<MergeArguments>(
      {
          .name = "merge",
          .summary = "Join branches: write a revision that follows several",
          .details =
              "Without TARGET all heads are joined. The new revision is empty; where the branches change the same\n"
              "table or column, that is told, and stands in the file as a comment. SQL and data steps are not\n"
              "looked into.",
          .parameters = {completing(Completes::target,
                                    argument("TARGET", Presence::optional, &MergeArguments::targets,
                                             "What to join: revisions, LABEL@head, heads; all heads unless said")),
                         option("message", 'm', "TEXT", &MergeArguments::message,
                                "What the revision does; \"merge A and B\" unless said"),
                         option("branch-label", 0, "LABEL", &MergeArguments::branch_labels,
                                "A name for the branch that begins with it"),
                         option("rev-id", 0, "ID", &MergeArguments::id, "This id instead of a random one"),
                         completing(Completes::folder,
                                    option("revisions-dir", 0, "DIR", &MergeArguments::folder,
                                           "Where the file goes, of several folders; the first unless said"))},
          .examples = {{"migrate merge", "Join all heads"},
                       {"migrate merge -m \"merge billing\" 2f27 billing@head", "Join two of several"}},
          .with_all = WithAll::revisions,
      },
      run_merge);
}

}  // namespace migrate
