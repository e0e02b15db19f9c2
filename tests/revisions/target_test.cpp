#include "src/revisions/target.hpp"

#include <functional>

#include "src/revisions/plan.hpp"
#include "src/revisions/plan_range.hpp"
#include "tests/revisions/make_revision.hpp"
#include "tests/support/catch.hpp"

using namespace migrate;
using Texts = std::vector<std::string>;

namespace {

GraphError error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const GraphError& error) {
    return error;
  }
  return {"none", "no error"};
}

/// base0 ─ fork ┬ left1 (left) ─ left2
///              └ right1 (right, and v-2) ─ right2
Graph forked() {
  return Graph({make("base0"), make("fork", {"base0"}), make("left1", {"fork"}, {}, {"left"}), make("left2", {"left1"}),
                make("right1", {"fork"}, {}, {"right", "v-2"}), make("right2", {"right1"})});
}

}  // namespace

TEST_CASE("a target is taken apart into branch, name and offset") {
  const auto graph = forked();
  const auto target = parse_target(graph, "left@left2-1");
  CHECK(target.branch == "left");
  CHECK(target.name == "left2");
  CHECK(target.offset == -1);
  CHECK(parse_target(graph, "+3").offset == 3);
  CHECK(parse_target(graph, "+3").name.empty());
  CHECK_FALSE(parse_target(graph, "head").offset);
}

TEST_CASE("a label that looks like a walk is a label where it stands") {
  const auto graph = forked();
  CHECK(resolve(graph, "v-2")->id == "right1");
  CHECK(resolve(graph, "v-2@head")->id == "right2");
  CHECK(resolve(graph, "v-2@right2-1")->id == "right1");
}

TEST_CASE("several heads are listed with the ways out") {
  const auto graph = forked();
  const auto error = error_of([&] { resolve(graph, "head"); });
  CHECK(error.code == "multiple_heads");
  CHECK(std::string(error.what()) == "'head' names 2 heads: left2, right2");
  CHECK(error.details == Texts{"left2", "right2"});
  CHECK(error.hint ==
        "say which one (such as 'left@head'), say 'heads' for all of them, or join them with `migrate merge`");
}

TEST_CASE("what is named wrongly is answered with the nearest name") {
  const auto graph = forked();
  CHECK(std::string(error_of([&] { resolve(graph, "rihgt1"); }).what()) ==
        "no revision or branch is named 'rihgt1', did you mean 'right1'?");
  CHECK(std::string(error_of([&] { resolve(graph, "hed"); }).what()) ==
        "no revision or branch is named 'hed', did you mean 'head'?");
  const auto branch = error_of([&] { resolve(graph, "rigth@head"); });
  CHECK(branch.code == "no_such_branch");
  CHECK(std::string(branch.what()) == "no branch is named 'rigth', did you mean 'right'?");
  CHECK(branch.hint == "the branch labels are left, right, v-2");
}

TEST_CASE("a prefix is enough where only one revision begins so") {
  const Graph graph({make("ae1027a6acf1"), make("ae1027b6acf2", {"ae1027a6acf1"})});
  CHECK(resolve(graph, "ae1027b")->id == "ae1027b6acf2");
  CHECK(resolve(graph, "ae1027b-1")->id == "ae1027a6acf1");
  const auto error = error_of([&] { resolve(graph, "ae10"); });
  CHECK(error.code == "ambiguous_partial_id");
  CHECK(error.details == Texts{"ae1027a6acf1", "ae1027b6acf2"});
  CHECK(error_of([&] { resolve(graph, "ae1"); }).code == "partial_id_too_short");
}

TEST_CASE("a branch narrows what a prefix may mean") {
  const Graph graph({make("aaaa1", {}, {}, {"one"}), make("aaaa2", {}, {}, {"two"})});
  CHECK(resolve(graph, "two@aaaa")->id == "aaaa2");
}

TEST_CASE("a revision of another branch is refused") {
  const auto graph = forked();
  CHECK(error_of([&] { resolve(graph, "left@right2"); }).code == "revision_not_in_branch");
  CHECK(resolve(graph, "left@fork")->id == "fork");
}

TEST_CASE("texts that are no target are refused") {
  const auto graph = forked();
  for (const char* text : {"", "@head", "left@", "-1", "+1", "head+", "head-x", "left1--1", "head@@left"}) {
    INFO(text);
    CHECK(error_of([&] { resolve(graph, text); }).code != "none");
  }
}

TEST_CASE("a walk of more steps than there are says how many there are") {
  const auto graph = forked();
  const auto error = error_of([&] { resolve(graph, "left2-9"); });
  CHECK(error.code == "relative_out_of_range");
  CHECK(std::string(error.what()) == "'left2-9' leads below the base: there are only 4 steps on the way");
  CHECK(resolve(graph, "left2-4") == nullptr);
  CHECK(error_of([&] { resolve(graph, "left2-99999999999999999999"); }).code == "relative_out_of_range");
  CHECK(error_of([&] { resolve(graph, "base-1"); }).code == "relative_out_of_range");
}

TEST_CASE("a range of the history may start so many revisions before its end") {
  const auto graph = forked();
  const auto listed = [&](const char* range) { return ids(history(graph, {"left1"}, range)); };
  CHECK(listed("-2:left2") == Texts{"left2", "left1", "fork"});
  CHECK(listed("-1:current") == Texts{"left1", "fork"});
  CHECK(listed("current:left@head") == Texts{"left2", "left1"});
  CHECK(listed("left@fork:") == Texts{"left2", "left1", "fork"});
  CHECK(listed("fork:left@+9") == Texts{"left2", "left1", "fork"});
  CHECK(listed("").size() == 6);
  CHECK(listed(":") == listed(""));
  CHECK(error_of([&] { listed("left2:right2"); }).code == "not_an_ancestor");
  CHECK(error_of([&] { listed("a:b:c"); }).code == "bad_range_syntax");
  CHECK(ids(history(graph, {}, ":current")).empty());
}

TEST_CASE("a database that is at an unknown revision is told so") {
  const auto graph = forked();
  const auto error = error_of([&] { plan_upgrade(graph, {"left1", "gone"}, {"heads"}); });
  CHECK(error.code == "no_such_revision");
  CHECK(std::string(error.what()) == "the database is at revision gone, which is not among the revisions");
  CHECK(error.hint.find("stamp --purge") != std::string::npos);
}
