#include "src/revisions/graph.hpp"

#include <algorithm>
#include <chrono>
#include <random>

#include "src/revisions/heads.hpp"
#include "src/revisions/id.hpp"
#include "src/revisions/plan.hpp"
#include "tests/revisions/make_revision.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;
using Texts = std::vector<std::string>;

namespace {

GraphError mistake_in(std::vector<Revision> revisions) {
  try {
    Graph graph(std::move(revisions));
  } catch (const GraphError& error) {
    return error;
  }
  return {"none", "it is a graph"};
}

}  // namespace

TEST_CASE("an empty graph has no heads and no bases") {
  const Graph graph({});
  CHECK(graph.empty());
  CHECK(graph.heads().empty());
  CHECK(at_heads(graph, {}));
  CHECK(plan_upgrade(graph, {}, {"head"}).empty());
}

TEST_CASE("the order is topological, then by time of creation, then by id") {
  auto late = make("a", {"root"});
  late.created = "2026-11-20T09:14:04Z";
  auto early = make("z", {"root"});
  early.created = "2026-11-20T09:14:03Z";
  auto between = make("m", {"root"});
  between.created = "2026-11-20T09:14:03.5Z";
  auto same = make("k", {"root"});
  same.created = early.created;
  auto root = make("root");
  root.created = "2027-01-01T00:00:00Z";
  const Graph graph({late, same, early, root, between});
  CHECK(ids(graph.at(Graph::Marks(graph.size(), true))) == Texts{"root", "k", "z", "m", "a"});
}

TEST_CASE("two files with one id are both named") {
  const auto error = mistake_in({make("a"), make("a")});
  CHECK(error.code == "duplicate_revision_id");
  CHECK(std::string(error.what()).find("a.toml and ") != std::string::npos);
  CHECK(error.where.file == "migrations/a.toml");
}

TEST_CASE("a missing parent names the file that wants it and the nearest id") {
  const auto error = mistake_in({make("2f27635c7609"), make("89c47970162c", {"2f27635c7690"})});
  CHECK(error.code == "missing_parent_revision");
  CHECK(error.where.file == "migrations/89c47970162c.toml");
  CHECK(std::string(error.what()) ==
        "revision 89c47970162c comes after 2f27635c7690, which is not there, did you mean '2f27635c7609'?");
}

TEST_CASE("a missing dependency may be meant as a label") {
  const auto error = mistake_in({make("a", {}, {}, {"billing"}), make("b", {}, {"biling"})});
  CHECK(error.code == "missing_parent_revision");
  CHECK(std::string(error.what()) == "revision b depends on biling, which is not there, did you mean 'billing'?");
}

TEST_CASE("a cycle shows its path and its files, without what hangs on it") {
  const auto error = mistake_in({make("a", {"c"}), make("b", {"a"}), make("c", {"b"}), make("d", {"c"}), make("e")});
  CHECK(error.code == "cycle");
  CHECK(std::string(error.what()) == "the revisions form a cycle: a → c → b → a");
  CHECK(error.details == Texts{"a (migrations/a.toml) comes after c", "c (migrations/c.toml) comes after b",
                               "b (migrations/b.toml) comes after a"});
}

TEST_CASE("a cycle through a dependency says which link is one") {
  const auto error = mistake_in({make("a", {}, {"b"}), make("b", {"a"})});
  CHECK(error.code == "dependency_cycle");
  CHECK(error.details.front() == "a (migrations/a.toml) depends on b");
}

TEST_CASE("illegal and reserved ids are refused") {
  for (const char* id : {"", "a@b", "a+1", "a-1", "a:b", "a b", "head", "heads", "base", "current"}) {
    INFO(id);
    CHECK(mistake_in({make(id)}).code == "illegal_revision_id");
  }
  CHECK(id_problem("2f27635c7609").empty());
  CHECK(id_problem("0001_initial.v2").empty());
}

TEST_CASE("a parent named twice is refused") {
  CHECK(mistake_in({make("a"), make("b", {"a", "a"})}).code == "duplicate_parents");
}

TEST_CASE("a label is there once, and is no id") {
  CHECK(mistake_in({make("a", {}, {}, {"x"}), make("b", {}, {}, {"x"})}).code == "duplicate_branch_label");
  CHECK(mistake_in({make("a", {}, {}, {"b"}), make("b")}).code == "duplicate_branch_label");
  CHECK(mistake_in({make("a", {}, {}, {"x@y"})}).code == "illegal_branch_label");
  CHECK(mistake_in({make("a", {}, {}, {"shopping-cart"})}).code == "none");
}

TEST_CASE("labels go up to all descendants, and down as long as nothing branches or merges") {
  const Graph graph({make("a"), make("b", {"a"}), make("c1", {"b"}), make("d1", {"c1"}, {}, {"left"}),
                     make("e1", {"d1"}), make("c2", {"b"}), make("m", {"e1", "c2"})});
  CHECK(graph.labels(*graph.find("e1")) == Texts{"left"});
  CHECK(graph.labels(*graph.find("m")) == Texts{"left"});
  CHECK(graph.labels(*graph.find("c1")).empty());
  const Graph open({make("a"), make("b", {"a"}), make("c1", {"b"}), make("d1", {"c1"}, {}, {"left"}),
                    make("e1", {"d1"}), make("c2", {"b"})});
  CHECK(open.labels(*open.find("c1")) == Texts{"left"});
  CHECK(open.labels(*open.find("b")).empty());
}

TEST_CASE("a graph can be moved") {
  Graph first({make("a"), make("b", {"a"}, {}, {"label"})});
  const Graph second = std::move(first);
  CHECK(second.find("b") == second.labelled("label"));
  CHECK(ids(second.parents(*second.find("b"))) == Texts{"a"});
}

TEST_CASE("new ids are twelve hexadecimal digits and differ") {
  const auto one = new_revision_id();
  CHECK(one.size() == 12);
  CHECK(one.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(one != new_revision_id());
}

TEST_CASE("a chain of ten thousand revisions with branches and merges is planned in no time") {
  std::vector<Revision> revisions{make("r0")};
  std::string tip = "r0";
  for (int i = 1; i < 10'000; i += 5) {
    const auto n = std::to_string(i);
    if (i % 50 == 1) {
      revisions.push_back(make("left" + n, {tip}));
      revisions.push_back(make("right" + n, {tip}));
      revisions.push_back(make("merge" + n, {"left" + n, "right" + n}));
      revisions.push_back(make("x" + n, {"merge" + n}));
      revisions.push_back(make("y" + n, {"x" + n}));
      tip = "y" + n;
    } else {
      for (const char* part : {"a", "b", "c", "d", "e"}) {
        revisions.push_back(make(part + n, {tip}));
        tip = part + n;
      }
    }
  }
  std::ranges::shuffle(revisions, std::mt19937(7));
  const auto start = std::chrono::steady_clock::now();
  const Graph graph(std::move(revisions));
  const auto up = plan_upgrade(graph, {}, {"head"});
  const auto down = plan_downgrade(graph, {tip}, {"base"});
  const auto stop = std::chrono::steady_clock::now();
  CHECK(up.size() == graph.size());
  CHECK(down.size() == graph.size());
  CHECK(rows_after({}, up) == Texts{tip});
  CHECK(rows_after({tip}, down).empty());
  CHECK(graph.branch_points().size() == 200);
  // Far above what it takes, also in a debug build under a sanitizer; a quadratic walk would take minutes.
  CHECK(std::chrono::duration_cast<std::chrono::seconds>(stop - start).count() < 10);
}
