#include "src/revisions/plan.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "src/revisions/heads.hpp"
#include "tests/revisions/make_revision.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;
using Texts = std::vector<std::string>;

namespace {

std::string code_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const GraphError& error) {
    return error.code;
  }
  return "none";
}

Texts revisions_of(const Plan& plan) {
  Texts result;
  for (const auto& step : plan) result.push_back(step.revision ? step.revision->id : "base");
  return result;
}

/// a ─ b ┬ c1 (left) ─ d1
///       └ c2 (right) ─ d2
Graph forked_at_b() {
  return Graph({make("a"), make("b", {"a"}), make("c1", {"b"}, {}, {"left"}), make("d1", {"c1"}),
                make("c2", {"b"}, {}, {"right"}), make("d2", {"c2"})});
}

}  // namespace

TEST_CASE("several targets are reached in one plan") {
  const auto graph = forked_at_b();
  CHECK(revisions_of(plan_upgrade(graph, {"b"}, {"left@head", "c2"})) == Texts{"c1", "c2", "d1"});
  CHECK(revisions_of(plan_downgrade(graph, {"d1", "d2"}, {"left@-1", "right@-1"})) == Texts{"d2", "d1"});
  CHECK(rows_after({"d1", "d2"}, plan_downgrade(graph, {"d1", "d2"}, {"c1", "c2"})) == Texts{"c1", "c2"});
  CHECK(code_of([&] { plan_upgrade(graph, {}, {"b", "c1"}); }) == "overlapping_targets");
  CHECK(code_of([&] { plan_downgrade(graph, {"d1", "d2"}, {"b", "c1"}); }) == "overlapping_targets");
  CHECK(code_of([&] { plan_stamp(graph, {}, {"b", "c1"}); }) == "overlapping_targets");
}

TEST_CASE("an upgrade to what lies behind is refused, to where the database stands it does nothing") {
  const auto graph = forked_at_b();
  CHECK(code_of([&] { plan_upgrade(graph, {"d1"}, {"b"}); }) == "not_a_valid_upgrade_target");
  CHECK(code_of([&] { plan_upgrade(graph, {"d1"}, {"base"}); }) == "not_a_valid_upgrade_target");
  CHECK(code_of([&] { plan_upgrade(graph, {"d1"}, {"left@base"}); }) == "not_a_valid_upgrade_target");
  CHECK(plan_upgrade(graph, {"d1"}, {"right@base"}).empty());
  CHECK(plan_upgrade(graph, {"d1"}, {"d1"}).empty());
  CHECK(plan_upgrade(graph, {}, {"base"}).empty());
}

TEST_CASE("a head that another one depends on is no target behind the database") {
  const Graph graph({make("core"), make("app", {}, {"core"})});
  CHECK(plan_upgrade(graph, {"app"}, {"core"}).empty());
  CHECK(at_heads(graph, {"app"}));
}

TEST_CASE("rows of which one includes the other are refused before an upgrade") {
  const auto graph = forked_at_b();
  CHECK(code_of([&] { plan_upgrade(graph, {"b", "d1"}, {"heads"}); }) == "overlapping_targets");
  CHECK(plan_upgrade(graph, {"d1", "d1"}, {"d1"}).empty());
}

TEST_CASE("a dependency on an ancestor leaves one row on the way back") {
  const Graph graph({make("a1"), make("a2", {"a1"}), make("a3", {"a2"}, {"a1"})});
  const auto plan = plan_downgrade(graph, {"a3"}, {"-1"});
  REQUIRE(plan.size() == 1);
  CHECK(row_changes(plan[0]) == std::vector<RowChange>{{"a3", "a2"}});
}

TEST_CASE("a parent that is an ancestor of the other parent is no row that a merge could delete") {
  const Graph graph({make("a"), make("b", {"a"}), make("m", {"a", "b"})});
  const auto plan = plan_upgrade(graph, {"b"}, {"m"});
  REQUIRE(plan.size() == 1);
  CHECK(row_changes(plan[0]) == std::vector<RowChange>{{"b", "m"}});
  CHECK(row_changes(plan_downgrade(graph, {"m"}, {"b"})[0]) == std::vector<RowChange>{{"m", "b"}});
}

TEST_CASE("a stamp moves only the rows of its own lineage") {
  const auto graph = forked_at_b();
  CHECK(rows_after({"d1", "d2"}, plan_stamp(graph, {"d1", "d2"}, {"c1", "c2"})) == Texts{"c1", "c2"});
  CHECK(rows_after({"d1", "d2"}, plan_stamp(graph, {"d1", "d2"}, {"left@-1"})) == Texts{"c1", "d2"});
  CHECK(rows_after({"b"}, plan_stamp(graph, {"b"}, {"left@+1"})) == Texts{"c1"});
  CHECK(rows_after({"d1", "d2"}, plan_stamp(graph, {"d1", "d2"}, {"b"})) == Texts{"b"});
}

TEST_CASE("a way down between several heads must be said") {
  const auto graph = forked_at_b();
  CHECK(code_of([&] { plan_downgrade(graph, {"d1", "d2"}, {"-1"}); }) == "ambiguous_current");
  CHECK(revisions_of(plan_downgrade(graph, {"d1", "d2"}, {"right@-1"})) == Texts{"d2"});
  CHECK(code_of([&] { plan_downgrade(graph, {"d1"}, {"+1"}); }) == "relative_out_of_range");
  CHECK(code_of([&] { plan_upgrade(graph, {"d1"}, {"-1"}); }) == "relative_out_of_range");
  CHECK(code_of([&] { plan_upgrade(graph, {"d1", "d2"}, {"+1"}); }) == "ambiguous_current");
}

TEST_CASE("from any state to any revision and back, the rows are what nothing applied needs") {
  std::mt19937 random(20260101);
  for (int round = 0; round < 150; ++round) {
    std::vector<Revision> revisions;
    const auto pick = [&](std::size_t below) { return "r" + std::to_string(random() % below); };
    for (std::size_t i = 0; i < 14; ++i) {
      std::set<std::string> parents, dependencies;
      if (i > 0 && random() % 5 > 0) parents.insert(pick(i));
      if (i > 1 && random() % 5 == 0) parents.insert(pick(i));
      if (i > 1 && random() % 4 == 0) dependencies.insert(pick(i));
      revisions.push_back(
          make("r" + std::to_string(i), {parents.begin(), parents.end()}, {dependencies.begin(), dependencies.end()}));
    }
    const Graph graph(std::move(revisions));
    const auto check = [&](Graph::Marks& applied, Texts& rows, const Plan& plan) {
      for (const auto& step : plan) {
        const auto index = graph.index(*step.revision);
        const auto is_applied = [&](auto other) { return applied[other]; };
        if (step.direction == Direction::upgrade) {
          REQUIRE(std::ranges::all_of(graph.links(index).needs, is_applied));
        } else {
          REQUIRE(std::ranges::none_of(graph.links(index).dependants, is_applied));
        }
        applied[index] = step.direction == Direction::upgrade;
        rows = rows_after(rows, step);
        Texts expected;
        for (Graph::Index i = 0; i < graph.size(); ++i) {
          if (applied[i] && std::ranges::none_of(graph.links(i).dependants, is_applied))
            expected.push_back(graph[i].id);
        }
        std::ranges::sort(expected);
        REQUIRE(rows == expected);
      }
    };
    Graph::Marks applied(graph.size());
    Texts rows;
    check(applied, rows, plan_upgrade(graph, rows, {graph[static_cast<Graph::Index>(random() % graph.size())].id}));
    check(applied, rows, plan_upgrade(graph, rows, {"heads"}));
    CHECK(at_heads(graph, rows));
    const auto inner = std::ranges::find_if(
        graph.revisions(), [&](const Revision& revision) { return !graph.links(revision).children.empty(); });
    if (inner != graph.revisions().end()) check(applied, rows, plan_downgrade(graph, rows, {inner->id}));
    check(applied, rows, plan_downgrade(graph, rows, {"base"}));
    CHECK(rows.empty());
  }
}
