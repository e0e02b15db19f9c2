// The questions to an engine that change nothing: where the database is, what is applied, what happened when.
#include <map>
#include <set>

#include "src/engine/checksum.hpp"
#include "src/engine/engine.hpp"
#include "src/engine/version_table.hpp"
#include "src/revisions/files.hpp"
#include "src/revisions/graph.hpp"

namespace migrate {
namespace {

/// The newest finished upgrade of each revision, unless it was taken back or stamped since.
std::map<std::string, JournalEntry> last_upgrades(const std::vector<JournalEntry>& journal) {
  std::map<std::string, JournalEntry> out;
  for (const auto& entry : journal) {
    if (entry.movement != Movement::upgrade) {
      out.erase(entry.revision);
    } else if (!entry.finished_at.empty()) {
      out[entry.revision] = entry;
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> Engine::current() const {
  return VersionTable(dialect_, connection_, options_.version_table).read();
}

std::vector<JournalEntry> Engine::history() const {
  return Journal(dialect_, connection_, options_.journal_table).read();
}

std::vector<JournalEntry> Engine::interrupted() const {
  return Journal(dialect_, connection_, options_.journal_table).interrupted();
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
  for (Graph::Index i = 0; i < graph_.size(); ++i) {
    RevisionStatus entry;
    entry.revision = &graph_[i];
    entry.applied = applied[i];
    if (const auto found = upgrades.find(graph_[i].id); entry.applied && found != upgrades.end()) {
      entry.applied_at = found->second.finished_at;
      entry.edited = look_at_files && found->second.checksum != checksum(read_revision_body(graph_[i]));
    }
    status.revisions.push_back(std::move(entry));
  }
  return status;
}

}  // namespace migrate
