#include "src/cli/revision_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/text.hpp"

namespace migrate {
namespace {

template <class List>
bool holds(const List& revisions, const Revision& revision) {
  return std::ranges::find(revisions, &revision) != revisions.end();
}

std::string line(std::string_view name, const std::string& value) {
  return value.empty() ? "" : fmt::format("{:<15}{}\n", name, value);
}

/// Where branches part and meet; only lists that show the whole tree say so.
std::string tree_marks(const Graph& graph, const Revision& revision) {
  std::string out;
  if (graph.children(revision).size() > 1) out += " (branchpoint)";
  if (revision.down_revisions.size() > 1) out += " (mergepoint)";
  return out;
}

}  // namespace

std::string title_of(const Revision& revision) {
  return revision.message.empty() ? revision.id : revision.id + ", " + split(revision.message, '\n').front();
}

std::string marked_id(const Graph& graph, const Revision& revision, const Paint& paint,
                      const std::set<std::string>& current) {
  std::string out = paint.yellow(revision.id);
  if (!revision.branch_labels.empty()) out += " (" + join(revision.branch_labels, ", ") + ")";
  if (graph.children(revision).empty()) out += paint.green(" (head)");
  if (current.contains(revision.id)) out += paint.bold(" (current)");
  return out;
}

std::string history_line(const Graph& graph, const Revision& revision, const Paint& paint,
                         const std::set<std::string>& current) {
  std::string out = revision.down_revisions.empty() ? "<base>" : join(revision.down_revisions, ", ");
  if (!revision.depends_on.empty()) out += " (" + join(revision.depends_on, ", ") + ")";
  out += " -> " + marked_id(graph, revision, paint, current) + tree_marks(graph, revision);
  if (!revision.message.empty()) out += ", " + split(revision.message, '\n').front();
  return out;
}

std::string header_lines(const Graph& graph, const Revision& revision, const Paint& paint,
                         const std::set<std::string>& current) {
  std::string out = line("revision", marked_id(graph, revision, paint, current) + tree_marks(graph, revision));
  out += line("down_revision", revision.down_revisions.empty() ? "<base>" : join(revision.down_revisions, ", "));
  out += line("depends_on", join(revision.depends_on, ", "));
  out += line("branch_labels", join(revision.branch_labels, ", "));
  out += line("message", revision.message);
  out += line("created", revision.created);
  if (revision.transaction) out += line("transaction", *revision.transaction ? "true" : "false");
  return out + line("file", revision.file.string());
}

Json revision_json(const Graph& graph, const Revision& revision) {
  auto out = Json::object().set("revision", revision.id).set("down_revisions", revision.down_revisions);
  out.set("depends_on", revision.depends_on).set("branch_labels", revision.branch_labels);
  out.set("message", revision.message);
  out.set("created", revision.created.empty() ? Json() : Json(revision.created));
  out.set("file", revision.file.string());
  out.set("base", revision.down_revisions.empty()).set("head", graph.children(revision).empty());
  return out;
}

std::string upgrade_hint(const Graph& graph, const Revision* added) {
  const auto heads = graph.heads();
  const auto left = std::ranges::count_if(heads, [&](const Revision* head) {
    return !added || std::ranges::find(added->down_revisions, head->id) == added->down_revisions.end();
  });
  return left + (added ? 1 : 0) > 1 ? "`migrate upgrade heads`" : "`migrate upgrade head`";
}

std::string place_text(const Graph& graph, const std::vector<std::string>& heads) {
  if (heads.empty()) return "base";
  std::vector<std::string> parts;
  for (const auto& head : heads) {
    const auto* revision = graph.find(head);
    parts.push_back(revision ? marked_id(graph, *revision) : head);
  }
  return join(parts, ", ");
}

}  // namespace migrate
