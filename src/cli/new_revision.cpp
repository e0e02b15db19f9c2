#include "src/cli/new_revision.hpp"

#include <chrono>
#include <cstdio>

#include "src/base/child_process.hpp"
#include "src/base/clock.hpp"
#include "src/base/files.hpp"
#include "src/base/text.hpp"
#include "src/revisions/file_name.hpp"
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

/// What the clocks of the configured place say at the time of creation; zeros where that is not known (an import).
CivilTime local_time(const Config& config, const Revision& revision) {
  if (revision.created.empty()) return {};
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::sscanf(revision.created.c_str(), "%d-%d-%dT%d:%d:%d", &year, &month, &day, &hour, &minute, &second);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  const Instant instant = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                          std::chrono::seconds(second);
  try {
    return civil_time(instant, config.revisions.timezone);
  } catch (ConfigurationError& error) {
    error.where = config.revisions.timezone_where;
    throw;
  }
}

void run_hook(Session& session, const PostWriteHook& hook, const std::filesystem::path& file) {
  constexpr std::chrono::milliseconds limit = std::chrono::minutes(1);
  auto command = hook.command;
  for (auto& word : command) word = replace_all(word, "{path}", std::filesystem::absolute(file).string());
  const auto stays = "the revision stands in " + file.string();
  ChildResult child;
  try {
    child = run_program(command, limit, {}, session.config().folder);
  } catch (ConfigurationError& error) {
    error.where = hook.where;
    if (error.hint.empty()) error.hint = "correct post_write_hooks, or take it out";
    error.details.push_back(stays);
    throw;
  }
  const std::string said(trim(child.talk + child.output));
  if (child.exit_code == 0) {
    if (!said.empty()) session.out().detail(said);
    return;
  }
  Error error("the hook " + join(hook.command, " ") + " " + ending(child, limit),
              "run it by hand, or correct post_write_hooks", hook.where);
  error.details.push_back(stays);
  if (!said.empty()) error.details.push_back("it said: " + said);
  throw error;
}

}  // namespace

Revision new_revision(Session& session, const NewRevision& wanted) {
  const auto& graph = session.graph();
  folder_for_new_revisions(session.config(), wanted.folder);
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
  auto all = graph.revisions();
  all.push_back(revision);
  [[maybe_unused]] const Graph readable(std::move(all));  // or the file would be one that no command could read
  return revision;
}

std::filesystem::path file_of(Session& session, const Revision& revision, const std::string& folder,
                              std::string_view extension) {
  const auto& config = session.config();
  const auto time = local_time(config, revision);
  try {
    const auto name =
        revision_file_name(config.revisions.file_template, revision, time, config.revisions.truncate_slug_length);
    return folder_for_new_revisions(config, folder) / (name + std::string(extension));
  } catch (ConfigurationError& error) {
    if (error.where.file.empty()) error.where = config.revisions.file_template_where;
    throw;
  }
}

void write_new_revision(Session& session, Revision& revision, const std::string& folder, std::string_view text,
                        std::string_view extension) {
  revision.file = file_of(session, revision, folder, extension);
  write_new_file(revision.file, text);
  for (const auto& hook : session.config().revisions.post_write_hooks) run_hook(session, hook, revision.file);
}

}  // namespace migrate
