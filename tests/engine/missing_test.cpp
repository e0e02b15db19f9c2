#include "src/engine/missing.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/revision_folder.hpp"

using namespace migrate;
using namespace migrate::test;

namespace {

struct History {
  RevisionFolder folder;
  std::vector<JournalEntry> journal;

  void add(const std::string& revision, Movement movement, bool finished = true) {
    JournalEntry entry;
    entry.id = static_cast<std::int64_t>(journal.size() + 1);
    entry.revision = revision;
    entry.movement = movement;
    entry.operation = 1;
    if (finished) entry.finished_at = "2026-01-01T00:00:00.000Z";
    journal.push_back(entry);
  }
  std::vector<std::string> missing(const std::string& head) const {
    const auto graph = folder.graph();
    const auto applied = graph.ancestors({graph.find(head)}, Graph::Edges::all);
    std::vector<std::string> out;
    for (const auto* revision : missing_revisions(graph, applied, journal)) out.push_back(revision->id);
    return out;
  }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("what stands below applied revisions and never ran is missing") {
  History history;
  history.folder.add_table("r1", "");
  history.folder.add_table("r2", "r1");
  history.folder.add_table("r3", "r2");
  history.folder.add_table("r4", "r3");
  history.add("r1", Movement::upgrade);
  history.add("r4", Movement::upgrade);
  CHECK(history.missing("r4") == Lines{"r2", "r3"});
  CHECK(history.missing("r1").empty());
  SECTION("until it has run") {
    history.add("r2", Movement::upgrade);
    CHECK(history.missing("r4") == Lines{"r3"});
    history.add("r3", Movement::upgrade, false);
    CHECK(history.missing("r4") == Lines{"r3"});
  }
  SECTION("or a stamp says that it is there") {
    history.add("r3", Movement::stamp);
    CHECK(history.missing("r4").empty());
  }
}

TEST_CASE("where the journal was begun later than the database, nothing is missing") {
  History history;
  history.folder.add_table("r1", "");
  history.folder.add_table("r2", "r1");
  history.folder.add_table("r3", "r2");
  CHECK(history.missing("r3").empty());
  history.add("r3", Movement::upgrade);
  CHECK(history.missing("r3").empty());
}
