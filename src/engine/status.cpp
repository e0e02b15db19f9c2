// The questions to an engine that change nothing: where the database is, what is applied, what happened when.
#include <algorithm>
#include <map>
#include <set>

#include "src/engine/checksum.hpp"
#include "src/engine/engine.hpp"
#include "src/engine/missing.hpp"
#include "src/engine/prepare.hpp"
#include "src/engine/retry.hpp"
#include "src/engine/version_table.hpp"
#include "src/revisions/files.hpp"
#include "src/revisions/graph.hpp"

namespace migrate {
namespace {

/// The newest finished upgrade of each revision, unless it was taken back or stamped since.
std::map<std::string, JournalEntry> last_upgrades(const std::vector<JournalEntry>& journal) {
  std::map<std::string, JournalEntry> out;
  for (const auto& entry : journal) {
    if (entry.movement == Movement::stamp && !entry.checksum.empty()) {  // the edited file was accepted
      if (const auto found = out.find(entry.revision); found != out.end()) found->second.checksum = entry.checksum;
    } else if (entry.movement != Movement::upgrade) {
      out.erase(entry.revision);
    } else if (!entry.finished_at.empty()) {
      out[entry.revision] = entry;
    }
  }
  return out;
}

}  // namespace

void Engine::patiently(const std::function<void()>& read) const {
  const auto time = dialect_.retries_locks() ? options_.lock_timeout : std::chrono::milliseconds(0);
  retry_locks({time, [] { return true; }, options_.callbacks.on_retry}, read);
}

std::vector<std::string> Engine::current() const {
  std::vector<std::string> out;
  patiently([&] { out = VersionTable(dialect_, connection_, options_.version_table).read(); });
  return out;
}

std::vector<JournalEntry> Engine::history() const {
  std::vector<JournalEntry> out;
  patiently([&] { out = Journal(dialect_, connection_, options_.journal_table).read(); });
  return out;
}

std::vector<JournalEntry> Engine::interrupted() const {
  std::vector<JournalEntry> out;
  patiently([&] { out = Journal(dialect_, connection_, options_.journal_table).interrupted(); });
  return out;
}

Status Engine::status(bool look_at_files) const {
  Status status;
  status.heads = current();
  Revisions known;
  for (const auto& head : status.heads) {
    if (const auto* revision = graph_.find(head)) {
      known.push_back(revision);
    } else {
      status.unknown.push_back(head);
    }
  }
  const auto applied = graph_.ancestors(known, Graph::Edges::all);
  const auto journal = history();
  const auto upgrades = last_upgrades(journal);
  status.interrupted = interrupted_runs(journal);
  const auto missing = missing_revisions(graph_, applied, journal);
  for (Graph::Index i = 0; i < graph_.size(); ++i) {
    RevisionStatus entry;
    entry.revision = &graph_[i];
    entry.applied = applied[i];
    entry.missing = std::ranges::find(missing, entry.revision) != missing.end();
    const auto found = upgrades.find(graph_[i].id);
    if (entry.applied && found != upgrades.end()) {
      entry.applied_at = found->second.finished_at;
    }
    if (look_at_files && entry.applied) {
      const auto body = read_revision_body(graph_[i]);
      entry.edited = found != upgrades.end() && found->second.checksum != checksum(body);
      entry.without_effect = has_nothing_for(dialect_.name(), body.upgrade);
    }
    status.revisions.push_back(std::move(entry));
  }
  return status;
}

}  // namespace migrate
