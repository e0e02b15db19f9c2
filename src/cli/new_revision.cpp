#include "src/cli/new_revision.hpp"

#include "src/base/clock.hpp"
#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/revisions/files.hpp"
#include "src/revisions/heads.hpp"
#include "src/revisions/id.hpp"

namespace migrate {
namespace {

std::string chosen_id(const Graph& graph, const std::string& wanted) {
  if (wanted.empty()) return new_revision_id();
  if (const auto problem = id_problem(wanted); !problem.empty()) {
    throw UsageError("the revision id '" + wanted + "' " + problem, "leave --rev-id out to have one made");
  }
  if (const auto* taken = graph.find(wanted)) {
    throw UsageError("there is a revision " + wanted + " already: " + taken->file.string(), "choose another id");
  }
  return wanted;
}

void check_label(const Graph& graph, const std::string& label) {
  const auto problem = label_problem(label);
  if (!problem.empty()) throw UsageError("the branch label '" + label + "' " + problem, "choose another label");
  if (const auto* taken = graph.labelled(label)) {
    throw UsageError("there is a branch label '" + label + "' already, of " + taken->id, "choose another label");
  }
}

}  // namespace

Revision new_revision(Session& session, const NewRevision& wanted) {
  const auto& graph = session.graph();
  if (trim(wanted.message).empty())
    throw UsageError("the message is empty", "say in a few words what the revision does");
  for (const auto& label : wanted.branch_labels) check_label(graph, label);
  auto links = links_of_new_revision(graph, wanted.heads, wanted.splice, wanted.depends_on);
  Revision revision;
  revision.id = chosen_id(graph, wanted.id);
  revision.down_revisions = std::move(links.down_revisions);
  revision.depends_on = std::move(links.depends_on);
  revision.branch_labels = wanted.branch_labels;
  revision.message = std::string(trim(wanted.message));
  revision.created = rfc3339(system_clock()());
  return revision;
}

void write_new_revision(Session& session, Revision& revision, std::string_view text, std::string_view extension) {
  const auto& settings = session.config().revisions;
  try {
    const auto name = revision_file_name(settings.file_template, revision, settings.truncate_slug_length);
    revision.file = settings.directories.front() / (name + std::string(extension));
  } catch (ConfigurationError& error) {
    if (error.where.file.empty()) error.where = settings.file_template_where;
    throw;
  }
  write_new_file(revision.file, text);
}

}  // namespace migrate
