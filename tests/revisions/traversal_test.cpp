// The cases of tests/cases/traversal, run through the real graph code. A file holds graphs, in the words of a revision
// file, and cases: `graph` names one, `do` says what is asked of it, and then come what goes in and what must come out.
//
//   do          in                                              out
//   upgrade     rows, target                                    steps: revision, its row changes, the rows after it
//   downgrade   rows, target                                    steps
//   stamp       rows, target                                    steps; `base = true` for one that goes to the base
//   range       lower, upper, inclusive, implicit_base, undone  revisions, newest first
//   history     range, rows                                     revisions, newest first
//   resolve     target                                          revisions: one, or none for the base
//   resolve_all target                                          revisions
//   bases       target                                          revisions
//   current     rows                                            revisions
//   at_heads    rows                                            at_heads
//   apply       rows, moves ("up a", "down a")                  after: the rows after each move
//   new         parents, splice, depends_on                     down_revision, dependencies (resolved), heads with it
//   load        and (more revisions)                            heads, bases
//   facts                                                       all that the graph knows of itself
//
// Instead of all that, `error` is the code of the GraphError that must come.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "src/base/text.hpp"
#include "src/base/toml.hpp"
#include "src/revisions/heads.hpp"
#include "src/revisions/plan.hpp"
#include "src/revisions/plan_range.hpp"
#include "src/revisions/target.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

using Texts = std::vector<std::string>;

Texts sorted(Texts texts) {
  std::ranges::sort(texts);
  return texts;
}

/// A case, and the graphs of its file.
class Case {
 public:
  Case(TomlTable table, const std::map<std::string, std::vector<Revision>>& graphs)
      : table_(std::move(table)), graphs_(graphs) {}

  void run();

 private:
  void check(const std::string& what);
  void check_plan(const Graph& graph, const std::string& what);
  void check_range(const Graph& graph);
  void check_moves(const Graph& graph);
  void check_new_revision(const Graph& graph);
  void check_facts(const Graph& graph);
  Texts texts(std::string_view key) { return table_.strings(key).value_or(Texts()); }
  bool flag(std::string_view key) { return table_.boolean(key).value_or(false); }
  std::vector<Revision> revisions() const { return graphs_.at(name_); }

  TomlTable table_;
  const std::map<std::string, std::vector<Revision>>& graphs_;
  std::string name_;
};

std::vector<Revision> read_revisions(const TomlValue& list, std::string_view file) {
  std::vector<Revision> result;
  for (const auto& value : std::get<TomlValue::Array>(list.data)) {
    TomlTable table(value, file, "revision");
    Revision revision;
    revision.id = table.require_string("revision");
    revision.down_revisions = table.strings("down_revision").value_or(Texts());
    revision.depends_on = table.strings("depends_on").value_or(Texts());
    revision.branch_labels = table.strings("branch_labels").value_or(Texts());
    revision.file = "migrations/" + std::to_string(result.size()) + "_" + revision.id + ".toml";
    table.finish();
    result.push_back(std::move(revision));
  }
  return result;
}

void Case::run() {
  INFO(to_string(table_.where()));
  name_ = table_.require_string("graph");
  const auto what = table_.require_string("do");
  table_.string("differs");
  const auto expected = table_.string("error");
  std::string got;
  try {
    check(what);
  } catch (const GraphError& error) {
    got = error.code;
    INFO(error.what());
    CHECK(got == expected.value_or("no error"));
  }
  if (expected) CHECK(got == *expected);
  if (!expected) table_.finish();
}

void Case::check(const std::string& what) {
  auto all = revisions();
  if (const auto* more = table_.find("and")) {
    for (auto& revision : read_revisions(*more, table_.file())) all.push_back(std::move(revision));
  }
  const Graph graph(std::move(all));
  const auto expect = [&](const Revisions& found) { CHECK(sorted(ids(found)) == sorted(texts("revisions"))); };
  if (what == "upgrade" || what == "downgrade" || what == "stamp") return check_plan(graph, what);
  if (what == "range") return check_range(graph);
  if (what == "apply") return check_moves(graph);
  if (what == "new") return check_new_revision(graph);
  if (what == "facts") return check_facts(graph);
  if (what == "resolve_all") return expect(resolve_all(graph, table_.require_string("target")));
  if (what == "bases") return expect(bases_of(graph, table_.require_string("target")));
  if (what == "current") return expect(current_heads(graph, texts("rows")));
  if (what == "at_heads") {
    const bool found = at_heads(graph, texts("rows"));
    CHECK(found == flag("at_heads"));
  } else if (what == "history") {
    const auto found = history(graph, texts("rows"), table_.require_string("range"));
    CHECK(ids(found) == texts("revisions"));
  } else if (what == "resolve") {
    const auto* found = resolve(graph, table_.require_string("target"));
    expect(found ? Revisions{found} : Revisions{});
  } else {
    REQUIRE(what == "load");
    CHECK(sorted(ids(graph.heads())) == texts("heads"));
    CHECK(sorted(ids(graph.bases())) == texts("bases"));
  }
}

Texts spoken(const std::vector<RowChange>& changes) {
  Texts result;
  for (const auto& change : changes) {
    result.push_back(change.from.empty() ? "insert " + change.to
                     : change.to.empty() ? "delete " + change.from
                                         : "update " + change.from + " " + change.to);
  }
  return result;
}

void Case::check_plan(const Graph& graph, const std::string& what) {
  auto rows = texts("rows");
  const auto target = texts("target");
  const auto plan = what == "upgrade"     ? plan_upgrade(graph, rows, target)
                    : what == "downgrade" ? plan_downgrade(graph, rows, target)
                                          : plan_stamp(graph, rows, target);
  const auto* steps = table_.find("steps");
  REQUIRE(steps);
  const auto& expected = std::get<TomlValue::Array>(steps->data);
  REQUIRE(plan.size() == expected.size());
  for (std::size_t i = 0; i < plan.size(); ++i) {
    TomlTable step(expected[i], table_.file(), "step");
    INFO("step " << i + 1);
    CHECK((plan[i].revision ? plan[i].revision->id : "") == step.string("revision").value_or(""));
    CHECK((plan[i].revision == nullptr) == step.boolean("base").value_or(false));
    CHECK(spoken(row_changes(plan[i])) == *step.strings("rows"));
    rows = rows_after(rows, plan[i]);
    CHECK(rows == *step.strings("after"));
    step.finish();
  }
}

void Case::check_range(const Graph& graph) {
  const Range range{.lower = texts("lower"),
                    .upper = texts("upper"),
                    .inclusive = flag("inclusive"),
                    .implicit_base = flag("implicit_base")};
  const auto found = flag("undone") ? revisions_undone(graph, range) : revisions_between(graph, range);
  CHECK(ids(found) == texts("revisions"));
}

void Case::check_moves(const Graph& graph) {
  auto rows = texts("rows");
  VersionRows versions(graph, current_revisions(graph, rows));
  const auto& after = std::get<TomlValue::Array>(table_.require("after").data);
  const auto moves = texts("moves");
  REQUIRE(moves.size() == after.size());
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const auto words = split(moves[i], ' ');
    const Revision& revision = *graph.find(words[1]);
    rows = rows_after(rows, words[0] == "up" ? versions.upgrade(revision) : versions.downgrade(revision));
    Texts expected;
    for (const auto& row : std::get<TomlValue::Array>(after[i].data))
      expected.push_back(std::get<std::string>(row.data));
    INFO(moves[i]);
    CHECK(rows == expected);
  }
}

void Case::check_new_revision(const Graph& graph) {
  const auto links = links_of_new_revision(graph, texts("parents"), flag("splice"), texts("depends_on"));
  CHECK(links.down_revisions == texts("down_revision"));
  auto all = revisions();
  Revision added;
  added.id = "new";
  added.down_revisions = links.down_revisions;
  added.depends_on = links.depends_on;
  all.push_back(added);
  const Graph after(std::move(all));
  CHECK(ids(after.dependencies(*after.find("new"))) == texts("dependencies"));
  CHECK(sorted(ids(after.heads())) == texts("heads"));
}

void Case::check_facts(const Graph& graph) {
  CHECK(sorted(ids(graph.heads())) == texts("heads"));
  CHECK(sorted(ids(graph.effective_heads())) == texts("effective_heads"));
  CHECK(sorted(ids(graph.bases())) == texts("bases"));
  CHECK(sorted(ids(graph.effective_bases())) == texts("effective_bases"));
  CHECK(sorted(ids(graph.branch_points())) == texts("branch_points"));
  CHECK(sorted(ids(graph.merge_points())) == texts("merge_points"));
  TomlTable labels(table_.require("labels"), table_.file(), "labels");
  TomlTable needs(table_.require("needs"), table_.file(), "needs");
  for (const auto& revision : graph.revisions()) {
    INFO(revision.id);
    CHECK(graph.labels(revision) == *labels.strings(revision.id));
    CHECK(sorted(ids(graph.needs(revision))) == *needs.strings(revision.id));
  }
}

std::size_t run_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  const auto file = path.string();
  const auto document = parse_toml(text.str(), file);
  TomlTable root(document, file, "file");
  std::map<std::string, std::vector<Revision>> graphs;
  TomlTable named(root.require("graphs"), file, "graphs");
  for (const auto& [name, value] : named.entries()) {
    graphs[name] = read_revisions(TomlTable(value, file, "graph").require("revisions"), file);
  }
  const auto& cases = std::get<TomlValue::Array>(root.require("case").data);
  for (const auto& value : cases) Case(TomlTable(value, file, "case"), graphs).run();
  return cases.size();
}

}  // namespace

TEST_CASE("every recorded traversal gives its steps, rows and heads, or its error") {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(MIGRATE_SOURCE_DIR "/tests/cases/traversal")) {
    count += run_file(entry.path());
  }
  CHECK(count >= 185);
}
